"""The orders of a day: one sheet of paper for each team."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.campaigns.models import TeamAssignment
from gis_case.campaigns.queries.work import contacts_of, names_of, work_between
from gis_case.campaigns.rules.days import Span
from gis_case.campaigns.views.base import READS, blueprint, read_day, settings
from gis_case.campaigns.views.cards import chances
from gis_case.campaigns.views.loads import by_team
from gis_case.campaigns.words import KINDS
from gis_case.cases.models import Case
from gis_case.cases.queries import organisations
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.fieldwork.queries import clearances_of
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import positions_of_case
from gis_case.positions.words import short_words
from gis_case.workflow.checklist import next_moves
from gis_case.workflow.facts import CaseFacts
from gis_case.workflow.queries import case_facts

MOST_WORK = 200
MOST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of work as the sheet tells it."""

    work: TeamAssignment
    facts: CaseFacts | None = None
    todo: Sequence[Any] = ()
    points: Sequence[Any] = ()
    clearance: Any = None
    contacts: Sequence[tuple[str, list[str]]] = ()
    has_surface: bool = False


@blueprint.get("/ke-hoach/lenh/<day>")
@requires(*READS)
def orders(day: str) -> ResponseReturnValue:
    """Show what each team does on a day, as a sheet to print; whose exact points it tells is noted in the log."""
    actor, when = current_actor(), read_day(day)
    work = list(db.session.scalars(work_between(actor, Span(when, when)).limit(MOST_WORK)))
    likely = chances(db.session, [one.case_id for one in work if one.case_id])
    sheets = [(team, [_order(one, likely) for one in own]) for team, own in by_team(work)]
    return render_template(
        "campaigns/orders.html",
        day=when,
        sheets=sheets,
        header=_header(work),
        kinds=KINDS,
        short_words=short_words,
        today=today(),
    )


def _header(work: Sequence[TeamAssignment]) -> list[str]:
    """The lines above each order: those of this installation, else who planned the work."""
    lines = [line.strip() for line in settings().orders_header.split(";") if line.strip()]
    return lines or sorted(names_of(db.session, {one.org_id for one in work}).values())


def _order(one: TeamAssignment, likely: Any) -> Order:
    case: Case | None = one.case
    if case is None:
        return Order(one, contacts=contacts_of(db.session, one))
    actor, session = current_actor(), db.session
    limit = float(settings().verified_r95_limit_m)
    facts = case_facts(session, case, sender_org_id=_sender(actor.org_id), r95_limit_m=limit)
    points = _points(case.id) if actor.may(Permission.EXACT_POINTS) else []
    if points:
        note("case.points_read", "case", case.id, order=one.starts_on.isoformat())
    note("case.read", "case", case.id)
    return Order(
        work=one,
        facts=facts,
        todo=_todo(case, facts),
        points=points,
        clearance=next(iter(clearances_of(session, case)), None),
        contacts=contacts_of(session, one),
        has_surface=case.id in likely,
    )


def _todo(case: Case, facts: CaseFacts) -> list[Any]:
    """What the next steps still ask for, each thing once."""
    unmet = [item.text for move in next_moves(case.stage, facts, current_actor().role) for item in move.items
             if not item.met]  # fmt: skip
    return [text for place, text in enumerate(unmet) if text not in unmet[:place]]


def _points(case_id: UUID) -> Sequence[Any]:
    """The best places to go to: verified ones first, then the least radius."""
    placed = positions_of_case(current_actor(), case_id).where(
        PositionReport.point.is_not(None), PositionReport.status != PositionStatus.REJECTED
    )
    best = placed.order_by(None).order_by(
        (PositionReport.status == PositionStatus.VERIFIED).desc(), PositionReport.r95_m, PositionReport.id
    )
    return db.session.execute(best.limit(MOST_POINTS)).all()


def _sender(own: int) -> int:
    department: Organisation | None = db.session.scalars(organisations(OrgKind.DEPARTMENT).limit(1)).first()
    return department.id if department else own
