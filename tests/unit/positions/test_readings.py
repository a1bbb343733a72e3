"""What is kept of a reading, and the rows of files."""

import json

import pytest

from gis_case.geo.reading import Context
from gis_case.positions.rows import Province, RowError, row_values
from gis_case.positions.rules import kept_reading, key_of, read_words, told_note, told_reading

HERE = Province("Lạng Sơn", 107.25)


def row(**more: str) -> dict[str, str]:
    return {"text": "21,9503; 106,7102", "source_kind": "map", **more}


def test_a_reading_comes_back_from_json_as_it_was():
    for reading in read_words("X 2417474 Y 448849", "", Context(province="Lạng Sơn")).found:
        assert told_reading(json.loads(json.dumps(kept_reading(reading)))) == reading


def test_what_a_later_version_adds_is_left_out():
    (reading, *_) = read_words("21,9503; 106,7102", "", Context()).found
    assert told_reading(kept_reading(reading) | {"news": 1}) == reading


def test_keys_tell_readings_apart_and_stay_the_same():
    found = read_words("X 2417474 Y 448849", "", Context(province="Lạng Sơn")).found
    again = read_words("X 2417474 Y 448849", "", Context(province="Lạng Sơn", source_kind="memory_verbal")).found
    assert len({key_of(one) for one in found}) == len(found) > 1
    assert [key_of(one) for one in found] == [key_of(one) for one in again]


def test_the_line_goes_before_the_words_and_long_words_ask_for_it():
    story = "chữ " * 60
    assert read_words(story, "", Context()).found == ()
    assert "200" in str(read_words(story, "", Context()).problem)
    assert read_words(story, "21,9503; 106,7102", Context()).found[0].lat == 21.9503
    assert read_words("  ", "", Context()).problem is None


def test_kept_sentences_can_be_said():
    (reading, *_) = read_words("X 2417474 Y 448849", "", Context(province="Lạng Sơn")).found
    assert any("Lạng Sơn" in str(told_note(note)) for note in reading.how["why"])


def test_a_row_takes_the_likeliest_reading_and_keeps_the_others():
    values = row_values(row(), HERE)
    assert (values["lat"], values["lon"], values["system"], values["system_stated"]) == (
        21.9503,
        106.7102,
        "wgs84",
        False,
    )
    assert [other["system"] for other in values["other_readings"]] == ["vn2000"]


def test_words_that_are_no_coordinate_are_kept_without_a_point():
    values = row_values(row(text="Đồi 339"), HERE)
    assert (values["verbatim"], values["lon"], values["r95_m"], values["terms"]) == ("Đồi 339", None, None, [])


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
    with pytest.raises(RowError, match=words):
        row_values(row(**more), HERE)


def test_a_row_outside_vietnam_with_a_reason_is_taken():
    values = row_values(row(text="WGS84 18,5; 103,9", outside_reason="Mộ ở Lào"), HERE)
    assert (values["outside_vietnam"], values["outside_reason"]) == (True, "Mộ ở Lào")


def test_all_reasons_come_at_once():
    with pytest.raises(RowError) as refused:
        row_values(row(source_kind="x", system="y", lon0="z"), HERE)
    assert len(refused.value.reasons) == 3


def test_a_part_of_a_square_and_the_whole_square_are_two_readings_though_their_centre_is_one():
    found = read_words("ô 2577 ô 9", "", Context(province="Lạng Sơn", sheet="6352 I")).found

    assert len({key_of(one) for one in found}) == len(found) > len({(one.lon, one.lat) for one in found})
