"""Distances from a point, grads, doubtful letters and other meridians: what is a region, what is doubtful."""

from dataclasses import replace

import pytest
from pyproj import Geod

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context

POST = (106.7, 21.95)
NEAR = Context(near=POST)


def codes(one):
    return [note.code for note in one.warnings]


@pytest.mark.parametrize(
    ("text", "metres", "bearing"),
    [
        ("cách đồn 1 km về phía đông bắc", 1000, 45),
        ("cách đồn 1 km về phía Đông - Bắc", 1000, 45),
        ("cách 1km phía tây căn cứ FSB14", 1000, 270),
        ("1.5 km south of the border", 1500, 180),
        ("300 m NE of the stream", 300, 45),
        ("cách chợ khoảng 500 mét về hướng tây nam", 500, 225),
        ("2 miles southeast of the village", 3218.688, 135),
        ("hướng 60 độ, cách mốc 800 m", 800, 60),
        ("bearing 60, 800 m from the marker", 800, 60),
    ],
)
def test_a_distance_and_direction_is_a_region_around_a_point(text, metres, bearing):
    lon, lat, _ = Geod(ellps="WGS84").fwd(*POST, bearing, metres)
    (one,) = candidates(text, NEAR)

    assert distance_m(one.lon, one.lat, lon, lat) < 1
    assert (one.notation.value, codes(one)) == ("offset", ["region"])
    assert one.r95_m > metres * 0.1


@pytest.mark.parametrize("degrees", [-22.4, 0.0, 22.4])
@pytest.mark.parametrize("metres", [501.0, 1000.0, 1499.0])
def test_the_region_holds_all_that_the_words_allow(degrees, metres):
    """ "1 km north-east" may be half a kilometre more or less and any direction up to the next of eight."""
    lon, lat, _ = Geod(ellps="WGS84").fwd(*POST, 45 + degrees, metres)
    (one,) = candidates("cách đồn 1 km về phía đông bắc", NEAR)

    assert distance_m(one.lon, one.lat, lon, lat) <= one.terms[0].r95_m + 1


def test_a_distance_without_a_direction_is_a_circle():
    (one,) = candidates("cách đồn 300 m", NEAR)

    assert (one.lon, one.lat) == pytest.approx(POST)
    assert one.terms[0].r95_m == 350


@pytest.mark.parametrize(
    "text", ["cách đồn 1 km về phía đông bắc", "1.5 km south of the border", "300 m NE of the stream"]
)
def test_without_the_point_it_starts_from_it_is_refused(text):
    with pytest.raises(CoordinateError, match="point it starts from"):
        candidates(text)


@pytest.mark.parametrize("text", ["Đông Khê at 88KM", "Na Sam at KM 33KM", "Km33+500 quốc lộ 4A", "cột km 33", "KM 33"])
@pytest.mark.parametrize("context", [Context(), NEAR])
def test_a_distance_along_a_road_is_refused_whatever_is_known(text, context):
    with pytest.raises(CoordinateError) as refusal:
        candidates(text, context)

    assert refusal.value.code == "road_distance"


def test_a_neighbouring_point_far_away_is_told():
    (far, _) = candidates("20.0, 105.0", NEAR)

    assert "far_from_near" in codes(far)


# samdict.com.vn, "bản đồ Bone": the origin of the grid is 115 gr east of Paris and 19 gr north.
GRADS = [
    ("19 gr N 115 gr E", 17.1, 105.83722917),
    ("115 gr E, 19 gr N", 17.1, 105.83722917),
    ("24,30 grades Nord 115,72 grades Est", 21.87, 106.48522917),
    ("24.30 gr 115.72 gr", 21.87, 106.48522917),
    ("24,30 gr N 118,2 gr E Greenwich", 21.87, 106.38),
]


@pytest.mark.parametrize(("text", "lat", "lon"), GRADS)
def test_grads_are_weak(text, lat, lon):
    (one,) = candidates(text)

    assert (one.lat, one.lon) == pytest.approx((lat, lon), abs=1e-7)
    assert (one.system, one.op_code, codes(one)[0]) == ("indochina", None, "weak_datum")
    assert one.r95_m >= 1000


@pytest.mark.parametrize("text", ["300 gr N 115 gr E", "19.1.1 gr 115 gr"])
def test_grads_off_the_globe_are_refused(text):
    with pytest.raises(CoordinateError):
        candidates(text)


@pytest.mark.parametrize(
    ("text", "written", "turned"),
    [
        ("21.94583°N 106.69667°W", (21.94583, -106.69667), (21.94583, 106.69667)),
        ("21.94583°S 106.69667°E", (-21.94583, 106.69667), (21.94583, 106.69667)),
        ("21.94583, -106.69667", (21.94583, -106.69667), (21.94583, 106.69667)),
        ("21°51′Nam 106°45′Đông", (-21.85, 106.75), (21.85, 106.75)),
    ],
)
def test_a_wrong_hemisphere_is_flagged_and_the_other_stands_beside(text, written, turned):
    anywhere, here = candidates(text), candidates(text, Context(province="Lạng Sơn"))

    assert (anywhere[0].lat, anywhere[0].lon) == pytest.approx(written)
    assert codes(anywhere[0]) == ["letters_outside", "outside_vietnam"]
    assert (here[0].lat, here[0].lon) == pytest.approx(turned)
    assert codes(here[0]) == ["hemisphere"]
    for found in (anywhere, here):
        places = {(round(one.lat, 5), round(one.lon, 5)) for one in found if one.system == "wgs84"}
        assert places == {written, turned}


@pytest.mark.parametrize("text", ["33°52′S 151°12′E", "40°26′N 79°58′W", "-33.8, -70.5"])
def test_a_point_elsewhere_on_earth_stays_what_it_is(text):
    assert {one.swapped for one in candidates(text)} == {False}
    assert not {"hemisphere", "letters_outside"} & {code for one in candidates(text) for code in codes(one)}


@pytest.mark.parametrize(
    "text", ["20027’ 106006’", "200 27’ 1060 06’", "20 0 27’ 106 0 06’", "20027'00'' B 106006'00'' Đ"]
)
def test_a_damaged_degree_sign_is_mended_and_told(text):
    best = candidates(text)[0]

    assert (best.lat, best.lon) == pytest.approx((20.45, 106.1))
    assert "degree_sign" in codes(best)


@pytest.mark.parametrize(
    "context", [Context(lon0=105.0), Context(province="Hà Nội"), Context(), Context(system="vn2000_tm3", lon0=105.0)]
)
def test_the_commune_finds_the_meridian_that_was_meant(context):
    here = replace(context, commune_point=(106.757, 21.853), commune_radius_m=6000)
    best = candidates("2417474 448849", here)[0]

    assert (best.system, best.lon0) == ("vn2000_tm3", 107.25)
    assert codes(best) == ["meridian_alternative"]


def test_a_stated_zone_or_other_datum_needs_no_meridian():
    here = Context(zone=48, commune_point=(106.757, 21.853), commune_radius_m=6000)

    assert {one.lon0 for one in candidates("2417474 448849", here)} == {None}


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("33U 389880 5819698", 52.51627, 13.37717),  # Brandenburger Tor
        ("38N 444140.54 3684706.36", 33.3, 44.4),  # GeographicLib, manual of GeoConvert (N for north)
        ("18S 323483 4306480", 38.88947, -77.03524),  # the Washington Monument
        ("56H 334873 6252266", -33.857, 151.215),  # Sydney
    ],
)
def test_utm_with_its_zone_is_read_anywhere(text, lat, lon):
    (one,) = candidates(text)

    assert distance_m(one.lon, one.lat, lon, lat) < 5
    assert "outside_vietnam" in codes(one)
