"""Distances, circles, and the coarse outline of Vietnam."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.geodesic import circle_polygon, distance_m, inside_vietnam, looks_swapped, separation_m

INSIDE = {
    "Lạng Sơn": (106.757, 21.853), "Lũng Cú": (105.33, 23.37), "A Pa Chải": (102.14, 22.40),
    "Móng Cái": (107.97, 21.53), "Lao Bảo": (106.60, 16.62), "Bờ Y": (107.55, 14.70), "Hà Tiên": (104.48, 10.38),
    "Mộc Bài": (106.15, 11.08), "Lộc Ninh": (106.59, 11.85), "Cà Mau": (104.72, 8.60), "Phú Quốc": (103.85, 10.30),
    "Thổ Chu": (103.48, 9.30), "Côn Đảo": (106.60, 8.70), "Gạc Ma": (114.28, 9.72), "Hoàng Sa": (112.30, 16.50),
    "Bạch Long Vĩ": (107.73, 20.13),
}  # fmt: skip
OUTSIDE = {
    "Viêng Chăn": (102.60, 17.97), "Phnôm Pênh": (104.92, 11.56), "Pakse": (105.80, 15.10), "Nam Ninh": (108.30, 22.80),
    "Hải Khẩu": (110.30, 20.04), "Bangkok": (100.50, 13.75), "Savannakhet": (104.75, 16.55),
    "Côn Minh": (102.70, 25.04),
    "Luang Prabang": (102.13, 19.88), "Stung Treng": (105.97, 13.52), "Manila": (121.0, 14.6), "(0, 0)": (0.0, 0.0),
}  # fmt: skip


def test_published_distances():
    """Geoscience Australia's example: Flinders Peak to Buninyong, 54 972.271 m (GRS 80, same to a millimetre)."""
    flinders = (144 + 25 / 60 + 29.52440 / 3600, -(37 + 57 / 60 + 3.72030 / 3600))
    buninyong = (143 + 55 / 60 + 35.38390 / 3600, -(37 + 39 / 60 + 10.15610 / 3600))

    assert distance_m(*flinders, *buninyong) == pytest.approx(54972.271, abs=0.002)


def test_points_are_paired_by_row():
    here, there = np.array([[106.0, 21.0], [106.0, 0.0]]), np.array([[106.0, 21.0], [107.0, 0.0]])

    assert separation_m(here, there).tolist() == [0.0, pytest.approx(111319.491, abs=0.001)]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ([[1.0, 2.0]], [[1.0, 2.0], [3.0, 4.0]]),
        ([1.0, 2.0], [1.0, 2.0]),
        ([[1.0, 2.0, 3.0]], [[1.0, 2.0, 3.0]]),
        ([[1.0, 90.5]], [[1.0, 2.0]]),
        ([[1.0, float("nan")]], [[1.0, 2.0]]),
    ],
)
def test_wrong_shapes_and_latitudes_are_refused(here, there):
    with pytest.raises(ValueError, match="must be|are needed"):
        separation_m(np.array(here), np.array(there))


@given(st.floats(102, 118), st.floats(6, 24), st.floats(0.5, 50_000), st.integers(8, 96))
def test_each_corner_of_a_circle_is_its_radius_away(lon, lat, radius_m, n):
    ring = circle_polygon(lon, lat, radius_m, n)

    assert len(ring) == n + 1
    assert ring[0] == ring[-1]
    away = separation_m(np.full((n + 1, 2), (lon, lat)), np.array(ring))
    assert away == pytest.approx(radius_m, rel=1e-6, abs=1e-6)


def test_a_circle_runs_counter_clockwise():
    ring = np.array(circle_polygon(106.7, 21.8, 1000))
    x, y = ring[:, 0], ring[:, 1]

    assert float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0


@pytest.mark.parametrize(
    "bad", [(106, 21, 0), (106, 21, -5), (106, 21, float("nan")), (106, 91, 5), (106, 21, 2e6), (106, 21, 5, 3)]
)
def test_an_impossible_circle_is_refused(bad):
    with pytest.raises(ValueError, match="must be"):
        circle_polygon(*bad)


@pytest.mark.parametrize("place", INSIDE)
def test_places_of_vietnam_are_inside(place):
    assert inside_vietnam(*INSIDE[place])


@pytest.mark.parametrize("place", OUTSIDE)
def test_places_elsewhere_are_outside(place):
    assert not inside_vietnam(*OUTSIDE[place])
    assert not looks_swapped(*OUTSIDE[place])


def test_exchanged_axes_are_noticed():
    assert looks_swapped(21.853, 106.757)
    assert not looks_swapped(106.757, 21.853)
    assert not inside_vietnam(float("nan"), 21.0)
    assert not looks_swapped(float("inf"), float("nan"))
