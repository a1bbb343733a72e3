"""Gaps, overlaps, places and sizes of areas made here: squares of known hectares around an invented point."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, box
from shapely.ops import voronoi_diagram

from gis_case.layers.rules.edges import Plane, mended, simplified, survey
from gis_case.layers.rules.names import Known

WEST, SOUTH = 106.5, 21.7
# One hundredth of a degree here, in kilometres.
EAST_KM, NORTH_KM = 1.0347, 1.1073


def cell(column: float, row: float, wide: float = 1, high: float = 1):
    return box(WEST + column / 100, SOUTH + row / 100, WEST + (column + wide) / 100, SOUTH + (row + high) / 100)


def hectares(wide: float = 1, high: float = 1) -> float:
    return wide * EAST_KM * high * NORTH_KM * 100


def test_areas_that_fit_have_nothing_to_be_looked_at():
    seen = survey({1: cell(0, 0), 2: cell(1, 0)}, {})
    assert (seen.gaps, seen.overlaps, seen.away_km) == ([], [], {})
    assert seen.areas[1][0] == pytest.approx(hectares(), rel=1e-3)


def test_an_overlap_has_its_hectares_and_both_communes():
    (spot,) = survey({1: cell(0, 0, 1.2), 2: cell(1, 0)}, {}).overlaps
    assert spot.hectares == pytest.approx(hectares(0.2), rel=2e-3)
    assert spot.commune_ids == (1, 2)
    assert cell(1, 0, 0.2).covers(Point(spot.lon, spot.lat))


def test_a_gap_is_what_lies_between_and_what_lies_outside_is_none():
    ring = {1: cell(0, 0, 3), 2: cell(0, 2, 3), 3: cell(0, 1), 4: cell(2, 1)}
    (spot,) = survey(ring, {}).gaps
    assert spot.hectares == pytest.approx(hectares(), rel=2e-3)
    assert spot.commune_ids == (1, 2, 3, 4)
    assert survey({1: cell(0, 0), 2: cell(5, 5)}, {}).gaps == []


def test_what_is_thinner_than_the_tolerance_is_not_listed():
    areas = {1: cell(0, 0, 1.0003), 2: cell(1, 0)}
    assert survey(areas, {}).overlaps == []
    assert len(survey(areas, {}, tolerance_ha=0.001).overlaps) == 1


def test_sizes_and_places_are_compared_with_the_official_ones():
    inside, outside = WEST + 0.005, WEST + 0.025
    known = {
        1: Known(1, "1", "A", area_ha=hectares() / 1.1, lon=inside, lat=SOUTH + 0.005),
        2: Known(2, "2", "B", area_ha=hectares(), lon=outside, lat=SOUTH + 0.005),
        3: Known(3, "3", "C"),
    }
    seen = survey(dict.fromkeys((1, 2, 3), cell(0, 0)), known)
    assert seen.areas[1][1] == pytest.approx(10, abs=0.2)
    assert seen.areas[3][1] is None
    assert seen.away_km == {2: pytest.approx(1.5 * EAST_KM, rel=1e-3)}


def test_an_outline_that_crosses_itself_is_mended_and_said():
    whole, why = mended(shapely.from_wkt("POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))"))
    assert (whole.geom_type, whole.area, shapely.is_valid(whole)) == ("MultiPolygon", 0.5, True)
    assert why.startswith("Self-intersection")
    assert mended(box(0, 0, 1, 1))[1] == ""
    assert mended(shapely.from_wkt("LINESTRING(0 0, 1 1)"))[0].is_empty


places = st.tuples(st.floats(106.5, 106.8), st.floats(21.7, 22.0))


@settings(deadline=None, max_examples=30)
@given(st.lists(places, min_size=3, max_size=8, unique=True))
def test_a_partition_has_no_gap_no_overlap_and_all_of_its_area(seeds):
    area = box(106.45, 21.65, 106.85, 22.05)
    cells = [one.intersection(area) for one in voronoi_diagram(MultiPoint(seeds), envelope=area).geoms]
    areas = {place: mended(one)[0] for place, one in enumerate(cells) if one.area > 1e-7}
    seen = survey(areas, {})
    assert (seen.gaps, seen.overlaps) == ([], [])
    plane = Plane(list(areas.values()))
    thin = simplified(areas, 20)
    whole = sum(plane.flat(one).area for one in areas.values())
    assert sum(plane.flat(one).area for one in thin.values()) == pytest.approx(whole, rel=1e-3)
    assert survey(thin, {}).overlaps == []
