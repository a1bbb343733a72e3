"""Reading many texts at once says of each what reading it alone says."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_case.geo.batch import Batch, read_columns, read_texts
from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.masks import layout, masks
from gis_case.geo.reading import Context

CONTEXTS = [
    Context(),
    Context(province="Lạng Sơn"),
    Context(language="en", source_kind="memory_verbal"),
    Context(system="vn2000_tm3", lon0=107.25, source_kind="survey"),
    Context(system="vn2000", province="Lạng Sơn"),
    Context(system="wgs84_utm", zone=48),
    Context(system="indian1960"),
    Context(system="hn72"),
    Context(zone=48),
]
LANG_SON = Context(province="Lạng Sơn", source_kind="gnss")


def told(found):
    """Everything a candidate says, but its numbers."""
    return [
        (
            one.system, one.notation, one.op_code, one.epsg_db_version, one.swapped, one.lon0, one.zone, one.why,
            one.warnings, [(term.name, term.kind, term.label) for term in one.terms],
        )
        for one in found
    ]  # fmt: skip


def figures(found):
    return [
        (one.lon, one.lat, one.r95_m, one.r_max_m, one.weight, *(term.r95_m for term in one.terms)) for one in found
    ]


def check(batch: Batch, texts: list[str], context: Context) -> int:
    """Compare every row that was read together with the same row read alone; return how many there were."""
    together = 0
    for group in batch.groups:
        for at, row in enumerate(group.rows):
            ours, alone = group.candidates(at), candidates(texts[row], context)
            assert told(ours) == told(alone), texts[row]
            for one, other in zip(figures(ours), figures(alone), strict=True):
                assert one[:2] == pytest.approx(other[:2], abs=1e-9), texts[row]
                assert one[2:] == pytest.approx(other[2:], rel=1e-9), texts[row]
            together += 1
    assert sorted([*batch.rest, *(row for group in batch.groups for row in group.rows.tolist())]) == [
        *range(len(texts))
    ]
    return together


DEGREES = st.tuples(st.floats(0, 200), st.floats(0, 200)) | st.tuples(st.floats(21, 23), st.floats(105, 108))
METRES = st.tuples(st.floats(50_000, 3_000_000), st.floats(50_000, 3_000_000)) | st.tuples(
    st.floats(2_350_000, 2_490_000), st.floats(400_000, 750_000)
)
BETWEEN = st.sampled_from([" ", ", ", ",", ";", "; ", "\t", " ,  "])


def angle(value: float, parts: int, decimals: int, signs: str) -> str:
    """Write an angle in degrees as so many parts, the last with so many decimals."""
    degree, minute, second = signs
    if parts == 1:
        return f"{value:.{decimals}f}{degree.strip()}"
    whole = int(value)
    minutes = (value - whole) * 60
    if parts == 2:
        return f"{whole}{degree}{minutes:0{decimals + 3 if decimals else 2}.{decimals}f}{minute}"
    seconds = (minutes - int(minutes)) * 60
    return f"{whole}{degree}{int(minutes):02d}{minute}{seconds:0{decimals + 3 if decimals else 2}.{decimals}f}{second}"


@st.composite
def writings(draw):
    """One way of writing points, and texts of a few points written so."""
    between, comma = draw(BETWEEN), draw(st.booleans())
    if draw(st.booleans()):
        decimals, labels = draw(st.integers(0, 4)), draw(st.sampled_from([("", ""), ("X ", "Y "), ("X=", "Y=")]))
        pairs = draw(st.lists(METRES, min_size=4, max_size=12))
        texts = [f"{labels[0]}{a:.{decimals}f}{between}{labels[1]}{b:.{decimals}f}" for a, b in pairs]
    else:
        parts, decimals = draw(st.integers(1, 3)), draw(st.integers(0, 7))
        signs = draw(st.sampled_from(["°'\"", "º′″", "˚’”", "   "]))
        letters = draw(st.sampled_from([("", ""), ("N", "E"), ("B", "Đ"), (" B", " Đ"), ("N", "Đ"), ("E", "N")]))
        pairs = draw(st.lists(DEGREES, min_size=4, max_size=12))
        written = [[angle(value, parts, decimals, signs) for value in pair] for pair in pairs]
        leading = draw(st.booleans())
        texts = [
            f"{letters[0]}{a}{between}{letters[1]}{b}" if leading else f"{a}{letters[0]}{between}{b}{letters[1]}"
            for a, b in written
        ]
    return [text.replace(".", ",") for text in texts] if comma else texts


@settings(max_examples=100, deadline=None)
@given(texts=writings(), context=st.sampled_from(CONTEXTS))
def test_what_is_read_together_is_what_is_read_alone(texts, context):
    check(read_texts(texts, context), texts, context)


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="0123456789 .,;°'\"NBEĐXY:=-/mkK\n\t\ufffd²½２", max_size=40))
def test_no_text_whatever_is_read_otherwise_than_alone(text):
    texts = [text, *[text.translate(str.maketrans("0123456789", new)) for new in ("1234567890", "9876543210")]] * 2
    batch = read_texts(texts, LANG_SON)
    for group in batch.groups:
        for at, row in enumerate(group.rows):
            assert told(group.candidates(at)) == told(candidates(texts[row], LANG_SON))


@pytest.mark.parametrize(
    "form",
    [
        "{:.6f}, {:.6f}", "{:.5f};{:.5f}", "{:.4f}N {:.4f}E", "B {:.4f} Đ {:.4f}", "{:.6f},{:.6f}",
    ],
)  # fmt: skip
def test_plain_degrees_are_all_read_together(form):
    texts = [form.format(21.5 + n / 1000, 106.2 + n / 1000) for n in range(200)]
    batch = read_texts(texts, LANG_SON)
    assert batch.rest == []
    assert check(batch, texts, LANG_SON) == 200


@pytest.mark.parametrize(
    "form",
    ["21°{:02d}'{:04.1f}\"N 106°{:02d}'{:04.1f}\"E", "21°{:02d}′{:04.1f}″B, 106°{:02d}′{:04.1f}″Đ",
     "21º{:02d}’{:04.1f}’’ 106º{:02d}’{:04.1f}’’"],
)  # fmt: skip
def test_minutes_and_seconds_are_all_read_together(form):
    texts = [form.format(n % 60, n / 7 % 59, n % 53, n / 3 % 59) for n in range(200)]
    batch = read_texts(texts, LANG_SON)
    assert batch.rest == []
    assert check(batch, texts, LANG_SON) == 200


@pytest.mark.parametrize("form", ["X {1:.1f} Y {0:.1f}", "{1:.0f} {0:.0f}", "{0:.2f}; {1:.2f}", "X={1:.0f}, Y={0:.0f}"])
def test_grids_are_all_read_together_in_either_order(form):
    texts = [form.format(440_000 + 57.3 * n, 2_400_000 + 91.7 * n) for n in range(200)]
    batch = read_texts(texts, LANG_SON)
    assert batch.rest == []
    assert check(batch, texts, LANG_SON) == 200


def test_a_mixed_list_keeps_its_order_and_its_refusals():
    dice = random.Random(3)
    texts = [f"{dice.uniform(21, 22.5):.5f}; {dice.uniform(106, 107):.5f}" for _ in range(50)]
    texts += ["Đồi 339", "", "21°61'00\"N 106°00'00\"E", "106.7, 21.9", "95.1; 106.2", "x" * 500]
    texts += [f"106.{n:04d}, 21.{n:04d}" for n in range(1000, 1020)]
    dice.shuffle(texts)
    batch = read_texts(texts, LANG_SON)
    assert check(batch, texts, LANG_SON) == 70
    refused = 0
    for row in batch.rest:
        try:
            assert batch.alone(row) == candidates(texts[row], LANG_SON)
        except CoordinateError:
            refused += 1
    assert refused == 5


def test_beside_a_commune_every_row_is_read_alone():
    context = Context(commune_point=(106.7, 21.9), commune_radius_m=5000)
    batch = read_texts([f"21.9{n}1, 106.7{n}1" for n in range(10)], context)
    assert (batch.groups, len(batch.rest)) == ([], 10)
    assert batch.alone(3) == candidates("21.931, 106.731", context)


def test_the_spread_tells_how_far_the_other_readings_lie():
    (group,) = read_texts([f"21.85{n}, 106.75{n}" for n in range(8)], LANG_SON).groups
    assert group.spread_m() == pytest.approx(np.full(8, 224.3), abs=0.5)
    (alone,) = read_texts([f"21.85{n}, 106.75{n}" for n in range(8)], Context(system="wgs84")).groups
    assert alone.spread_m().tolist() == [0.0] * 8


def test_two_columns_of_numbers_read_as_the_same_numbers_written():
    first = [*(21.5 + n / 997 for n in range(50)), *(2_400_000 + 91.37 * n for n in range(50)), float("nan"), -3.5]
    second = [*(106.5 + n / 997 for n in range(50)), *(440_000 + 57.31 * n for n in range(50)), 106.0, float("inf")]
    texts = [f"{one:.4f}; {other:.4f}" for one, other in zip(first, second, strict=True)]
    batch = read_columns(first, second, 4, LANG_SON)
    assert batch.rest == [100, 101]
    assert check(batch, texts, LANG_SON) == 100
    with pytest.raises(ValueError, match="one length"):
        read_columns([1.0], [1.0, 2.0], 4)


def test_a_mask_is_understood_or_left_to_the_grammar():
    understood = ["00.0000, 000.0000", "X 0000000 Y 000000", "00°00'00.0\"N 000°00'00.0\"E", "00,0000 000,0000"]
    left = ["00, 000", "00.0000", "0.000.000 000.000", "00-00", "XX 0000000 000000", "00.0000 m 000.0000", "0" * 70]
    assert all(layout(mask) for mask in understood)
    assert [mask for mask in left if layout(mask)] == []
    assert masks(["a1\nb2", "3"]) == ["a0\nb0", "0"]
