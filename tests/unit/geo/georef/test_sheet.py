"""The plane of the fit, and places on WGS 84 with their radius."""

import numpy as np
import pytest
from pyproj import Transformer

from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.ground import GroundSystem, convert, ground_system, plane_for
from gis_case.geo.georef.points import ControlPoint, ControlPointError, ControlSet
from gis_case.geo.georef.sheet import sheet_of
from gis_case.geo.transform import from_wgs84

HERE = np.array([[106.757, 21.853]])
PIXELS = np.array([[100.0, 100], [3900, 120], [3800, 2900], [150, 2850], [2000, 1500]])

NAMES = [
    ("EPSG:9215", GroundSystem("vn2000_tm3", lon0=107.25)),
    ("epsg:3148", GroundSystem("indian1960_utm", zone=48)),
    ("urn:ogc:def:crs:EPSG::2044", GroundSystem("hn72_gk", zone=18)),
    ("http://www.opengis.net/def/crs/EPSG/0/3405", GroundSystem("vn2000_utm", zone=48)),
    ("urn:ogc:def:crs:OGC:1.3:CRS84", GroundSystem("wgs84")),
    ("4326", GroundSystem("wgs84")),
    ("EPSG:32649", GroundSystem("wgs84_utm", zone=49)),
    ("EPSG:3857", GroundSystem("web_mercator")),
    ("EPSG:28992", GroundSystem("")),
    ("", GroundSystem("")),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_systems_are_known_by_code_urn_and_address(name, expected):
    assert ground_system(name).is_same(expected)


@pytest.mark.parametrize("code", [9215, 3148, 2044, 4326, 3857, 3405])
def test_systems_are_known_by_the_text_that_qgis_writes(code):
    from_wkt = ground_system(Transformer.from_crs(code, code).source_crs.to_wkt())
    assert from_wkt.is_same(ground_system(f"EPSG:{code}"))


@pytest.mark.parametrize("name", ["x", "EPSG:999999", "EPSG:4267", "PROJCRS[", "9" * 400])
def test_other_names_are_refused(name):
    with pytest.raises(CoordinateError) as refusal:
        ground_system(name)
    assert refusal.value.code == "unknown_crs"


def test_web_mercator_is_what_its_code_says():
    expected = Transformer.from_crs(4326, 3857, always_xy=True).transform(106.757, 21.853)
    assert ground_system("EPSG:3857").from_wgs84(HERE)[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("given", "plane"),
    [("EPSG:4326", "EPSG:32648"), ("EPSG:4756", "EPSG:3405"), ("EPSG:4131", "EPSG:3148"), ("EPSG:4147", "EPSG:2044"),
     ("EPSG:3857", "EPSG:32648"), ("EPSG:9215", "EPSG:9215")],
)  # fmt: skip
def test_a_sheet_is_fitted_in_metres_of_its_own_datum(given, plane):
    system = ground_system(given)
    ground = system.from_wgs84(HERE)
    chosen = plane_for(system, ground)
    assert chosen.name == plane
    assert chosen.to_wgs84(convert(ground, system, chosen)) == pytest.approx(HERE, abs=1e-9)


def control_in(system, zone=None, lon0=None):
    """A sheet drawn straight in a system: five metres for a pixel."""
    e, n = from_wgs84(106.757, 21.853, system, zone=zone, lon0=lon0)
    return tuple(ControlPoint(tuple(p), (e + 5 * p[0], n - 5 * p[1])) for p in PIXELS)


def test_a_place_goes_through_the_datum_and_carries_all_three_errors():
    sheet = sheet_of(ControlSet(control_in("indian1960_utm", zone=48), crs="EPSG:3148"))
    placed = sheet.place(sheet.fit("similarity"), (0.0, 0.0), 40)
    assert (placed.lon, placed.lat) == pytest.approx((106.757, 21.853), abs=1e-7)
    assert [(t.name, round(t.r95_m, 3)) for t in placed.uncertainty.terms] == [
        ("drawing", 40),
        ("fit", 0),
        ("datum", 100),
    ]
    assert placed.uncertainty.r95_m == pytest.approx(np.hypot(40, 100))


def test_degrees_are_answered_in_degrees_and_misfits_in_metres():
    system = ground_system("EPSG:4326")
    plane = control_in("wgs84_utm", zone=48)
    lonlat = ground_system("EPSG:32648").to_wgs84(np.array([p.ground for p in plane]))
    lonlat[4] += [0.001, 0]
    points = tuple(ControlPoint(p.pixel, tuple(g)) for p, g in zip(plane, lonlat.tolist(), strict=True))
    sheet = sheet_of(ControlSet(points, crs="EPSG:4326"))
    fitted = sheet.fit("affine")

    assert sheet.system.is_same(system)
    assert 20 < fitted.rmse < 103
    assert sheet.to_ground(fitted, [(0.0, 0.0)])[0] == pytest.approx((106.757, 21.853), abs=2e-3)


def test_degrees_in_the_wrong_order_name_their_point():
    points = (ControlPoint((1, 1), (106.7, 21.8)), ControlPoint((9, 1), (21.8, 106.7)))
    with pytest.raises(ControlPointError, match="exchanged") as refusal:
        sheet_of(ControlSet(points, crs="EPSG:4326"))
    assert refusal.value.gcp == 1


def test_a_sheet_outside_vietnam_is_remarked_on():
    sheet = sheet_of(ControlSet(tuple(ControlPoint(p.pixel, (p.ground[0] - 2e5, p.ground[1] + 1e6)) for p in
                                      control_in("wgs84_utm", zone=48)), crs="EPSG:32648"))  # fmt: skip
    assert {(issue.code, issue.gcp) for issue in sheet.issues()} == {("outside_vietnam", i) for i in range(5)}


def test_a_plane_as_given_has_no_place_on_earth():
    sheet = sheet_of(ControlSet(control_in("wgs84_utm", zone=48)))
    assert sheet.issues() == []
    with pytest.raises(CoordinateError) as refusal:
        sheet.place(sheet.fit("affine"), (1.0, 1.0), 5)
    assert refusal.value.code == "plane_without_place"
