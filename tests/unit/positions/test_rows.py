"""Rows of a file: what is taken with which reading, what keeps its words alone, what is refused and why."""

import json

import pytest

from gis_case.positions.rows import Province, judge

HERE = Province("Lạng Sơn", 107.25)


def row(**more):
    return {"text": "21,9503; 106,7102", "source_kind": "map"} | more


def taken(**more):
    verdicts = judge([row(**more)], HERE)
    assert verdicts.refused == {}
    return verdicts.taken[0]


def refused(**more):
    verdicts = judge([row(**more)], HERE)
    assert verdicts.taken == {}
    return [str(reason) for reason in verdicts.refused[0]]


def test_a_row_takes_the_likeliest_reading_and_keeps_the_others():
    reading = taken().reading
    assert (reading.lat, reading.lon, reading.system, reading.system_stated) == (21.9503, 106.7102, "wgs84", False)
    assert [other["system"] for other in json.loads(reading.other_readings)] == ["vn2000"]


def test_words_that_are_no_coordinate_are_kept_without_a_point():
    one = taken(text="Đồi 339")
    assert (one.verbatim, one.reading) == ("Đồi 339", None)


@pytest.mark.parametrize("text", ["06.500-87.600", "ô 1781", "XK 8117"])
def test_squares_that_may_lie_in_several_places_wait_for_a_person(text):
    one = taken(text=text)
    assert one.reading is None
    assert "several places" in str(one.problem)


def test_a_square_whose_system_is_stated_is_read():
    assert taken(text="48QXK8117", system="indian1960").reading.system == "indian1960_utm"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": ""}, "empty"),
        ({"text": "x" * 2001}, "2000"),
        ({"source_kind": "rumour"}, "rumour"),
        ({"system": "mars"}, "mars"),
        ({"lon0": "nan"}, "107.25"),
        ({"lon0": "106"[:2]}, "107.25"),
        ({"informant": "x" * 201}, "200"),
        ({"text": "WGS84 18,5; 103,9"}, "outside Vietnam"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(more, words):
    assert words in " ".join(refused(**more))


def test_a_row_outside_vietnam_with_a_reason_is_taken():
    one = taken(text="WGS84 18,5; 103,9", outside_reason="Mộ ở Lào")
    assert (one.reading.outside_vietnam, one.outside_reason) == (True, "Mộ ở Lào")


def test_all_reasons_come_at_once():
    assert len(refused(source_kind="x", system="y", lon0="z")) == 3
