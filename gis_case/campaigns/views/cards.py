"""What the board says of a case, gathered for many cases at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from gis_case.campaigns.models import CasePriority, SeasonNote, TeamAssignment
from gis_case.campaigns.queries.board import next_work, season_notes, weights_by_number
from gis_case.campaigns.rules.priority import DEFAULT_WEIGHTS, Term, Weights, told
from gis_case.campaigns.words import TERMS
from gis_case.cases.models import Case, CaseTask
from gis_case.cases.queries import oldest_tasks
from gis_case.core.clock import today
from gis_case.core.signals import case_chances


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a score: its name and scale, its value (None: not known), what it weighs."""

    name: object
    scale: object
    value: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the board; `parts` are what made its score."""

    case: Case
    priority: CasePriority
    parts: Sequence[Part]
    task: CaseTask | None
    season: SeasonNote | None
    work: TeamAssignment | None
    chance: float | None


def chances(session: Session, case_ids: Iterable[UUID]) -> Mapping[UUID, float]:
    """Return the chances that are stored, from whoever keeps them."""
    ids = list(case_ids)
    found: dict[UUID, float] = {}
    for _, answer in case_chances.send(session=session, case_ids=ids):
        found.update(answer)
    return found


def weights_for(session: Session, priorities: Iterable[CasePriority]) -> dict[int, Weights]:
    """Return the weights that each score was made with, by their number."""
    stored = weights_by_number(session, {one.weights_number for one in priorities})
    made: dict[int, Weights] = {number: told(weights) for number, weights in stored.items()}
    return {0: DEFAULT_WEIGHTS} | made


def parts_of(priority: CasePriority, weights: Weights) -> list[Part]:
    """Return what made a score, the weightiest first."""
    values = told(priority.terms)
    parts = [Part(*TERMS[term], values.get(term), weights.get(term, 0.0)) for term in Term]
    return sorted(parts, key=lambda part: (part.value is None, -part.weight))


def cards(session: Session, rows: Sequence[Row[Any]]) -> list[Card]:
    """Return the cards of rows of (Case, CasePriority), in their order."""
    ids = [row.Case.id for row in rows]
    tasks, notes = oldest_tasks(session, ids), season_notes(session, ids)
    work, likely = next_work(session, ids, today()), chances(session, ids)
    weights = weights_for(session, [row.CasePriority for row in rows])
    return [
        Card(
            row.Case,
            row.CasePriority,
            parts_of(row.CasePriority, weights[row.CasePriority.weights_number]),
            tasks.get(row.Case.id),
            notes.get(row.Case.id),
            work.get(row.Case.id),
            likely.get(row.Case.id),
        )
        for row in rows
    ]
