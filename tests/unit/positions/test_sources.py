"""How many voices are sources of their own."""

import pytest

from gis_case.positions.sources import count_independent


@pytest.mark.parametrize(
    ("voices", "count"),
    [
        ([], 0),
        ([("a", None)], 1),
        ([("a", None), ("a", None)], 1),
        ([("a", None), ("b", None)], 2),
        ([("a", None), ("b", "a")], 1),
        ([("b", "a"), ("c", "a")], 1),
        ([("c", "b"), ("b", "a"), ("a", None)], 1),
        ([("a", "b"), ("b", "a")], 1),
        ([("a", "b"), ("b", "a"), ("c", None)], 2),
        ([(None, None), (None, None), ("a", None)], 2),
    ],
)
def test_who_repeats_another_is_the_same_source(voices, count):
    assert count_independent(voices) == count
    assert count_independent(reversed(voices)) == count
