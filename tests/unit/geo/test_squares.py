"""Grid squares and shortened references: order, parts, scale, systems, and where they are looked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context
from gis_case.geo.sheets import sheet_boxes
from gis_case.geo.transform import from_wgs84

# 106.757 E 21.853 N on Indian 1960: E 681 985.9, N 2 417 271.3 (geodesy notes, section 1.3).
HERE = (106.757, 21.853)
INDIAN = Context(system="indian1960", commune_point=HERE, commune_radius_m=8000)
LANG_SON = Context(province="Lạng Sơn")


def grid(one):
    """The corner distances of a candidate in its own grid, modulo 100 km."""
    e, n = from_wgs84(one.lon, one.lat, one.system, lon0=one.lon0, zone=one.zone)
    return pytest.approx((e % 100_000, n % 100_000), abs=0.01)


def codes(one):
    return {note.code for note in one.warnings}


@pytest.mark.parametrize(
    "text",
    ["ô 1781", "ô vuông 1781", "tọa độ 1781", "ô 17 81", "ô 17-81", "17-81", "1781", "(17-81)", "ô vuông (17 81)"],
)
def test_north_stands_first_in_a_vietnamese_square(text):
    best = candidates(text, INDIAN)[0]

    assert grid(best) == (81_500, 17_500)
    assert codes(best) == {"north_first"}
    assert best.terms[0].r95_m == pytest.approx(707.1, abs=0.1)


@pytest.mark.parametrize(
    "text", ["Bản đồ tỉ lệ 1/50.000, tọa độ 1781", "tờ 6352-I: 1781", "trên tờ F-48-58-B ô 1781", "1/50.000 1781"]
)
def test_a_map_named_in_the_text_makes_a_square(text):
    assert grid(candidates(text, INDIAN)[0]) == (81_500, 17_500)


@pytest.mark.parametrize("text", ["17-02-79", "0987654321", "17-2-1979"])
def test_days_and_telephone_numbers_are_no_squares_even_in_a_province(text):
    with pytest.raises(CoordinateError):
        candidates(text, LANG_SON)


@pytest.mark.parametrize("text", ["grid 8117", "vic 8117", "GR 8117", "UTM 81-17"])
def test_east_stands_first_in_an_american_reference(text):
    best = candidates(text, INDIAN)[0]

    assert grid(best) == (81_500, 17_500)
    assert "east_first" in codes(best)


@pytest.mark.parametrize(
    ("text", "numbering", "right", "up", "parts"),
    [
        ("1781 ô 1", "spiral", 0, 2, 3), ("1781 ô 2", "spiral", 1, 2, 3), ("1781 ô 3", "spiral", 2, 2, 3),
        ("1781 ô 4", "spiral", 2, 1, 3), ("1781 ô 5", "spiral", 2, 0, 3), ("1781 ô 6", "spiral", 1, 0, 3),
        ("1781 ô 7", "spiral", 0, 0, 3), ("1781 ô 8", "spiral", 0, 1, 3), ("1781 ô 9", "spiral", 1, 1, 3),
        ("17819", "spiral", 1, 1, 3), ("1781-9", "spiral", 1, 1, 3), ("17-81-9", "spiral", 1, 1, 3),
        ("1781 ô 1", "rows", 0, 2, 3), ("1781 ô 4", "rows", 0, 1, 3), ("1781 ô 9", "rows", 2, 0, 3),
        ("1781A", "spiral", 0, 1, 2), ("1781B", "spiral", 1, 1, 2), ("1781C", "spiral", 1, 0, 2),
        ("1781D", "spiral", 0, 0, 2), ("1781 C", "rows", 0, 0, 2), ("1781 D", "rows", 1, 0, 2),
    ],
)  # fmt: skip
def test_the_parts_of_a_square(text, numbering, right, up, parts):
    context = Context(system="indian1960", commune_point=HERE, commune_radius_m=8000, numbering=numbering)
    best = candidates(text, context)[0]
    side = 1000 / parts

    assert grid(best) == (81_000 + (right + 0.5) * side, 17_000 + (up + 0.5) * side)
    assert best.terms[0].r95_m == pytest.approx(side / 2**0.5)
    assert "numbering_unconfirmed" not in codes(best)


def test_a_numbering_that_nobody_confirmed_is_told_and_the_whole_square_stands_beside():
    found = candidates("1781 ô 1", INDIAN)
    first, whole = found[0], next(one for one in found if one.terms[0].r95_m > 700)

    assert "numbering_unconfirmed" in codes(first)
    assert "whole_square" in {note.code for note in whole.why}
    assert distance_m(first.lon, first.lat, whole.lon, whole.lat) < 707


def test_the_budget_of_the_worked_example():
    """ô 9 on 1:50 000, Indian 1960: 236, 43 and 100 m make 260 m, at most 379 m (geodesy notes, section 2)."""
    best = candidates("1781 ô 9", INDIAN)[0]

    assert [round(term.r95_m) for term in best.terms] == [236, 100, 43]
    assert (round(best.r95_m), round(best.r_max_m)) == (260, 379)


@pytest.mark.parametrize(
    ("text", "radius"), [("1882", 1414), ("1882A", 707), ("1882 ô 9", 471), ("1781", 707), ("1783 ô 9", 236)]
)
def test_soviet_sheets_of_100_000_have_two_kilometre_squares(text, radius):
    """The notes give 1414, 707 and 471 m; odd numbers cannot stand on such a grid."""
    near = Context(system="hn72", commune_point=HERE, commune_radius_m=8000, scale=100_000, numbering="spiral")

    assert candidates(text, near)[0].terms[0].r95_m == pytest.approx(radius, abs=0.6)


@pytest.mark.parametrize(
    ("text", "e", "n", "step"),
    [
        ("06.500-87.600", 87_600, 6_500, 100),
        ("13695-64473", 64_473.5, 13_695.5, 1),
        ("06.510-87.600", 87_600, 6_510, 10),
    ],
)
def test_shortened_metres_and_kilometres_are_points(text, e, n, step):
    found = [one for one in candidates(text, LANG_SON) if "north_first" in codes(one)]

    assert {one.system for one in found} == {"indian1960_utm", "hn72_gk", "vn2000_utm"}
    assert all(grid(one) == (e, n) for one in found)
    assert all(one.terms[0].r95_m == pytest.approx(step / 2**0.5) for one in found)


def test_letters_tell_which_number_is_which():
    found = candidates("X 17473.7 Y 48849.0", Context(system="vn2000_tm3", province="Lạng Sơn"))

    assert [(one.system, one.lon0) for one in found] == [("vn2000_tm3", 107.25)]
    assert distance_m(found[0].lon, found[0].lat, *HERE) < 1
    assert not codes(found[0]) & {"north_first", "east_first"}


@pytest.mark.parametrize("text", ["1781", "ô 1781", "13695-64473", "06.500-87.600", "vic 862151"])
def test_nobody_said_where_to_look(text):
    with pytest.raises(CoordinateError) as refusal:
        candidates(text)

    assert refusal.value.code in {"truncated", "single"}


def test_no_such_square_lies_there():
    with pytest.raises(CoordinateError) as refusal:
        candidates("ô 5555", INDIAN)

    assert refusal.value.code == "no_such_square"


def test_the_commune_decides_which_number_stands_first():
    """Read the other way the square lies elsewhere in the province; that is no reason to offer it."""
    context = Context(province="Lạng Sơn", commune_point=HERE, commune_radius_m=8000)

    assert {code for one in candidates("ô 1781", context) for code in codes(one)} == {"north_first"}
    assert {code for one in candidates("ô 8117", context) for code in codes(one)} == {"east_first"}


def test_where_the_commune_has_none_the_province_is_asked_and_the_distance_told():
    context = Context(province="Lạng Sơn", commune_point=HERE, commune_radius_m=8000)
    found = candidates("ô 4512", context)

    assert all("far_from_commune" in codes(one) for one in found)


@pytest.mark.parametrize(
    ("context", "count"),
    [
        (Context(system="indian1960", near=HERE), 1),
        (INDIAN, 1),
        (Context(system="indian1960", sheet="6352 I"), 1),
        (Context(system="indian1960", province="Lạng Sơn", numbering="rows"), 1),
        (Context(system="indian1960", province="Nghệ An"), 3),
    ],
)
def test_what_is_known_narrows_the_squares(context, count):
    found = [one for one in candidates("ô 1781", context) if "north_first" in codes(one)]

    assert len(found) == count


@pytest.mark.parametrize(
    ("day", "systems"),
    [
        (date(1971, 5, 1), ["indian1960_utm", "hn72_gk"]),
        (date(1984, 7, 12), ["hn72_gk", "indian1960_utm"]),
        (date(2012, 1, 1), ["vn2000_utm", "hn72_gk", "indian1960_utm"]),
        (None, ["indian1960_utm", "hn72_gk", "vn2000_utm"]),
    ],
)
def test_one_candidate_for_each_system_then_in_use(day, systems):
    found = candidates("17815", Context(commune_point=HERE, commune_radius_m=8000, date=day, numbering="spiral"))

    assert [one.system for one in found if "north_first" in codes(one)] == systems


def test_a_system_in_the_text_counts_more_than_the_one_beside_it():
    found = candidates("HN-72 ô 1781", INDIAN)

    assert [one.system for one in found if "north_first" in codes(one)] == ["hn72_gk", "indian1960_utm"]
    assert all("system_conflict" in codes(one) for one in found)


@pytest.mark.parametrize(
    "text", ["2021-2022", "20/11/2024", "21-22", "45 12", "0912345678", "mộ 4512", "3 chiến sĩ", "21.853-106.757"]
)
def test_other_numbers_are_no_squares_without_a_place(text):
    try:
        found = candidates(text)
    except CoordinateError:
        return
    assert "grid_square" not in {one.notation.value for one in found}


# A sheet and a place known to lie on it, longitude and latitude.
SHEETS = [
    ("6342 III", 106.73, 16.62),  # Khe Sanh
    ("6541 IV", 107.58, 16.46),  # Huế
    ("6151 II", 105.85, 21.03),  # Hà Nội, which VN-2000 calls F-48-68-D
    ("F-48-68-D", 105.85, 21.03),
    ("6352", 106.76, 21.85),  # Lạng Sơn
]


@pytest.mark.parametrize(("sheet", "lon", "lat"), SHEETS)
def test_a_numbered_sheet_lies_where_its_town_is(sheet, lon, lat):
    assert any(west <= lon <= east and south <= lat <= north for west, south, east, north in sheet_boxes(sheet))


@pytest.mark.parametrize("name", ["", "Kon Tum", "F-48", "A-48-1", "F-48-200", "63521", "F-48-0"])
def test_an_unknown_sheet_lies_nowhere(name):
    assert sheet_boxes(name) == []


def test_a_sheet_in_the_text_and_letters_elsewhere_are_told():
    assert "off_sheet" in codes(candidates("XT 4512 tờ 6342 III")[0])


@given(lon=st.floats(106.2, 107.3), lat=st.floats(21.4, 22.4), system=st.sampled_from(["indian1960_utm", "hn72_gk"]))
def test_a_square_written_by_hand_is_found_again(lon, lat, system):
    e, n = from_wgs84(lon, lat, system)
    text = f"ô {int(n % 100_000 // 1000):02d}{int(e % 100_000 // 1000):02d}"
    found = candidates(text, Context(system=system, near=(lon, lat)))
    best = min(distance_m(one.lon, one.lat, lon, lat) for one in found)

    assert best < 708
