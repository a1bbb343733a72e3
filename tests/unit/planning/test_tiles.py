"""Where tiles lie."""

import math

import pytest

from gis_case.planning.rules.tiles import tile_box


def test_the_whole_world_is_one_tile():
    box = tile_box(0, 0, 0)
    assert (box.west, box.east) == (-180.0, 180.0)
    assert math.isclose(box.north, 85.0511287798066)
    assert math.isclose(box.south, -85.0511287798066)


def test_a_known_tile():
    # Tile 8/203/112 of the web map: from 105.46875 to 106.875 E; 21.943046 is its northern edge.
    box = tile_box(8, 203, 112)
    assert (box.west, box.east) == (105.46875, 106.875)
    assert math.isclose(box.north, 21.943045533438, abs_tol=1e-9)


def test_neighbours_share_their_edges_exactly():
    for z in (3, 9, 17):
        x, y = (1 << z) // 2, (1 << z) // 3
        assert tile_box(z, x, y).east == tile_box(z, x + 1, y).west
        assert tile_box(z, x, y).south == tile_box(z, x, y + 1).north


@pytest.mark.parametrize("place", [(0, 1, 0), (3, 0, 8), (23, 0, 0), (-1, 0, 0), (2, -1, 0)])
def test_a_tile_that_does_not_exist_is_none(place):
    assert tile_box(*place) is None
