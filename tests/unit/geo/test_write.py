"""What is written is read back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.parse import Context, parse
from gis_case.geo.systems import SYSTEMS, TM3_EPSG
from gis_case.geo.transform import utm_zone
from gis_case.geo.write import format_decimal, format_dms, format_grid, write_in

LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)


@pytest.mark.parametrize(
    ("lon", "lat", "language", "text"),
    [
        (106.757, 21.853, "vi", "21°51′10,80″B 106°45′25,20″Đ"),
        (106.757, 21.853, "en", "21°51′10.80″N 106°45′25.20″E"),
        (151.2, -33.8, "vi", "33°48′00,00″Nam 151°12′00,00″Đ"),
        (-70.5, -33.8, "en", "33°48′00.00″S 70°30′00.00″W"),
        (-70.5, 0.0, "vi", "0°00′00,00″B 70°30′00,00″T"),
        (106.99999999, 21.99999999, "vi", "22°00′00,00″B 107°00′00,00″Đ"),
    ],
)
def test_degrees_minutes_and_seconds(lon, lat, language, text):
    assert format_dms(lon, lat, language) == text


def test_decimals_of_seconds():
    assert format_dms(106.757, 21.853, "vi", decimals=0) == "21°51′11″B 106°45′25″Đ"


def test_decimal_degrees_and_grid():
    assert format_decimal(106.757, 21.853) == "21.853000, 106.757000"
    assert format_grid(448849.0098, 2417473.6738) == "X 2417473.674 Y 448849.010"


@given(lon=LONS, lat=LATS, language=st.sampled_from(["vi", "en"]))
def test_written_degrees_minutes_seconds_are_read_back(lon, lat, language):
    reading = parse(format_dms(lon, lat, language, decimals=4), context=Context(language=language))[0]

    assert distance_m(lon, lat, reading.x, reading.y) < 0.005
    assert not reading.swapped


@given(lon=LONS, lat=LATS)
def test_written_decimals_are_read_back(lon, lat):
    reading = parse(format_decimal(lon, lat, decimals=9))[0]

    assert distance_m(lon, lat, reading.x, reading.y) < 0.001


@given(e=st.floats(100_000, 899_999), n=st.floats(900_000, 2_600_000))
def test_a_written_grid_is_read_back_to_a_millimetre(e, n):
    (reading,) = parse(format_grid(e, n))

    assert abs(reading.x - e) < 0.001
    assert abs(reading.y - n) < 0.001


@pytest.mark.parametrize("write", [format_dms, format_decimal])
@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (float("nan"), 0), (0, float("inf"))])
def test_what_is_not_on_the_globe_is_not_written(write, lon, lat):
    with pytest.raises(CoordinateError):
        write(lon, lat)


def ways():
    for key, system in SYSTEMS.items():
        if system.needs == "lon0":
            yield from ((key, {"lon0": lon0}) for lon0 in TM3_EPSG)
        else:
            yield key, {}


@given(lon=st.floats(102.2, 109.4), lat=st.floats(8.5, 23.3), way=st.sampled_from(list(ways())))
def test_a_point_written_in_any_system_is_read_back_to_a_millimetre(lon, lat, way):
    key, where = way
    assume(abs(lon - where.get("lon0", lon)) < 3.5)  # farther out no easting of a TM-3 grid is believed
    context = Context(system="indochina") if key == "indochina" else Context()
    best = candidates(write_in(lon, lat, key, **where), context)[0]

    assert best.system == key
    assert distance_m(best.lon, best.lat, lon, lat) < 0.001


@given(lon=LONS, lat=st.floats(-79, 83), system=st.sampled_from(["wgs84", "wgs84_utm"]))
def test_a_point_anywhere_written_on_wgs84_is_read_back(lon, lat, system):
    zone = utm_zone(lon)
    assume(system == "wgs84" or abs(lat) < 79)
    best = candidates(write_in(lon, lat, system, zone=zone), Context())[0]

    assert best.system == system
    assert distance_m(best.lon, best.lat, lon, lat) < 0.001


@pytest.mark.parametrize(
    ("system", "where", "text"),
    [
        ("vn2000_tm3", {"lon0": 107.25}, "VN-2000 KTT 107°15′ X 2417473.6742 Y 448849.0088"),
        ("vn2000_utm", {}, "VN-2000 UTM 48 X 2417700.4245 Y 681369.3520"),
        ("wgs84_utm", {}, "WGS 84 UTM 48Q 681566.0525 E 2417592.7298 N"),
        ("indian1960_utm", {}, "Indian 1960 UTM 48 X 2417271.3047 Y 681985.8732"),
        ("hn72_gk", {}, "HN-72 X 2418622.0485 Y 18681593.5380"),
        ("wgs84", {}, "WGS 84 21.853000000, 106.757000000"),
    ],
)
def test_how_a_point_is_written_in_each_system(system, where, text):
    assert write_in(106.757, 21.853, system, **where) == text
