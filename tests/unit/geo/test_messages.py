"""Each sentence of the floor has its Vietnamese, and the examples in it can be typed."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import gis_case.geo
from gis_case.geo.errors import BallparkError, CoordinateError
from gis_case.geo.messages import Note, note
from gis_case.geo.parse import parse

FLOOR = Path(gis_case.geo.__file__).parent
EXAMPLES = ["21,853; 106,757", "21°51′11″B 106°45′25″Đ", "X 2417474 Y 448849", "21°51′B 106°45′Đ", "21,853 B 106,757 Đ"]


def marked_sentences():
    for path in FLOOR.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
                yield node.args[0].value


@pytest.fixture(scope="module")
def catalogue():
    with (FLOOR.parent / "translations" / "vi" / "geo.po").open("rb") as file:
        return read_po(file, locale="vi")


def test_every_sentence_is_translated_and_none_is_left_over(catalogue):
    assert {message.id for message in catalogue if message.id} == set(marked_sentences())
    assert [message.id for message in catalogue if message.id and not message.string] == []


def test_translations_keep_the_placeholders_and_stay_calm(catalogue):
    for message in catalogue:
        if message.id:
            placeholders = [sorted(re.findall(r"%\(\w+\)[.\d]*\w", text)) for text in (message.id, message.string)]
            assert placeholders[0] == placeholders[1]
            assert "!" not in message.string


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_messages_can_be_typed(catalogue, example):
    assert any(example in message.string for message in catalogue if message.id)
    best = parse(example)[0]
    if not best.is_grid:
        assert (best.x, best.y) == pytest.approx((106.757, 21.853), abs=0.01)


def test_a_note_reads_as_english_with_its_parameters():
    remark = note("%(km).0f km away", "far", km=3.2)

    assert (str(remark), remark.code) == ("3 km away", "far")
    assert str(Note("100% sure")) == "100% sure"


def test_errors_carry_what_a_translator_needs():
    error = CoordinateError(note("Zone %(zone)s", "zone", zone=50))

    assert isinstance(error, ValueError)
    assert (str(error), error.msgid, error.params, error.code) == ("Zone 50", "Zone %(zone)s", {"zone": 50}, "zone")
    assert issubclass(BallparkError, CoordinateError)
