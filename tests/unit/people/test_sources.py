"""How many voices are sources of their own, and what is said of those who are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.people.sources import Reason, Tie, Why, count_sources, leads_back, reasons, sources_of

CASES = [
    ("", {}, 0),
    ("a", {}, 1),
    ("aa", {}, 1),
    ("ab", {}, 2),
    ("ab", {"b": Tie("a")}, 1),
    ("bc", {"b": Tie("a"), "c": Tie("a")}, 1),
    ("cba", {"c": Tie("b"), "b": Tie("a")}, 1),
    ("ab", {"a": Tie("b"), "b": Tie("a")}, 1),
    ("abc", {"a": Tie("b"), "b": Tie("a")}, 2),
    # x and y told nothing here: both had it from z.
    ("ab", {"a": Tie("x"), "b": Tie("y"), "x": Tie("z"), "y": Tie("z")}, 1),
    ("ab", {"a": Tie(unit="c4 d3"), "b": Tie(unit="c4 d3")}, 1),
    ("ab", {"a": Tie(unit="c4 d3"), "b": Tie(unit="c5 d3")}, 2),
    ("ab", {"a": Tie(unit=""), "b": Tie(unit="")}, 2),
    ("abc", {"a": Tie(story=7), "b": Tie(story=7)}, 2),
    ("abcd", {"a": Tie(unit="c4"), "b": Tie("c", unit="c4"), "d": Tie(story=1), "c": Tie(story=1)}, 1),
    # Whoever a had it from served with b: what a says is what b may have said.
    ("ab", {"a": Tie("x"), "x": Tie(unit="c4"), "b": Tie(unit="c4")}, 1),
]


@pytest.mark.parametrize(("told", "ties", "count"), CASES)
def test_who_repeats_another_or_shares_with_another_is_the_same_source(told, ties, count):
    assert count_sources(told, ties) == count
    assert count_sources(told[::-1], ties) == count


def test_reports_nobody_is_named_for_are_one_source_together():
    assert count_sources([None, None, "a"], {}) == 2
    assert sources_of([None, "b", "a"], {"b": Tie("a")}) == [None, "a", "a"]
    assert reasons([None, None, "a"], {}) == [Reason(Why.UNNAMED, reports=2)]
    assert reasons([None, "a"], {}) == []


def test_each_reason_is_said_once():
    ties = {"b": Tie("a", unit="c4"), "c": Tie(unit="c4", story=1), "d": Tie(story=1)}

    assert reasons("bcdb", ties) == [
        Reason(Why.HEARD, ("b", "a")), Reason(Why.UNIT, ("b", "c")), Reason(Why.STORY, ("c", "d")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "start", "back"),
    [("a", "a", True), ("a", "b", True), ("a", "c", True), ("c", "a", False), ("a", None, False), ("z", "x", False)],
)
def test_a_circle_is_seen_before_it_is_closed(who, start, back):
    ties = {"b": Tie("a"), "c": Tie("b"), "x": Tie("y"), "y": Tie("x")}

    assert leads_back(who, start, ties) is back


NAMES = st.sampled_from("abcdef")
TIES = st.dictionaries(
    NAMES, st.builds(Tie, st.none() | NAMES, st.sampled_from(["", "u", "v"]), st.none() | st.sampled_from([1, 2]))
)


@given(st.lists(st.none() | NAMES), TIES, NAMES, NAMES)
def test_a_tie_more_never_makes_more_sources_and_order_is_nothing(told, ties, one, other):
    count = count_sources(told, ties)
    before = ties.get(one, Tie())

    assert count_sources(sorted(told, key=str), ties) == count
    assert count <= len({*told})
    if before.heard_from is None:
        assert count_sources(told, ties | {one: Tie(other, before.unit, before.story)}) <= count
