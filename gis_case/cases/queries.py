"""Which cases an actor may read, and how lists of them are asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import Session, joinedload

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import (
    Case,
    CaseEvent,
    CaseMartyr,
    CaseShare,
    CaseTask,
    Document,
    ShareLevel,
    StageChange,
)
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.errors import NotFound
from gis_case.core.search import like, patterns
from gis_case.people.models import Martyr
from gis_case.sites.models import BattleSite

NEWEST_EVENTS = 40


def readable_cases(actor: Actor) -> Select[Case]:
    """The cases `actor` may read; the database's own policies say the same."""
    if actor.sees_whole_province:
        return select(Case)
    return select(Case).where(Case.reader_org_ids.contains([actor.org_id]))


def with_parts(statement: Select[Case]) -> Select[Case]:
    """Load all that the head of the page of a case shows, in one question."""
    return statement.options(joinedload(Case.owner), joinedload(Case.team), joinedload(Case.site))


def get_case(session: Session, actor: Actor, case_id: UUID, *, lock: bool = False, parts: bool = False) -> Case:
    """Return one readable case, with its `parts` if wanted; raise NotFound if absent or not the actor's to know of."""
    statement = readable_cases(actor).where(Case.id == case_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    case: Case | None = session.scalars(with_parts(statement) if parts else statement).one_or_none()
    if case is None:
        raise NotFound
    return case


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed by; empty values narrow nothing."""

    words: str = ""
    stages: tuple[Stage, ...] = ()
    owner_org_id: int | None = None
    border_belt: bool | None = None
    waiting_on_org_id: int | None = None
    site_id: UUID | None = None
    sort: str = "newest"


TITLE = Case.title.collate("vi-x-icu")
ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "newest": (Case.created_at.desc(), Case.id.expression),
    "-newest": (Case.created_at.asc(), Case.id.expression),
    "number": (Case.number.asc(),),
    "-number": (Case.number.desc(),),
    "title": (TITLE.asc(), Case.id.expression),
    "-title": (TITLE.desc(), Case.id.expression),
    # The longest wait first: nothing expires, so the oldest is what one looks for.
    "waiting": (Case.stage_since.asc(), Case.id.expression),
    "-waiting": (Case.stage_since.desc(), Case.id.expression),
}


def cases_matching(actor: Actor, wanted: CaseFilter) -> Select[Case]:
    """Readable cases narrowed and ordered by `wanted`; words match with or without tone marks."""
    statement = readable_cases(actor)
    if wanted.words.split():
        statement = statement.where(*_holding(actor, wanted.words))
    if wanted.stages:
        statement = statement.where(Case.stage.in_(wanted.stages))
    if wanted.owner_org_id:
        statement = statement.where(Case.owner_org_id == wanted.owner_org_id)
    if wanted.border_belt is not None:
        statement = statement.where(Case.in_border_belt.is_(wanted.border_belt))
    if wanted.waiting_on_org_id:
        asked = select(CaseTask.case_id).where(
            CaseTask.asked_org_id == wanted.waiting_on_org_id, CaseTask.done_at.is_(None)
        )
        statement = statement.where(Case.id.in_(asked))
    if wanted.site_id:
        statement = statement.where(Case.site_id == wanted.site_id)
    return statement.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))


def _holding(actor: Actor, words: str) -> Iterator[ColumnElement[bool]]:
    """That each word stands in the text of a case, or of its martyrs; migration 0010 says why a function looks."""
    if not actor.sees_whole_province:
        # In the FROM clause it is asked once, whatever the plan; among the columns it may be asked for each case.
        yield Case.id.in_(select(func.cases_found(patterns(words), type_=Uuid()).column_valued("found")))
        return
    for word in words.split():
        pattern = like(word)
        of_martyrs = (
            select(CaseMartyr.case_id)
            .join(Martyr, Martyr.id == CaseMartyr.martyr_id)
            .where(Martyr.search_text.like(pattern))
        )
        yield Case.id.in_(select(Case.id).where(Case.search_text.like(pattern)).union(of_martyrs))


def with_owner(statement: Select[Case]) -> Select[Case]:
    """Load the commune along with each case, so that a list asks once."""
    return statement.options(joinedload(Case.owner))


def oldest_tasks(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, CaseTask]:
    """Return what each case has waited for longest, with the organisation it waits on."""
    oldest = (
        select(CaseTask)
        .where(CaseTask.case_id.in_(list(case_ids)), CaseTask.done_at.is_(None))
        .ext(distinct_on(CaseTask.case_id))
        .order_by(CaseTask.case_id, CaseTask.since, CaseTask.id)
        .options(joinedload(CaseTask.asked_org))
    )
    return {task.case_id: task for task in session.scalars(oldest)}


def names_sought(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of the martyrs that each case looks for."""
    names = func.string_agg(Martyr.name, aggregate_order_by(literal(", "), CaseMartyr.created_at))
    found = session.execute(
        select(CaseMartyr.case_id, names)
        .join(Martyr, Martyr.id == CaseMartyr.martyr_id)
        .where(CaseMartyr.case_id.in_(list(case_ids)))
        .group_by(CaseMartyr.case_id)
    )
    return {case_id: str(text) for case_id, text in found}


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


def open_tasks(case_id: UUID) -> Select[CaseTask]:
    """What a case waits for, oldest first."""
    asked = select(CaseTask).where(CaseTask.case_id == case_id, CaseTask.done_at.is_(None))
    return asked.order_by(CaseTask.since, CaseTask.id).options(joinedload(CaseTask.asked_org))


def martyrs_of(case_id: UUID) -> Select[Martyr]:
    """Whom a case looks for, in the order they were added."""
    linked = select(Martyr).join(CaseMartyr, CaseMartyr.martyr_id == Martyr.id).where(CaseMartyr.case_id == case_id)
    return linked.order_by(CaseMartyr.created_at, Martyr.id)


def documents_of(case_id: UUID) -> Select[Document]:
    """The files of a dossier, in the order they came."""
    return select(Document).where(Document.case_id == case_id).order_by(Document.created_at, Document.id)


def stage_changes_of(case_id: UUID) -> Select[StageChange]:
    """Every move of a case, oldest first."""
    return select(StageChange).where(StageChange.case_id == case_id).order_by(StageChange.created_at)


def events_of(case_id: UUID, *, newest: int | None = NEWEST_EVENTS) -> Select[CaseEvent, str, str]:
    """Rows of event, person and organisation, newest first."""
    told = (
        select(CaseEvent, UserAccount.name.label("who"), Organisation.name.label("org"))
        .join(UserAccount, UserAccount.id == CaseEvent.created_by_id)
        .join(Organisation, Organisation.id == CaseEvent.org_id)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.created_at.desc(), CaseEvent.id)
    )
    return told.limit(newest) if newest else told


def organisations(kind: OrgKind) -> Select[Organisation]:
    """The working organisations of one kind, by name."""
    active = select(Organisation).where(Organisation.kind == kind, Organisation.active)
    return active.order_by(Organisation.name.collate("vi-x-icu"), Organisation.id)


def sites_to_choose() -> Select[BattleSite]:
    """The battle sites a case may belong to, by name."""
    return select(BattleSite).order_by(BattleSite.name.collate("vi-x-icu"), BattleSite.id)


def cases_seeking(actor: Actor, martyr_id: UUID) -> Select[Case]:
    """Readable cases that look for a martyr, newest first."""
    links = select(CaseMartyr.case_id).where(CaseMartyr.martyr_id == martyr_id)
    return with_owner(readable_cases(actor)).where(Case.id.in_(links)).order_by(Case.created_at.desc(), Case.id)


def contributes(session: Session, actor: Actor, case: Case) -> bool:
    """Whether `actor` may add to a case they read; who had it shared for reading alone may not."""
    if actor.sees_whole_province or actor.org_id in {case.owner_org_id, case.org_id, case.team_org_id}:
        return True
    share = select(CaseShare.id).where(
        CaseShare.case_id == case.id,
        CaseShare.with_org_id == actor.org_id,
        CaseShare.level == ShareLevel.CONTRIBUTE,
        CaseShare.revoked_at.is_(None),
    )
    return session.scalar(share) is not None
