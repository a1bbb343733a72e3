"""CSV for spreadsheets: nothing runs, nothing is lost on the way back."""

import pytest

from gis_case.core.csvfile import guarded, read_rows, written


@pytest.mark.parametrize("cell", ["=1+1", "+84912345678", "-5", "@SUM(A1)", "\tx", "Nguyễn"])
def test_text_survives_a_round_trip(cell):
    raw = written(["a", "b"], [[cell, "x"]])
    assert raw.startswith(b"\xef\xbb\xbf")
    ((_, row),) = read_rows(raw, ["a"])
    assert row["a"] == cell.strip() or row["a"] == cell


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-5", "@x", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_is_guarded(cell):
    assert guarded(cell) == f"'{cell}"


def test_numbers_stay_numbers():
    assert guarded(-5) == "-5"
    assert guarded(None) == ""
