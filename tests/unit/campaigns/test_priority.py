"""Priority: published scales, means of what is known, and order that never turns round."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.campaigns.rules.priority import (
    DEFAULT_WEIGHTS,
    Facts,
    Term,
    kept,
    problems_of,
    score_of,
    told,
    values_of,
)

YEAR = 2026
FACTS = st.builds(
    Facts,
    waiting_days=st.integers(0, 20_000),
    independent_sources=st.integers(0, 20),
    in_border_belt=st.booleans(),
    oldest_birth_year=st.none() | st.integers(1900, 2010),
    best_r95_m=st.none() | st.floats(0.1, 1e6),
    workable_now=st.none() | st.booleans(),
)
WEIGHTS = st.fixed_dictionaries({term: st.floats(0, 10) for term in Term})


@pytest.mark.parametrize(
    ("facts", "term", "value"),
    [
        (Facts(oldest_birth_year=1966), Term.WITNESS_AGE, 0.0),
        (Facts(oldest_birth_year=1951), Term.WITNESS_AGE, 0.5),
        (Facts(oldest_birth_year=1936), Term.WITNESS_AGE, 1.0),
        (Facts(oldest_birth_year=1920), Term.WITNESS_AGE, 1.0),
        (Facts(waiting_days=0), Term.WAITING, 0.0),
        (Facts(waiting_days=219), Term.WAITING, 0.2),
        (Facts(waiting_days=1095), Term.WAITING, 1.0),
        (Facts(independent_sources=1), Term.SOURCES, pytest.approx(1 / 3)),
        (Facts(independent_sources=7), Term.SOURCES, 1.0),
        (Facts(best_r95_m=50), Term.RADIUS, 1.0),
        (Facts(best_r95_m=500), Term.RADIUS, pytest.approx(0.5)),
        (Facts(best_r95_m=5000), Term.RADIUS, pytest.approx(0.0, abs=1e-9)),
        (Facts(in_border_belt=True), Term.BORDER, 1.0),
        (Facts(workable_now=False), Term.SEASON, 0.0),
    ],
)
def test_a_term_stands_on_its_scale(facts, term, value):
    assert values_of(facts, year=YEAR)[term] == value


def test_what_is_not_known_takes_no_part():
    assert set(values_of(Facts(), year=YEAR)) == {Term.WAITING, Term.SOURCES, Term.BORDER}
    values = {Term.WAITING: 1.0, Term.RADIUS: 0.5}
    assert score_of(values, DEFAULT_WEIGHTS) == pytest.approx(0.75)
    assert score_of({}, DEFAULT_WEIGHTS) is None
    assert score_of(values, dict.fromkeys(Term, 0.0)) is None


@given(facts=FACTS, weights=WEIGHTS)
def test_a_score_lies_between_the_terms_that_made_it(facts, weights):
    values = values_of(facts, year=YEAR)
    score = score_of(values, weights)
    assert all(0 <= value <= 1 for value in values.values())
    assert score is None or min(values.values()) - 1e-9 <= score <= max(values.values()) + 1e-9


# How each fact grows more urgent, or more promising.
MORE = {
    Term.WITNESS_AGE: lambda facts, by: replace(facts, oldest_birth_year=(facts.oldest_birth_year or 1940) - by),
    Term.WAITING: lambda facts, by: replace(facts, waiting_days=facts.waiting_days + by),
    Term.SOURCES: lambda facts, by: replace(facts, independent_sources=facts.independent_sources + by),
    Term.RADIUS: lambda facts, by: replace(facts, best_r95_m=(facts.best_r95_m or 300.0) / (1 + by)),
    Term.BORDER: lambda facts, by: replace(facts, in_border_belt=True),
    Term.SEASON: lambda facts, by: replace(facts, workable_now=True),
}


@pytest.mark.parametrize("term", list(Term))
@given(facts=FACTS, weights=WEIGHTS, by=st.integers(1, 60))
def test_a_more_urgent_fact_never_lowers_the_score(term, facts, weights, by):
    known = replace(
        facts,
        oldest_birth_year=facts.oldest_birth_year or 1940,
        best_r95_m=facts.best_r95_m or 300.0,
        workable_now=bool(facts.workable_now),
    )
    before = score_of(values_of(known, year=YEAR), weights)
    after = score_of(values_of(MORE[term](known, by), year=YEAR), weights)
    assert before is None or after is None or after >= before - 1e-9


@given(facts=FACTS, weights=WEIGHTS)
def test_weights_ten_times_as_large_change_nothing(facts, weights):
    values = values_of(facts, year=YEAR)
    tenth = {term: weight / 10 for term, weight in weights.items()}
    one, other = score_of(values, weights), score_of(values, tenth)
    assert (one is None and other is None) or one == pytest.approx(other, abs=1e-9) or min(weights.values()) < 1e-300


def test_weights_come_back_from_json_and_a_newer_term_is_left_out():
    assert told(kept(DEFAULT_WEIGHTS)) == DEFAULT_WEIGHTS
    assert told({"waiting": 2}) == {Term.WAITING: 2.0}


def test_weights_that_cannot_be_used():
    assert not problems_of(DEFAULT_WEIGHTS)
    assert problems_of(dict.fromkeys(Term, 0.0))
    assert problems_of(dict(DEFAULT_WEIGHTS) | {Term.BORDER: 10.5})
    assert problems_of(dict(DEFAULT_WEIGHTS) | {Term.BORDER: float("nan")})
