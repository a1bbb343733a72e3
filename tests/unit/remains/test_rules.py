"""Seals as two people read them."""

import pytest

from gis_case.remains.rules import same_seal


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("NP-1", "NP-1", True),
        (" np-1 ", "NP-1", True),
        ("NP 0012", "NP0012", True),
        ("NIÊM-1", "NIE\u0302M-1", True),
        ("NP-1", "NP-11", False),
        ("NP-1", "NP-l", False),
        ("", "", False),
        (" ", "NP-1", False),
    ],
)
def test_spaces_case_and_the_form_of_marks_do_not_count(one, other, same):
    assert same_seal(one, other) is same
