"""Local shifts from control points: what they recover, how far they are trusted, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.calibration import ControlPoint, fit_calibration
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.shift import Calibration
from gis_case.geo.transform import from_wgs84, to_wgs84

PLACES = ((106.70, 21.85), (106.45, 22.25), (107.10, 21.60), (106.30, 21.95), (106.95, 21.75))
# EPSG 1541, Indian 1960 to WGS 72BE: a real shift that differs from 1542 by tens of metres.
TRUE = Calibration("indian1960", 198.0, 881.0, 317.0, 1.0)


def points(places=PLACES, true=TRUE, system="indian1960_utm", noise=None):
    found = []
    for at, (lon, lat) in enumerate(places):
        e, n = from_wgs84(lon, lat, system, shift=true)
        zone = {"indian1960_utm": 48, "hn72_gk": 18}.get(system)
        east, north = noise[at] if noise is not None else (0.0, 0.0)
        found.append(ControlPoint(system, e + east, n + north, lon, lat, zone, f"ĐC-{at + 1}"))
    return found


@pytest.mark.parametrize(
    ("datum", "system"), [("indian1960", "indian1960_utm"), ("indian1960", "indian1960"), ("hn72", "hn72_gk")]
)
def test_a_known_shift_is_recovered_to_a_few_decimetres(datum, system):
    true = Calibration(datum, *({"indian1960": (198.0, 881.0, 317.0), "hn72": (-17.5, -108.0, -62.3)}[datum]), 1.0)
    fitted = fit_calibration(datum, points(true=true, system=system), "v1")
    for lon, lat in [(106.76, 21.853), (106.5, 22.0)]:
        e, n = from_wgs84(lon, lat, system, shift=true)
        zone = {"indian1960_utm": 48, "hn72_gk": 18}.get(system)
        found = to_wgs84(system, e, n, zone=zone, shift=fitted.calibration)
        assert distance_m(lon, lat, found.lon, found.lat) < 0.2
        assert (found.calibration, found.op_code, found.op_r95_m) == ("v1", None, fitted.calibration.r95_m)
    assert max(fitted.residuals_m) < 0.2


def test_the_way_back_is_exact():
    lon, lat = 106.76, 21.853
    e, n = from_wgs84(lon, lat, "indian1960_utm", shift=TRUE)
    back = to_wgs84("indian1960_utm", e, n, zone=48, shift=TRUE)
    assert distance_m(lon, lat, back.lon, back.lat) < 1e-3


@pytest.mark.parametrize("count", [3, 5])
def test_a_further_point_lies_within_the_radius_19_times_in_20(count):
    random = np.random.default_rng(500)
    inside = 0
    runs = 400
    for _ in range(runs):
        noise = random.normal(0, 12, (count, 2))
        shift = fit_calibration("indian1960", points(PLACES[:count], noise=noise)).calibration
        lon, lat = 106.6, 21.9
        e, n = from_wgs84(lon, lat, "indian1960_utm", shift=TRUE)
        east, north = random.normal(0, 12, 2)
        found = to_wgs84("indian1960_utm", e + east, n + north, zone=48, shift=shift)
        inside += distance_m(lon, lat, found.lon, found.lat) <= shift.r95_m
    assert 0.92 <= inside / runs <= 0.98


def test_a_point_with_a_slip_is_named():
    noise = [(0, 3), (2, -2), (500, 0), (-3, 1), (1, 2)]
    remarks = fit_calibration("indian1960", points(noise=noise)).remarks
    assert [(note.code, note.params["name"]) for note in remarks if note.code == "outlier"] == [("outlier", "ĐC-3")]


def test_a_wrong_zone_is_told_by_the_distance_from_the_published_operation():
    wrong = [ControlPoint(p.system, p.x + 1000, p.y, p.lon, p.lat, p.zone, p.name) for p in points()]
    assert "far_from_published" in [note.code for note in fit_calibration("indian1960", wrong).remarks]
    assert fit_calibration("indian1960", points()).from_published_m < 100


@pytest.mark.parametrize(
    ("datum", "given", "code"),
    [
        ("indian1960", points()[:2], "too_few"),
        ("indian1960", [*points()[:3], points()[0]], "same_point"),
        ("hn72", points(), "other_datum"),
        ("vn2000", points(), "datum"),
    ],
)
def test_what_cannot_be_fitted_says_why(datum, given, code):
    with pytest.raises(CoordinateError) as caught:
        fit_calibration(datum, given)
    assert caught.value.note.code == code


def test_a_shift_moves_its_own_datum_alone():
    with pytest.raises(ValueError, match="does not move"):
        to_wgs84("hn72_gk", 18_681_000, 2_418_000, zone=18, shift=TRUE)


@given(st.permutations(range(5)))
def test_the_order_of_points_does_not_matter(order):
    straight, mixed = points(noise=[(1, 2), (-3, 0), (4, 4), (0, -5), (2, 1)]), []
    mixed = [straight[at] for at in order]
    one, other = (fit_calibration("indian1960", given).calibration for given in (straight, mixed))
    assert (one.dx, one.dy, one.dz, one.r95_m) == pytest.approx((other.dx, other.dy, other.dz, other.r95_m))
