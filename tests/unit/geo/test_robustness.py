"""Whatever is typed, the answer is points that make sense or a refusal in words."""

import math
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.parse import parse
from gis_case.geo.reading import Context

PIECES = [
    *"0123456789", "21", "106", "51", "45.5", "2417473", "448849", "18681593", "21.853", "106,757", ".", ",", ";", " ",
    "\t", "\n", "-", "–", "+", "/", ":", "=", "(", ")", "°", "º", "o", "'", "″", "''", "N", "S", "E", "W", "B", "Đ",
    "T", "Nam", "Bắc", "vĩ độ", "kinh độ", "độ", "phút", "KTT", "VN-2000", "UTM", "48", "48N", "múi", "TM-3", "km", "m",
    "cách", "X", "Y", "XS7678", "XT", "48P", "48QXK", "8117", "4512", "ô ", "vic ", "grid ", "gr ", "06.500", "phía ",
    "đông bắc", "Kon Tum", "Hà Nam", "tờ 6342 III", "1/50.000", "F-48-68-D", "23-90-09", "20027’", "и", "с", "ø",
    "东经", "nan", "inf", "1e9", "\u0301", "\u200b", "\ufffd", "²", "½", "\x00",
    "%", "%s", "{", "<",
]  # fmt: skip
CONTEXTS = [
    Context(),
    Context(language="en"),
    Context(province="Lạng Sơn", source_kind="memory_verbal"),
    Context(system="vn2000", lon0=107.25),
    Context(system="indian1960", zone=48),
    Context(system="hn72", commune_point=(106.7, 21.8), commune_radius_m=5000),
    Context(near=(106.7, 21.9), source_kind="map_50k", scale=100_000, numbering="rows"),
    Context(province="Kon Tum", sheet="6541 IV", date=date(1984, 7, 12)),
    Context(system="vn2000_tm3", province="Hà Tây", near=(-179.9, -89.0)),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=40)


def check(text, context):
    """Return whether a text was read; fail on any answer that makes no sense."""
    try:
        found = candidates(text, context)
    except CoordinateError as error:
        refusal = error
        found = []
    else:
        refusal = None
    if refusal is not None:
        assert str(refusal)
        assert refusal.msgid
        return False
    assert found
    assert math.isclose(sum(item.weight for item in found), 1)
    assert [item.weight for item in found] == sorted((item.weight for item in found), reverse=True)
    for item in found:
        assert abs(item.lon) <= 180
        assert abs(item.lat) <= 90
        assert 0 < item.r95_m <= item.r_max_m < math.inf
        assert 0 < item.weight <= 1
        assert all(str(remark) for remark in (*item.why, *item.warnings))
    return True


@given(text=TEXTS, context=st.sampled_from(CONTEXTS))
def test_no_text_gives_anything_but_points_or_a_refusal(text, context):
    check(text, context)


@given(text=TEXTS)
def test_readings_are_finite(text):
    try:
        readings = parse(text)
    except CoordinateError:
        return
    for reading in readings:
        assert math.isfinite(reading.x)
        assert math.isfinite(reading.y)
        assert 0 < reading.step <= 100_000
        assert reading.radius_m >= 0
        assert reading.cell_m >= 0
        assert 0 < reading.score <= 1


def test_ten_thousand_hostile_texts_are_all_answered():
    dice = random.Random(20261122)
    read = 0
    for turn in range(10_000):
        text = "".join(dice.choices(PIECES, k=dice.randint(1, 40)))[:200]
        if turn % 5 == 0:
            text = dice.choice(["°", "'", "-", "1 ", "1,", "1.", "N", "1°", "48N ", "(", "vĩ ", "1-", "1:"]) * 200
            text = text[: dice.randint(1, 200)]
        read += check(text, CONTEXTS[turn % len(CONTEXTS)])

    assert 0 < read < 10_000


@pytest.mark.parametrize("text", ["21.853, 106.757", "21°51′11″B 106°45′25″Đ", "2417473.7 448849.0"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_plain_texts_are_read_in_every_context(text, context):
    assert check(text, context)
