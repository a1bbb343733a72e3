"""Outlines and points as people type them."""

import pytest
from shapely import box

from gis_case.fieldwork.rules import CornersError, PointError, is_safe, lies_within, read_corners, read_pair, read_words
from gis_case.geo.reading import Context

WGS84 = Context(system="wgs84")
PLAN = box(106.7100, 21.9500, 106.7110, 21.9510)


@pytest.mark.parametrize(
    ("inner", "within"),
    [
        (PLAN, True),
        (box(106.7102, 21.9502, 106.7108, 21.9508), True),
        (PLAN.buffer(0.5e-5), True),  # half a metre of drawing
        (PLAN.buffer(3e-5), False),  # three metres of digging
        (box(106.7105, 21.9505, 106.7115, 21.9515), False),
        (box(106.72, 21.95, 106.73, 21.96), False),
    ],
)
def test_an_area_lies_within_another_but_for_a_metre(inner, within):
    assert lies_within(inner, PLAN) is within


WEST, EAST = box(106.7100, 21.9500, 106.7105, 21.9510), box(106.7105, 21.9500, 106.7110, 21.9510)


@pytest.mark.parametrize(
    ("sweeps", "safe"),
    [
        ([], False),
        ([(PLAN, True)], True),
        ([(PLAN, False)], False),
        ([(WEST, True), (EAST, True)], True),
        ([(WEST, True)], False),
        ([(PLAN, True), (EAST, False)], False),  # unsafe after it had been cleared
        ([(EAST, False), (PLAN, True)], True),  # cleared after it had been found unsafe
        ([(PLAN, True), (EAST, False), (EAST, True)], True),
        ([(PLAN.buffer(-0.5e-5), True)], False),  # half a metre is not forgiven here
    ],
)
def test_ground_is_safe_by_the_latest_word_on_each_patch(sweeps, safe):
    assert is_safe(PLAN, sweeps) is safe


def test_corners_make_an_area_in_the_order_given():
    text = "21.9500; 106.7100\n\n21.9500; 106.7110\n21.9510; 106.7110\n21.9510; 106.7100"
    assert read_corners(text, WGS84).equals(PLAN)


def test_corners_on_the_vn2000_grid_are_read_with_the_meridian_of_the_province():
    text = "2428500 441200\n2428500 441300\n2428600 441300"
    area = read_corners(text, Context(system="vn2000", province="Lạng Sơn"))
    assert area.centroid.x == pytest.approx(106.68, abs=0.01)
    assert area.centroid.y == pytest.approx(21.95, abs=0.01)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("21.95; 106.71\n21.96; 106.71", "between 3"),
        ("21.95; 106.71\n21.96; 106.72\nby the banyan", "Line 3"),
        ("21.95; 106.71\n21.96; 106.72\n21.95; 106.72\n21.96; 106.71", "crosses itself"),
        ("21.95; 106.71\n21.95; 106.71\n21.95; 106.71", "crosses itself"),
        ("\n".join(["21.95; 106.71"] * 300), "between 3"),
    ],
)
def test_corners_that_make_no_area_say_what_is_wrong(text, said):
    with pytest.raises(CornersError, match=said):
        read_corners(text, WGS84)


def test_degrees_of_no_stated_system_mean_two_places_apart():
    here, there = read_words("21.9503; 106.7102", Context())
    assert here.key == "106.7102000,21.9503000"
    assert 0.001 < abs(there.lon - here.lon) < 0.01


def test_a_stated_system_leaves_one_place():
    assert len(read_words("21.9503; 106.7102", WGS84)) == 1


@pytest.mark.parametrize(("lon", "lat"), [("106.7102", "21.9503"), ("106,7102", "21,9503")])
def test_a_pair_takes_comma_and_dot(lon, lat):
    point = read_pair(lon, lat)
    assert (point.x, point.y) == (106.7102, 21.9503)


@pytest.mark.parametrize(
    ("lon", "lat", "field"),
    [
        ("21.9503", "106.7102", "lat"),
        ("", "21.95", "lon"),
        ("106.7", "x", "lat"),
        ("nan", "21.95", "lat"),
        ("inf", "21.95", "lat"),
        ("200", "21.95", "lat"),
        ("106.7", "91", "lat"),
    ],
)
def test_a_pair_that_is_no_point_names_the_field(lon, lat, field):
    with pytest.raises(PointError) as caught:
        read_pair(lon, lat)
    assert caught.value.field == field


@pytest.mark.parametrize("line", ["ô 5010", "13695-64473", "XK 816176", "24,30 gr N 115,72 gr E"])
def test_a_corner_that_may_be_in_several_places_is_no_corner(line):
    lines = ["21.9503; 106.7102", "21.9603; 106.7102", line]

    with pytest.raises(CornersError, match="Line 3 may mean several places"):
        read_corners("\n".join(lines), Context(province="Lạng Sơn"))


def test_a_military_reference_in_a_chosen_system_is_a_corner():
    text = "48QXK8156617592\n48QXK8256617592\n48QXK8256618592"

    assert read_corners(text, WGS84).area > 0
