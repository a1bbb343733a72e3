"""Open and change cases; ask things of organisations and settle what was asked."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, CaseCounter, CaseMartyr, CaseTask, GraveKind, StageChange, TaskKind
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.clock import now, today
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, message
from gis_case.people.models import Martyr

NUMBER_PATTERN = "{commune}-{year}-{seq:04d}"


def next_number(session: Session, *, commune_code: str, pattern: str = NUMBER_PATTERN) -> str:
    """Return the next case number of a commune's year; two officers at once get two numbers."""
    year = today().year
    counter = insert(CaseCounter).values(scope=f"{commune_code}-{year}", last=1)
    counter = counter.on_conflict_do_update(index_elements=["scope"], set_={"last": CaseCounter.last + 1})
    sequence = session.scalar(counter.returning(CaseCounter.last))
    return pattern.format(commune=commune_code, year=year, seq=sequence)


def open_case(
    session: Session,
    *,
    actor: Actor,
    title: str,
    owner: Organisation | None,
    summary: str = "",
    site_id: UUID | None = None,
    grave_kind: GraveKind = GraveKind.UNKNOWN,
    pattern: str = NUMBER_PATTERN,
    is_demo: bool = False,
) -> Case:
    """Open a case in the stage of intake; whether it lies in the border belt follows from its commune."""
    if owner is not None and owner.kind is not OrgKind.COMMUNE:
        raise Refused(message(N_("A case is owned by a commune.")))
    case = Case(
        number=next_number(session, commune_code=owner.code if owner else "T", pattern=pattern),
        title=title.strip(),
        summary=summary.strip(),
        org_id=actor.org_id,
        created_by_id=actor.user_id,
        owner_org_id=owner.id if owner else None,
        site_id=site_id,
        grave_kind=grave_kind,
        in_border_belt=bool(owner and owner.is_border),
        is_demo=is_demo,
    )
    session.add(case)
    session.flush()
    session.add(StageChange(case_id=case.id, org_id=actor.org_id, created_by_id=actor.user_id, target=Stage.INTAKE))
    happened(session, actor=actor, case_id=case.id, what=What.OPENED, entity="case", entity_id=case.id)
    return case


EDITABLE = frozenset({"title", "summary", "owner_org_id", "site_id", "grave_kind", "in_border_belt"})


def change_case(session: Session, *, actor: Actor, case: Case, seen_version: int, **changes: object) -> None:
    """Change the header of a case; raise Stale if somebody changed it since `seen_version`."""
    if unknown := changes.keys() - EDITABLE:
        raise ValueError(f"not editable: {sorted(unknown)}")
    session.refresh(case, with_for_update={"of": Case})
    if case.version != seen_version:
        raise Stale
    if changes.get("owner_org_id") not in {None, case.owner_org_id}:
        # Another commune, another belt; the provincial command may still say otherwise.
        owner = session.get_one(Organisation, changes["owner_org_id"])
        changes.setdefault("in_border_belt", owner.is_border)
    changed = sorted(key for key, value in changes.items() if getattr(case, key) != value)
    for key in changed:
        setattr(case, key, changes[key])
    if changed:
        case.updated_at = now()
        happened(
            session, actor=actor, case_id=case.id, what=What.CHANGED, entity="case", entity_id=case.id, fields=changed
        )


def assign_team(session: Session, *, actor: Actor, case: Case, team: Organisation) -> None:
    """Give the case to a military search team, the only kind that may search and exhume."""
    if team.kind is not OrgKind.SEARCH_TEAM:
        raise Refused(message(N_("Only a military search team may be assigned.")))
    if case.team_org_id == team.id:
        return
    case.team_org_id = team.id
    happened(
        session, actor=actor, case_id=case.id, what=What.TEAM_ASSIGNED, entity="case", entity_id=case.id, team=team.code
    )


def seek_martyr(session: Session, *, actor: Actor, case: Case, martyr: Martyr) -> CaseMartyr:
    """Add a martyr to those the case looks for; adding one twice changes nothing."""
    known = session.scalars(
        select(CaseMartyr).where(CaseMartyr.case_id == case.id, CaseMartyr.martyr_id == martyr.id)
    ).one_or_none()
    if known:
        return known
    link = CaseMartyr(case_id=case.id, martyr_id=martyr.id, org_id=actor.org_id, created_by_id=actor.user_id)
    session.add(link)
    happened(session, actor=actor, case_id=case.id, what=What.MARTYR_ADDED, entity="martyr", entity_id=martyr.id)
    return link


def ask(
    session: Session,
    *,
    actor: Actor,
    case_id: UUID,
    kind: TaskKind,
    of_org_id: int,
    note: str = "",
    due_on: date | None = None,
) -> CaseTask:
    """Ask something of an organisation; asking again while it is open changes nothing."""
    task = session.scalars(
        select(CaseTask).where(
            CaseTask.case_id == case_id,
            CaseTask.kind == kind,
            CaseTask.asked_org_id == of_org_id,
            CaseTask.done_at.is_(None),
        )
    ).one_or_none()
    if task is None:
        task = CaseTask(
            case_id=case_id,
            kind=kind,
            asked_org_id=of_org_id,
            org_id=actor.org_id,
            created_by_id=actor.user_id,
            note=note,
            due_on=due_on,
        )
        session.add(task)
        session.flush()
    return task


def settle(session: Session, *, actor: Actor, case_id: UUID, kind: TaskKind, of_org_id: int | None = None) -> None:
    """Mark what was asked as done, of one organisation or of all."""
    asked = select(CaseTask).where(CaseTask.case_id == case_id, CaseTask.kind == kind, CaseTask.done_at.is_(None))
    if of_org_id is not None:
        asked = asked.where(CaseTask.asked_org_id == of_org_id)
    for task in session.scalars(asked):
        task.done_at, task.done_by_id = now(), actor.user_id
    session.flush()
