"""What other parsers test themselves with: right, refused or told to be doubtful, but never silently wrong."""

import pytest

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from tests.unit.geo.public_suites import ANGLES, INVALID, POINTS, RIGHT_NORTH_WEST, RIGHT_SOUTH_EAST

TEN_METRES = 1e-4
# Milliseconds of arc: no document of Vietnam uses them, so they are refused.
REFUSED = {"145505994.48, -268708007.88", "-145505994.48, 268708007.88"}
# To these authors no coordinates, to us plain points: letters X and Y name axes, letters tell which number is
# which, and a third number is a height.
READ_ALL_THE_SAME = {
    "-40.1X, 74": (-40.1, 74),
    "-40.1 X, 74": (-40.1, 74),
    "-40.1, 74X": (-40.1, 74),
    "-40.1, 74 X": (-40.1, 74),
    "40.1° E 60.1° S": (-60.1, 40.1),
    "40.1° W 60.1° N": (60.1, -40.1),
    "-40.4183318, 12.345, 74.6411133": (-40.4183318, 12.345),
}


def read(text):
    try:
        return candidates(text)[0]
    except CoordinateError:
        return None


def test_the_suites_are_whole():
    assert (len(RIGHT_NORTH_WEST), len(RIGHT_SOUTH_EAST), len(INVALID)) == (23, 24, 17)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [(text, 40.4183318, -74.6411133) for text in RIGHT_NORTH_WEST]
    + [(text, -40.4183318, 74.6411133) for text in RIGHT_SOUTH_EAST],
)
def test_the_47_strings_of_coordinate_parser(text, lat, lon):
    found = read(text)

    if found is None:
        assert text in REFUSED
    else:
        assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=1e-3)  # as its own test allows


@pytest.mark.parametrize("text", INVALID)
def test_its_invalid_strings_are_refused_doubted_or_plain(text):
    found = read(text)

    if text in READ_ALL_THE_SAME:
        assert (found.lat, found.lon) == pytest.approx(READ_ALL_THE_SAME[text])
    else:
        assert found is None or "word_unread" in [note.code for note in found.warnings]


@pytest.mark.parametrize(("text", "lat", "lon", "source"), POINTS)
def test_examples_of_manuals(text, lat, lon, source):
    found = read(text)

    if lat is None:
        assert found is None
    else:
        tolerance = 0.005 if "square" in source else TEN_METRES
        assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=tolerance)


@pytest.mark.parametrize(("text", "value"), ANGLES)
def test_the_angles_of_lat_lon_parser(text, value):
    is_longitude = text[-1:].casefold() in "wз" or "est" in text or "ast" in text
    found = read(f"10.5 N; {text}" if is_longitude else f"{text}; 100.5 E")

    assert (found.lon if is_longitude else found.lat) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize("text", ["40.1° SS 60.1° EE", "21.853 mộ 106.757"])
def test_words_that_are_not_understood_are_told(text):
    assert "word_unread" in [note.code for note in candidates(text)[0].warnings]


@pytest.mark.parametrize("text", ["75 5th Avenue, NYC, USA", "5 Fantasy street 12", "mộ số 12 hàng 5"])
def test_words_between_whole_numbers_make_no_coordinate(text):
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["23 26m 22s N 23 27m 30s E", "51 19m 12.9s N, 0 1m 24.95s E", "lat 15d 55m 20s south, lon 20 E"]
)
def test_m_is_metres_here_and_so_minutes_written_m_are_refused(text):
    """geopy and lat_lon_parser write minutes as m; in Vietnamese documents m is metres."""
    assert read(text) is None
