"""Which case first: named terms from 0 to 1, and their weighted mean. Never a probability.

A term is a fact of the dossier on a scale that planners can read; what is not known has no value and takes no part.
Every term rises, or stays, as its fact grows more urgent or more promising, so the mean of the same terms does too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Any

# The ends of the scales: below the first a term is 0, above the second 1 (the other way round for the radius).
AGES = (60, 90)
WAITED_DAYS = 1095
ENOUGH_SOURCES = 3
RADII_M = (50.0, 5000.0)
HIGHEST_WEIGHT = 10.0
# Known to twelve places: the score is compared and sorted, and must not differ by how it was added up.
PLACES = 12


class Term(StrEnum):
    """What makes a case go before another."""

    WITNESS_AGE = "witness_age"
    WAITING = "waiting"
    SOURCES = "sources"
    RADIUS = "radius"
    BORDER = "border"
    SEASON = "season"


Weights = Mapping[Term, float]
Values = Mapping[Term, float]

DEFAULT_WEIGHTS: Weights = {
    Term.WITNESS_AGE: 3.0,
    Term.WAITING: 2.0,
    Term.SOURCES: 2.0,
    Term.RADIUS: 2.0,
    Term.BORDER: 1.0,
    Term.SEASON: 1.0,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dossier holds; None where it holds nothing. Radii are metres, 95 %."""

    waiting_days: int = 0
    independent_sources: int = 0
    in_border_belt: bool = False
    oldest_birth_year: int | None = None
    best_r95_m: float | None = None
    workable_now: bool | None = None


def _share(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def values_of(facts: Facts, *, year: int) -> dict[Term, float]:
    """Return the terms that are known, each from 0 to 1.

    - witness_age: the oldest who told, by birth year: 0 at 60 years or younger, 1 at 90 or older.
    - waiting: days in the present stage: 0 on the first, 1 after three years.
    - sources: independent sources: a third for each, 1 from three on.
    - radius: the best 95 % radius, by its logarithm: 1 at 50 m or less, 0 at 5 km or more.
    - border: 1 in the border belt, where a post shares the work; 0 elsewhere.
    - season: 1 when the ground can be worked now, 0 when it cannot.
    """
    found = {
        Term.WAITING: _share(facts.waiting_days, 0, WAITED_DAYS),
        Term.SOURCES: _share(facts.independent_sources, 0, ENOUGH_SOURCES),
        Term.BORDER: float(facts.in_border_belt),
    }
    if facts.oldest_birth_year is not None:
        found[Term.WITNESS_AGE] = _share(year - facts.oldest_birth_year, *AGES)
    if facts.best_r95_m is not None:
        near, far = RADII_M
        found[Term.RADIUS] = 1.0 - _share(log(max(facts.best_r95_m, 1e-3)), log(near), log(far))
    if facts.workable_now is not None:
        found[Term.SEASON] = float(facts.workable_now)
    return {term: round(found[term], PLACES) for term in Term if term in found}


def score_of(values: Values, weights: Weights) -> float | None:
    """Return the mean of what is known, weighted; None when nothing known carries weight."""
    whole = sum(weights[term] for term in values)
    if whole <= 0:
        return None
    return round(sum(weights[term] * value for term, value in values.items()) / whole, PLACES)


def kept(weights: Weights) -> dict[str, float]:
    """Return weights as JSON keeps them."""
    return {term.value: weights[term] for term in Term}


def told(stored: Mapping[str, Any]) -> dict[Term, float]:
    """Return stored weights or values; a term that was not known when they were stored is left out."""
    return {term: float(stored[term.value]) for term in Term if term.value in stored}


def problems_of(weights: Weights) -> bool:
    """Whether the weights cannot be used: none above 0, or one out of its range."""
    return not any(value > 0 for value in weights.values()) or any(
        not 0 <= value <= HIGHEST_WEIGHT for value in weights.values()
    )
