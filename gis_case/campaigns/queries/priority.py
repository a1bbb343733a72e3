"""The facts that priority is made of, for one case or for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gis_case.campaigns.models import SeasonNote
from gis_case.campaigns.rules.priority import Facts
from gis_case.campaigns.rules.season import Months, Season, workable
from gis_case.cases.models import Case
from gis_case.core.clock import HANOI
from gis_case.people.models import Informant
from gis_case.people.queries import ties_of
from gis_case.people.sources import Tie, Who, count_sources
from gis_case.positions.models import PositionReport, PositionStatus


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case with what its priority is made of."""

    case_id: UUID
    stage: str
    facts: Facts


@dataclass(slots=True)
class _Told:
    voices: list[UUID | None]
    birth_year: int | None = None
    r95_m: float | None = None


def case_ids_after(last: UUID | None, most: int) -> Select[UUID]:
    """The next `most` cases in the order of their ids."""
    ids = select(Case.id).order_by(Case.id).limit(most)
    return ids.where(Case.id > last) if last else ids


def facts_of(session: Session, case_ids: Iterable[UUID], *, day: date, rainy: Months) -> list[CaseFacts]:
    """Return what is known of the cases on `day`."""
    ids = list(case_ids)
    told = _told(session, ids)
    ties = ties_of(session, (voice for one in told.values() for voice in one.voices))
    noted = select(SeasonNote.case_id, SeasonNote.season).where(SeasonNote.case_id.in_(ids))
    seasons: Mapping[UUID, Season] = dict(session.execute(noted).all())
    rows = session.execute(
        select(Case.id, Case.stage, Case.stage_since, Case.in_border_belt).where(Case.id.in_(ids)).order_by(Case.id)
    )
    return [CaseFacts(row.id, row.stage.value, _facts(row, told[row.id], ties, seasons, day, rainy)) for row in rows]


def _facts(
    row: Any, told: _Told, ties: Mapping[Who, Tie], seasons: Mapping[UUID, Season], day: date, rainy: Months
) -> Facts:
    return Facts(
        waiting_days=max(0, (day - row.stage_since.astimezone(HANOI).date()).days),
        independent_sources=count_sources(told.voices, ties),
        in_border_belt=row.in_border_belt,
        oldest_birth_year=told.birth_year,
        best_r95_m=told.r95_m,
        workable_now=workable(seasons.get(row.id), rainy, day),
    )


def _told(session: Session, ids: list[UUID]) -> dict[UUID, _Told]:
    """Who told in each case, the oldest of them by birth year, and the best radius; rejected reports do not count."""
    told: dict[UUID, _Told] = defaultdict(lambda: _Told([]))
    rows = session.execute(
        select(
            PositionReport.case_id,
            PositionReport.informant_id,
            func.min(Informant.birth_year).label("birth_year"),
            func.min(PositionReport.r95_m).label("r95_m"),
        )
        .outerjoin(Informant, Informant.id == PositionReport.informant_id)
        .where(PositionReport.case_id.in_(ids), PositionReport.status != PositionStatus.REJECTED)
        .group_by(PositionReport.case_id, PositionReport.informant_id)
    )
    for row in rows:
        one = told[row.case_id]
        one.voices.append(row.informant_id)
        one.birth_year = _least(one.birth_year, row.birth_year)
        one.r95_m = _least(one.r95_m, row.r95_m)
    return told


def _least(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else min(one, other)
