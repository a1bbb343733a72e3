"""What the shared fields read, and what they say when they cannot."""

import json
from unicodedata import normalize

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from gis_case.core.forms import (
    ChoiceField,
    DayField,
    MetresField,
    Needed,
    NfcString,
    NfcText,
    PartialDateField,
    PolygonField,
    VersionField,
    WholeField,
    clean,
    options,
    or_none,
    read_number,
    read_uuid,
)


@pytest.fixture(autouse=True)
def words():
    """A request in English, so that sentences can be said."""
    app = Flask("forms")
    app.secret_key = "x"
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def filled(field, text):
    form = type("One", (Form,), {"one": field})(MultiDict({"one": text}))
    return form.one, form.validate()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1234.5", 1234.5),
        ("1234,5", 1234.5),
        ("0.125", 0.125),
        ("0,8", 0.8),
        ("1.500", 1500.0),
        ("1.234.567", 1234567.0),
        ("12 000", 12000.0),
        ("-3,5", -3.5),
        ("NaN", None),
        ("1e999", None),
        ("1.2.3", None),
        ("", None),
        ("mười", None),
    ],
)
def test_numbers_are_read_with_either_decimal_mark(text, value):
    assert read_number(text) == value


def test_text_is_composed_and_freed_of_what_cannot_be_stored():
    assert clean(normalize("NFD", "  Đồng \x00Đăng\u200e  ")) == "Đồng Đăng\u200e"
    assert clean("a\r\nb\x07", lines=True) == "a\nb"
    field, good = filled(NfcString(), normalize("NFD", "Lạng Sơn"))
    assert good
    assert field.data == "Lạng Sơn"


def test_a_text_that_is_too_long_stays_in_its_field():
    field, good = filled(NfcText(limit=10), "x" * 11)
    assert not good
    assert field.data == "x" * 11
    assert "11" in field.errors[0]


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_blank_is_empty(text):
    field, good = filled(NfcString(validators=[Needed("Give it.")]), text)
    assert (good, list(field.errors)) == (False, ["Give it."])


def test_what_a_field_says_is_not_hidden_by_being_needed():
    field, good = filled(DayField(validators=[Needed("Give it.")]), "31/2/1979")
    assert not good
    assert "no such day" in field.errors[0]
    assert field._value() == "31/2/1979"


def test_days_and_parts_of_dates():
    assert filled(DayField(), "17/2/1979")[0].data.isoformat() == "1979-02-17"
    assert filled(DayField(), "1979-02-17")[0].data.isoformat() == "1979-02-17"
    assert not filled(DayField(), "2/1979")[1]
    assert filled(PartialDateField(), "khoảng tháng 2/1979")[0].data.latest.isoformat() == "1979-02-28"


@pytest.mark.parametrize(
    ("text", "good"), [("120", True), ("120 m", True), ("0", False), ("20000", False), ("x", False)]
)
def test_metres_have_limits(text, good):
    assert filled(MetresField(low=1, high=10_000), text)[1] is good


@pytest.mark.parametrize(
    ("text", "good"),
    [("1958", True), ("1958,5", False), ("58", False), ("năm 58", False), ("²", False), ("9" * 400, False)],
)
def test_years_are_whole(text, good):
    assert filled(WholeField(low=1850, high=1980), text)[1] is good


def ring(*corners):
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def test_an_outline_is_read_from_geojson_and_given_back():
    field, good = filled(PolygonField(), ring([106, 21], [107, 21], [107, 22], [106, 21]))
    assert good
    assert field.data.bounds == (106, 21, 107, 22)
    feature = json.dumps({"type": "Feature", "geometry": json.loads(field._value()), "properties": None})
    assert filled(PolygonField(), feature)[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "x",
        '{"type":"Point","coordinates":[106,21]}',
        ring([106, 21], [107, 21]),
        ring([106, 21], [107, 22], [107, 21], [106, 22], [106, 21]),
        ring([106, 21], [107, 21], [107, 95], [106, 21]),
        ring([None, 21], [107, 21], [107, 22], [None, 21]),
        ring(["106", 21], [107, 21], [107, 22], ["106", 21]),
        ring([True, 21], [107, 21], [107, 22], [True, 21]),
        ring([106], [107], [107], [106]),
        '{"type":"Polygon","coordinates":[[[NaN,21],[107,21],[107,22],[NaN,21]]]}',
        '{"type":"Polygon","coordinates":[]}',
        '{"type":"Polygon"}',
        '{"type":"FeatureCollection","features":[]}',
        ring([10**400, 21], [107, 21], [107, 22], [106, 21]),
        "9" * 5000,
        ring(*[[106 + number / 1e5, 21] for number in range(3000)]),
        "[" * 100_000,
    ],
)
def test_what_is_no_area_is_refused_in_words(text):
    field, good = filled(PolygonField(validators=[Needed("Draw it.")]), text)
    assert not good
    assert field.data is None
    assert field.errors[0]


def test_a_choice_outside_the_list_is_refused_in_our_words():
    made = {"choices": options({"a": "A"}, "none"), "coerce": or_none(str)}
    assert filled(ChoiceField(**made), "a")[0].data == "a"
    assert filled(ChoiceField(**made), "")[0].data is None
    field, good = filled(ChoiceField(**made), "b")
    assert (good, str(field.errors[0])) == (False, "Choose one of the list.")
    assert not filled(ChoiceField(choices=options({1: "one"}), coerce=or_none(int)), "x")[1]


@pytest.mark.parametrize(("text", "value"), [("7", 7), ("", 0), ("-1", 0), ("7x", 0), ("9" * 30, 0)])
def test_a_version_that_is_no_number_was_never_seen(text, value):
    assert filled(VersionField(), text)[0].data == value


def test_ids():
    assert read_uuid("nothing") is None
    assert str(read_uuid("00000000-0000-0000-0000-000000000001")).endswith("1")
