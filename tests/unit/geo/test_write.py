"""What is written is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.parse import Context, parse
from gis_case.geo.write import format_decimal, format_dms, format_grid

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
