"""Which of the people who told are sources of their own, and why others are not: pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Who = Hashable


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties an informant to others: whom they had it from, their unit, and the story they share with others.

    None, and a blank unit, tie to nobody. Units are compared as they stand.
    """

    heard_from: Who | None = None
    unit: str = ""
    story: Who | None = None


class Why(StrEnum):
    """Why several count as one."""

    HEARD = "heard"
    UNIT = "unit"
    STORY = "story"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Reason:
    """`people` count once: of `HEARD` the first had it from the second; `reports` are those that name nobody."""

    why: Why
    people: tuple[Who, ...] = ()
    reports: int = 0


def sources_of(told: Sequence[Who | None], ties: Mapping[Who, Tie]) -> list[Who | None]:
    """Return for each report the source it goes back to; reports of one source get the same.

    Args:
        told: who told each report; those nobody is named for (None) count together as one.
        ties: of those who told, and of whoever they had it from, as far as it is known.

    Who repeats another counts as that other, who share a unit or a story count once. A source is called by the one
    it began with; of several, and of a circle, by the first in the order of their text.
    """
    parts = _Parts()
    people = _all_people(told, ties)
    for one in people:
        parts.join(one, ties.get(one, Tie()).heard_from)
    for group in (*_sharing(people, ties, "unit"), *_sharing(people, ties, "story")):
        for other in group[1:]:
            parts.join(group[0], other)
    names: dict[Who, Who] = {}
    for one in sorted(people, key=lambda who: (ties.get(who, Tie()).heard_from is not None, str(who))):
        names.setdefault(parts.root(one), one)
    return [None if one is None else names[parts.root(one)] for one in told]


def count_sources(told: Sequence[Who | None], ties: Mapping[Who, Tie]) -> int:
    """Return how many independent sources told."""
    return len({*sources_of(told, ties)})


def reasons(told: Sequence[Who | None], ties: Mapping[Who, Tie]) -> list[Reason]:
    """Return why there are fewer sources than people and nameless reports: whom they had it from first."""
    people = _all_people(told, ties)
    found = [
        Reason(Why.HEARD, (one, ties[one].heard_from))
        for one in people
        if one in ties and ties[one].heard_from is not None
    ]
    found += [Reason(Why.UNIT, tuple(group)) for group in _sharing(people, ties, "unit")]
    found += [Reason(Why.STORY, tuple(group)) for group in _sharing(people, ties, "story")]
    nameless = sum(one is None for one in told)
    return found + ([Reason(Why.UNNAMED, reports=nameless)] if nameless > 1 else [])


def leads_back(who: Who, start: Who | None, ties: Mapping[Who, Tie]) -> bool:
    """Whether one comes to `who` from `start` by going on to whom each had it from."""
    seen: set[Who] = set()
    while start is not None and start not in seen:
        if start == who:
            return True
        seen.add(start)
        start = ties.get(start, Tie()).heard_from
    return False


def _all_people(told: Iterable[Who | None], ties: Mapping[Who, Tie]) -> list[Who]:
    """Return who told and whoever they had it from, each once, in order."""
    people: dict[Who, None] = {}
    for one in told:
        while one is not None and one not in people:
            people[one] = None
            one = ties.get(one, Tie()).heard_from
    return list(people)


def _sharing(people: Iterable[Who], ties: Mapping[Who, Tie], what: str) -> list[list[Who]]:
    """Return groups of at least two who have the same unit or story."""
    groups: dict[object, list[Who]] = {}
    for one in people:
        if shared := getattr(ties.get(one), what, None):
            groups.setdefault(shared, []).append(one)
    return [group for group in groups.values() if len(group) > 1]


class _Parts:
    """Sets that are joined."""

    def __init__(self) -> None:
        self._above: dict[Who, Who] = {}

    def root(self, who: Who) -> Who:
        path = []
        while (above := self._above.get(who, who)) != who:
            path.append(who)
            who = above
        for one in path:
            self._above[one] = who
        return who

    def join(self, one: Who, other: Who | None) -> None:
        if other is not None and (first := self.root(one)) != (second := self.root(other)):
            self._above[first] = second
