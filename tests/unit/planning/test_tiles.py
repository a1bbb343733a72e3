"""Where tiles lie among the cells, and the small numbers of the map's points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.cases.stages import Stage
from gis_case.planning.models import Counts
from gis_case.planning.rules import map_codes
from gis_case.planning.rules.tiles import DEEPEST, Tile, morton, tile_at


def test_known_codes():
    # Columns take the even places, rows the odd ones: Morton (1966), z-order.
    assert [morton(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (7, 7))] == [0, 1, 2, 3, 4, 63]


@given(st.integers(0, 20), st.data())
def test_the_cells_of_a_tile_are_those_within_it_and_no_others(z, data):
    side = 1 << z
    x, y = data.draw(st.integers(0, side - 1)), data.draw(st.integers(0, side - 1))
    tile = Tile(z, x, y)
    first, end = tile.cells(DEEPEST)
    column, row = tile.corner
    reach = 1 << (DEEPEST - z)
    inside = data.draw(st.integers(0, reach - 1)), data.draw(st.integers(0, reach - 1))
    assert first <= morton(column + inside[0], row + inside[1]) < end
    assert end - first == reach * reach
    elsewhere = data.draw(st.integers(0, (1 << DEEPEST) - 1)), data.draw(st.integers(0, (1 << DEEPEST) - 1))
    belongs = (elsewhere[0] >> (DEEPEST - z), elsewhere[1] >> (DEEPEST - z)) == (x, y)
    assert (first <= morton(*elsewhere) < end) == belongs


def test_sixteen_by_sixteen_cells_are_counted_beforehand_to_zoom_13_and_eight_by_eight_at_14():
    assert [tile_at(z, 0, 0).counted for z in (0, 13, 14, 15, 22)] == [True, True, True, False, False]
    assert [tile_at(z, 0, 0).level - z for z in (0, 13, 14, 15, 20, 22)] == [4, 4, 3, 4, 4, 2]
    assert tile_at(10, 3, 5).cells(14) == (morton(3, 5) << 8, (morton(3, 5) + 1) << 8)


@pytest.mark.parametrize("place", [(0, 1, 0), (3, 0, 8), (23, 0, 0), (-1, 0, 0), (2, -1, 0)])
def test_a_tile_that_does_not_exist_is_none(place):
    assert tile_at(*place) is None


def test_every_stage_has_a_count_in_the_order_of_its_number():
    counted = list(Counts.__annotations__)
    first = counted.index(map_codes.NO_CASE)
    assert [counted[first + map_codes.STAGE_CODES[one]] for one in Stage] == [one.value for one in Stage]
    assert sorted(map_codes.FARTHEST_FIRST) == sorted(Stage)
