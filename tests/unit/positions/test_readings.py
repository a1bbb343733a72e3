"""What is kept of a reading, and what comes back of it."""

import json

from gis_case.geo.reading import Context
from gis_case.positions.rules import kept_reading, key_of, read_words, told_note, told_reading


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


def test_a_part_of_a_square_and_the_whole_square_are_two_readings_though_their_centre_is_one():
    found = read_words("ô 2577 ô 9", "", Context(province="Lạng Sơn", sheet="6352 I")).found

    assert len({key_of(one) for one in found}) == len(found) > len({(one.lon, one.lat) for one in found})
