"""Days of a plan: a month or a week as a table, who is booked when, and how much that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

DAY = timedelta(days=1)
LONGEST_DAYS = 366


class Booked(Protocol):
    """What is booked: a team for a span of days, perhaps for a case and a number of people."""

    @property
    def team_org_id(self) -> int: ...
    @property
    def case_id(self) -> object | None: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def people(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    def days(self) -> list[date]:
        """Return every day, in order."""
        return [self.first + step * DAY for step in range((self.last - self.first).days + 1)]

    def common(self, other: "Span") -> "Span | None":
        """Return the days that both hold."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class Load:
    """How much of a span is booked; `twice` counts the days with more than one piece of work."""

    booked: int
    twice: int
    days: int
    cases: int
    person_days: int | None

    @property
    def share(self) -> float:
        """The part of the span that is booked, from 0 to 1."""
        return self.booked / self.days


def month_of(day: date) -> Span:
    """Return the month that holds `day`."""
    first = day.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    return Span(first, after - DAY)


def week_of(day: date) -> Span:
    """Return the week that holds `day`, from Monday."""
    first = day - day.weekday() * DAY
    return Span(first, first + 6 * DAY)


def weeks_of(span: Span) -> list[list[date]]:
    """Return whole weeks, from Monday, that cover `span`."""
    days = Span(week_of(span.first).first, week_of(span.last).last).days()
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def load_of(work: Sequence[Booked], span: Span) -> Load:
    """Return the load of one team's pieces of work within `span`.

    Person-days are known only where the number of people is known for every piece.
    """
    common = [(one, within) for one in work if (within := Span(one.starts_on, one.ends_on).common(span))]
    times: dict[date, int] = {}
    for _, within in common:
        for day in within.days():
            times[day] = times.get(day, 0) + 1
    people = [(one.people, len(within.days())) for one, within in common]
    known = bool(people) and all(count is not None for count, _ in people)
    return Load(
        booked=len(times),
        twice=sum(count > 1 for count in times.values()),
        days=len(span.days()),
        cases=len({one.case_id for one, _ in common if one.case_id is not None}),
        person_days=sum((count or 0) * days for count, days in people) if known else None,
    )


def overlaps(one: Booked, others: Iterable[Booked]) -> int:
    """Return on how many days of `one` the same team has other work."""
    span = Span(one.starts_on, one.ends_on)
    shared = {
        day
        for other in others
        if other is not one and other.team_org_id == one.team_org_id
        if (within := span.common(Span(other.starts_on, other.ends_on)))
        for day in within.days()
    }
    return len(shared)
