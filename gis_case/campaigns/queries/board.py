"""The cases of the board, by stage and priority; counts are exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload

from gis_case.campaigns.models import CasePriority, PriorityWeights, SeasonNote, TeamAssignment
from gis_case.campaigns.rules.season import Season
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage

ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    # As the index of the board has them; what has no score yet comes last.
    "priority": (CasePriority.score.desc().nulls_last(), CasePriority.case_id.expression),
    "waiting": (Case.stage_since.asc(), Case.id.expression),
}


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed by; empty values narrow nothing. A team of 0 means: no team yet."""

    stages: tuple[Stage, ...] = ()
    commune_id: int | None = None
    team_id: int | None = None
    season: Season | None = None
    sort: str = "priority"


def _narrowing(wanted: BoardFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.commune_id:
        found.append(Case.owner_org_id == wanted.commune_id)
    if wanted.team_id is not None:
        found.append(Case.team_org_id == wanted.team_id if wanted.team_id else Case.team_org_id.is_(None))
    if wanted.season:
        found.append(Case.id.in_(select(SeasonNote.case_id).where(SeasonNote.season == wanted.season)))
    return found


def cases_at(stage: Stage, wanted: BoardFilter, *, most: int, skip: int = 0) -> Select[Any]:
    """Rows of Case, CasePriority: `most` of what stands at `stage`, after `skip`, in the order of the board.

    The ids are found first, in one index alone; only those that are shown are looked up.
    """
    order, narrowing = ORDERS.get(wanted.sort, ORDERS["priority"]), _narrowing(wanted)
    by_wait = wanted.sort == "waiting"
    ids = select(Case.id if by_wait else CasePriority.case_id.label("id"))
    if narrowing and not by_wait:
        ids = ids.join(Case, Case.id == CasePriority.case_id)
    ids = ids.where(Case.stage == stage if by_wait else CasePriority.stage == stage, *narrowing)
    found = ids.order_by(*order).limit(most).offset(skip).subquery()
    rows: Select[Any] = select(Case).add_columns(CasePriority).join(CasePriority, CasePriority.case_id == Case.id)
    rows = rows.join(found, found.c.id == Case.id).options(joinedload(Case.owner), joinedload(Case.team))
    return rows.order_by(*order)


def counts_by_stage(session: Session, wanted: BoardFilter) -> dict[Stage, int]:
    """Return how many cases stand at each stage, exactly."""
    narrowing = _narrowing(wanted)
    counted = select(CasePriority.stage, func.count()).group_by(CasePriority.stage)
    if narrowing:
        counted = counted.join(Case, Case.id == CasePriority.case_id).where(*narrowing)
    return dict(session.execute(counted).all())


def priority_of(session: Session, case_id: UUID) -> CasePriority | None:
    """Return the score of a case with what made it."""
    return session.get(CasePriority, case_id)


def season_notes(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, SeasonNote]:
    """Return what was noted of the ground of each case."""
    notes = session.scalars(select(SeasonNote).where(SeasonNote.case_id.in_(list(case_ids))))
    return {one.case_id: one for one in notes}


def next_work(session: Session, case_ids: Iterable[UUID], day: Any) -> dict[UUID, TeamAssignment]:
    """Return for each case the work that ends soonest, of that which has not ended before `day`."""
    soonest = (
        select(TeamAssignment)
        .where(
            TeamAssignment.case_id.in_(list(case_ids)),
            TeamAssignment.removed_at.is_(None),
            TeamAssignment.ends_on >= day,
        )
        .ext(distinct_on(TeamAssignment.case_id))
        .order_by(TeamAssignment.case_id, TeamAssignment.starts_on, TeamAssignment.id)
        .options(joinedload(TeamAssignment.team))
    )
    return {one.case_id: one for one in session.scalars(soonest) if one.case_id}


def weights_versions() -> Select[PriorityWeights]:
    """Every version of the weights, the one that holds first."""
    return select(PriorityWeights).order_by(PriorityWeights.number.desc())


def weights_by_number(session: Session, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return stored weights by their number."""
    found = select(PriorityWeights.number, PriorityWeights.weights).where(PriorityWeights.number.in_(list(numbers)))
    return dict(session.execute(found).all())


def behind(session: Session, number: int) -> bool:
    """Whether some case has no score yet, or one made with other weights than version `number`."""
    late = select(CasePriority.case_id).where(
        CasePriority.computed_on.is_(None) | (CasePriority.weights_number != number)
    )
    return session.scalar(late.limit(1)) is not None
