"""What lays a drawing on the ground, and how far it may err."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_case.geo.geodesic import distance_m
from gis_case.geo.uncertainty import combine
from gis_case.sketchmaps.derive import levels_of
from gis_case.sketchmaps.rules import (
    ROUGH_LEAST_M,
    GroundPoint,
    PointsError,
    heat,
    kept_plane,
    laid_again,
    lay,
    pen_px,
    read_points,
)

SIZE = (1000, 800)


def point(x: float, y: float, off_m: float = 0.0) -> GroundPoint:
    """A pixel of a sheet of two metres a pixel, north up, around 106.7 E 21.9 N."""
    east, north = (x - 500) * 2.0 + off_m, (400 - y) * 2.0 - off_m
    return GroundPoint(x, y, 106.7 + east / (111_320 * math.cos(math.radians(21.9))), 21.9 + north / 110_750, 10.0)


FOUR = [point(100, 100, 8), point(900, 120, -6), point(880, 700, 5), point(90, 690, -7)]


def laid(points=FOUR, *, rough=False, crs="", model="best"):
    found = lay(points, crs=crs, model=model, rough=rough, size_px=SIZE, mask=()).laid
    assert found is not None
    return found


def test_a_kept_fit_carries_pixels_as_before():
    one = laid()
    kept = [each.kept() for each in FOUR]
    again = laid_again(kept, kept_plane(one.plane), one.fit.model, rough=False)
    assert again.lonlat([(321, 456)]).tolist() == one.lonlat([(321, 456)]).tolist()
    assert again.pixels(again.lonlat([(321, 456)]))[0] == pytest.approx([321, 456], abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1000), st.floats(0, 800))
def test_a_place_lies_within_the_error_that_is_told(x, y):
    one = laid()
    lon, lat = one.lonlat([(x, y)])[0]
    true = point(x, y)
    assert distance_m(lon, lat, true.lon, true.lat) <= one.uncertainty((x, y), 0.0).r95_m


def test_two_landmarks_give_a_rough_placing_whose_error_grows_away_from_them():
    one = laid(FOUR[:3:2], rough=True)
    assert one.is_unchecked
    middle, corner = one.r95_at([(490, 400), (0, 800)])
    apart = distance_m(FOUR[0].lon, FOUR[0].lat, FOUR[2].lon, FOUR[2].lat)
    assert middle == pytest.approx(max(ROUGH_LEAST_M, apart / 4), rel=0.02)
    assert corner > middle


def test_the_error_of_a_mark_is_drawing_fit_datum_and_extent():
    one = laid(crs="EPSG:3405")
    error = one.uncertainty((500, 400), pen_px(SIZE), 120.0)
    terms = {term.name: term for term in error.terms}
    assert list(terms) == ["drawing", "fit", "datum", "extent"]
    assert terms["drawing"].r95_m == pytest.approx(1000 * 2 / 297 * 2.0, rel=0.02)
    assert (terms["datum"].r95_m, terms["extent"].kind) == (3.0, "bound")
    assert error == combine(error.terms)


def test_outside_the_points_the_error_is_not_told():
    cells = heat(laid(), SIZE)
    assert cells["r95_m"][0] is None
    assert cells["r95_m"][12 * cells["cells"] + 12] > 0


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([point(100, 100), point(200, 200), point(300, 300)], "collinear"),
        ([point(100, 100), point(100, 100)], "too_few"),
    ],
)
def test_points_in_error_lay_nothing(points, code):
    found = lay(points, crs="", model="best", rough=False, size_px=SIZE, mask=())
    assert found.laid is None
    assert code in {issue.code for issue in found.issues}


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [{}],
        [{"pixel": [1, 2], "lon": 106.7, "lat": float("nan")}],
        [{"pixel": [1, 2], "lon": 106.7, "lat": 91}],
        [{"pixel": [1, 2], "lon": 106.7, "lat": 21, "r95_m": 0}],
        [{"pixel": [1, 2], "lon": True, "lat": 21}],
        [{"pixel": [1, 2], "lon": 106.7, "lat": 21}] * 201,
    ],
)
def test_what_is_no_control_point_is_refused(raw):
    with pytest.raises(PointsError):
        read_points(raw)


@pytest.mark.parametrize(("size", "levels"), [((1, 1), 0), ((256, 10), 0), ((257, 10), 1), ((10_000, 10_000), 6)])
def test_the_coarsest_level_of_a_pyramid_is_one_tile(size, levels):
    assert levels_of(*size) == levels
