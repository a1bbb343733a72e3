"""Days, loads and rain."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.campaigns.rules.days import Span, load_of, month_of, overlaps, week_of, weeks_of
from gis_case.campaigns.rules.season import Season, months_of, rain_between, workable


@dataclass(frozen=True)
class Work:
    starts_on: date
    ends_on: date
    team_org_id: int = 1
    case_id: object | None = None
    people: int | None = None


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_months_and_weeks():
    assert month_of(date(2028, 2, 10)) == Span(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == Span(date(2026, 12, 1), date(2026, 12, 31))
    assert week_of(date(2026, 11, 29)) == Span(date(2026, 11, 23), date(2026, 11, 29))
    assert [len(weeks_of(month_of(date(2026, month, 1)))) for month in (2, 3, 11)] == [5, 6, 6]


@given(day=DAYS)
def test_the_weeks_of_a_month_hold_each_of_its_days_once(day):
    weeks, month = weeks_of(month_of(day)), month_of(day)
    days = [one for week in weeks for one in week]
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    assert days == sorted(set(days))
    assert set(month.days()) <= set(days)


def test_a_load_counts_a_day_once_and_says_when_it_is_booked_twice():
    case = uuid4()
    span = Span(date(2026, 12, 1), date(2026, 12, 10))
    work = [
        Work(date(2026, 11, 28), date(2026, 12, 2), case_id=case, people=5),
        Work(date(2026, 12, 2), date(2026, 12, 4), case_id=case, people=3),
        Work(date(2026, 12, 20), date(2026, 12, 21), people=9),
    ]
    load = load_of(work, span)
    assert (load.booked, load.twice, load.days, load.cases, load.person_days) == (4, 1, 10, 1, 2 * 5 + 3 * 3)
    assert load.share == pytest.approx(0.4)
    assert load_of([*work, Work(date(2026, 12, 9), date(2026, 12, 9))], span).person_days is None
    assert load_of([], span).person_days is None


@given(starts=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=6))
def test_a_load_is_what_counting_day_by_day_gives(starts):
    first = date(2026, 12, 1)
    work = [Work(first + timedelta(days=at), first + timedelta(days=at + more), people=2) for at, more in starts]
    span = Span(first + timedelta(days=5), first + timedelta(days=20))
    counts = [sum(one.starts_on <= day <= one.ends_on for one in work) for day in span.days()]
    load = load_of(work, span)
    assert (load.booked, load.twice) == (sum(count > 0 for count in counts), sum(count > 1 for count in counts))
    assert load.person_days == (2 * sum(counts) if load.booked else None)


def test_overlaps_are_of_the_same_team_and_never_with_itself():
    one = Work(date(2026, 12, 1), date(2026, 12, 5))
    others = [one, Work(date(2026, 12, 5), date(2026, 12, 9)), Work(date(2026, 12, 1), date(2026, 12, 5), 2)]
    assert overlaps(one, others) == 1


@pytest.mark.parametrize(
    ("text", "months"), [("5-9", {5, 6, 7, 8, 9}), ("11-2", {11, 12, 1, 2}), ("7-7", {7}), ("", set())]
)
def test_months_of_rain(text, months):
    assert months_of(text) == months


@pytest.mark.parametrize("text", ["0-5", "5-13", "5", "mưa"])
def test_what_is_no_span_of_months(text):
    with pytest.raises(ValueError):
        months_of(text)


def test_ground_is_workable_as_it_was_noted():
    rainy, june, december = months_of("5-9"), date(2026, 6, 1), date(2026, 12, 1)
    assert [workable(Season.DRY, rainy, day) for day in (june, december)] == [False, True]
    assert workable(Season.ANY, rainy, june) is True
    assert workable(None, rainy, june) is None
    assert workable(Season.DRY, frozenset(), june) is None


@given(first=DAYS, length=st.integers(0, 500), rainy=st.sets(st.integers(1, 12), max_size=4))
def test_rain_is_found_in_any_span(first, length, rainy):
    last = first + timedelta(days=length)
    expected = any((first + timedelta(days=step)).month in rainy for step in range(length + 1))
    assert rain_between(first, last, frozenset(rainy)) == expected
