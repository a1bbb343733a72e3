"""Which cases an actor may read, and how lists of them are asked for."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gis_case.cases.models import Case, CaseMartyr, CaseTask
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor
from gis_case.core.errors import NotFound
from gis_case.people.models import Martyr


def readable_cases(actor: Actor) -> Select[Case]:
    """The cases `actor` may read; the database's own policies say the same."""
    if actor.sees_whole_province:
        return select(Case)
    return select(Case).where(Case.reader_org_ids.contains([actor.org_id]))


def get_case(session: Session, actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """Return one readable case; raise NotFound for one that is absent or not the actor's to know of."""
    statement = readable_cases(actor).where(Case.id == case_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    case: Case | None = session.scalars(statement).one_or_none()
    if case is None:
        raise NotFound
    return case


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed by; empty values narrow nothing."""

    words: str = ""
    stage: Stage | None = None
    owner_org_id: int | None = None
    border_belt: bool | None = None
    sort: str = "newest"


ORDERS = {
    "newest": (Case.created_at.desc(), Case.id),
    "number": (Case.number,),
    "title": (Case.title.collate("vi-x-icu"), Case.id),
    "waiting": (Case.stage_since, Case.id),
}


def cases_matching(actor: Actor, wanted: CaseFilter) -> Select[Case]:
    """Readable cases narrowed and ordered by `wanted`; words match with or without tone marks."""
    statement = readable_cases(actor)
    for word in wanted.words.split():
        pattern = func.concat("%", func.replace(func.fold_vi(word), "%", r"\%"), "%")
        of_martyrs = (
            select(CaseMartyr.case_id)
            .join(Martyr, Martyr.id == CaseMartyr.martyr_id)
            .where(Martyr.search_text.like(pattern))
        )
        by_text = select(Case.id).where(Case.search_text.like(pattern))
        statement = statement.where(Case.id.in_(by_text.union(of_martyrs)))
    if wanted.stage:
        statement = statement.where(Case.stage == wanted.stage)
    if wanted.owner_org_id:
        statement = statement.where(Case.owner_org_id == wanted.owner_org_id)
    if wanted.border_belt is not None:
        statement = statement.where(Case.in_border_belt.is_(wanted.border_belt))
    return statement.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))


def tasks_waiting_on(org_id: int) -> Select[CaseTask]:
    """What is asked of an organisation and not done, oldest first."""
    open_tasks = select(CaseTask).where(CaseTask.asked_org_id == org_id, CaseTask.done_at.is_(None))
    return open_tasks.order_by(CaseTask.since, CaseTask.id)


def tasks_asked_by(org_id: int) -> Select[CaseTask]:
    """What an organisation waits for, oldest first."""
    asked = select(CaseTask).where(
        CaseTask.org_id == org_id, CaseTask.asked_org_id != org_id, CaseTask.done_at.is_(None)
    )
    return asked.order_by(CaseTask.since, CaseTask.id)
