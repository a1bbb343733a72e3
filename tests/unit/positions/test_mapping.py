"""Columns are guessed from what offices call them, said on the command line, and refused in words when wrong."""

import pytest

from gis_case.core.errors import Refused
from gis_case.core.tables.base import EXTENT, NO_PLACE, PLACE
from gis_case.positions.mapping import ColumnMapping, Defaults, checked, folded, from_words, guess, pair_text
from gis_case.positions.rows import Province, judge, key_of_row

LANG_SON = Province("Lạng Sơn", 107.25)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("STT,Tọa độ,Người kể,Hồ sơ", {"text": "Tọa độ", "informant": "Người kể", "case_number": "Hồ sơ"}),
        ("TT,X,Y,Ghi chú", {"first": "X", "second": "Y", "subject": "Ghi chú"}),
        ("KINH ĐỘ,VĨ ĐỘ,Ngày", {"first": "VĨ ĐỘ", "second": "KINH ĐỘ", "given_on": "Ngày"}),
        ("lat,lon,name", {"first": "lat", "second": "lon", "subject": "name"}),
        ("text,source_kind,lon0", {"text": "text", "source_kind": "source_kind", "lon0": "lon0"}),
        ("Kinh độ,Tên", {"subject": "Tên"}),
        ("Tọa độ,X,Y", {"text": "Tọa độ"}),
    ],
)  # fmt: skip
def test_headers_are_understood(header, expected):
    assert guess(header.split(",")) == expected


def test_a_map_file_brings_its_places_itself():
    assert guess(["lat", "lon", "name"], has_places=True) == {"subject": "name"}
    mapping = ColumnMapping(
        {"subject": "name", "system": "name"}, True, False, Defaults(system="vn2000_tm3", lon0=107.25)
    )
    row = mapping.row({"name": "Mộ", PLACE: "2417474.00; 448849.00", EXTENT: "12.5"})
    assert (row["text"], row["extent_m"], row["system"], row["lon0"]) == (
        "2417474.00; 448849.00", "12.5", "vn2000_tm3", "107.25",
    )  # fmt: skip
    (judged,) = judge([row], LANG_SON).taken.values()
    assert (judged.reading.system, judged.reading.system_stated) == ("vn2000_tm3", True)
    assert '"name": "extent", "r95_m": 12.5, "kind": "bound"' in judged.reading.terms
    refused = judge([mapping.row({"name": "x", NO_PLACE: "The row has no place on the map."})], LANG_SON).refused
    assert [str(reason) for reason in refused[0]] == ["The row has no place on the map."]


def test_two_cells_are_one_text_as_they_stand():
    assert pair_text("21.95", "106.7025") == "21.95; 106.7025"
    assert pair_text("21.95", "106.7025", True) == "21.9500; 106.7025"
    assert pair_text("2417474", "448849.5", True) == "2417474.0; 448849.5"
    assert pair_text("21°57'", "106.7", True) == "21°57'; 106.7"
    assert pair_text("", "") == ""


@pytest.mark.parametrize("cell", ["NaN", "Infinity", "=A1", "", "abc", "1e999"])
def test_two_columns_must_hold_numbers(cell):
    row = ColumnMapping({"first": "a", "second": "b"}).row({"a": cell, "b": "106.7"})
    verdicts = judge([row], LANG_SON)
    assert (list(verdicts.taken), list(verdicts.refused)) == ([], [0])


def test_words_in_one_column_are_kept_without_a_point_and_zero_bytes_are_left_out():
    row = ColumnMapping({"text": "a"}).row({"a": "Đồi\0 339"})
    (judged,) = judge([row], LANG_SON).taken.values()
    assert (judged.verbatim, judged.reading) == ("Đồi 339", None)


def test_every_reason_is_told_at_once():
    row = {
        "text": "",
        "source_kind": "rumour",
        "system": "x",
        "lon0": "99",
        "given_on": "31/2/2020",
        "subject": "x" * 400,
    }
    assert len(judge([row], LANG_SON).refused[0]) == 6


def test_a_row_is_the_same_row_wherever_it_stands():
    row = {"text": "21.9; 106.7", "source_kind": "gnss"}
    assert key_of_row(row) == key_of_row({**row, "lon0": "107.25"})
    assert key_of_row(row) != key_of_row({**row, "subject": "Mộ"})


def test_a_wrong_mapping_is_refused_with_all_that_is_wrong():
    with pytest.raises(Refused) as refused:
        checked({"colour": "a", "text": "Z"}, ["a", "b"])
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused, match="which two"):
        checked({"first": "a"}, ["a"])
    assert checked({"first": "a", "second": "b", "text": ""}, ["a", "b"]) == {"first": "a", "second": "b"}
    assert from_words(["text=Tọa độ = x"]) == {"text": "Tọa độ = x"}
    with pytest.raises(Refused, match="text=Tọa độ"):
        from_words(["text"])


def test_headers_are_compared_without_marks():
    assert folded("  Vĩ_Độ ") == "vi do"
