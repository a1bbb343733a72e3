"""Record visits, findings, plans, clearance, concurrence and digs."""

from datetime import date
from uuid import UUID

from geoalchemy2.shape import from_shape, to_shape
from shapely import Point, Polygon
from sqlalchemy.orm import Session

from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, TaskKind
from gis_case.cases.services import ask, settle
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.clock import now
from gis_case.core.errors import Refused, Stale
from gis_case.core.signals import plan_submitted
from gis_case.core.text import N_, Message, message
from gis_case.fieldwork.models import (
    Concurrence,
    Excavation,
    ExcavationPlan,
    Finding,
    FindingKind,
    MineClearance,
    PlanStatus,
    SearchMethod,
    Visit,
)
from gis_case.fieldwork.rules import lies_within

SRID = 4326


def _own(actor: Actor, case: Case) -> dict[str, object]:
    return {"case_id": case.id, "org_id": actor.org_id, "created_by_id": actor.user_id}


def _drawn(area: Polygon) -> Polygon:
    if area.is_empty or not area.is_valid:
        raise Refused(message(N_("The outline crosses itself. Draw it again without crossing lines.")))
    return area


def record_visit(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    visited_on: date,
    purpose: str = "",
    members: str = "",
    notes: str = "",
) -> Visit:
    """Record one day of a team at the place."""
    visit = Visit(visited_on=visited_on, purpose=purpose, members=members, notes=notes, **_own(actor, case))
    session.add(visit)
    happened(session, actor=actor, case_id=case.id, what=What.VISIT_ADDED, entity="case", entity_id=case.id)
    return visit


def record_finding(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    kind: FindingKind,
    found_on: date,
    description: str = "",
    point: Point | None = None,
    r95_m: float | None = None,
    area: Polygon | None = None,
    method: SearchMethod | None = None,
    depth_m: float | None = None,
    visit_id: UUID | None = None,
    position_report_id: UUID | None = None,
) -> Finding:
    """Record what was seen.

    "Nothing found" needs the searched area, the method and the depth in metres; a confirmation in the field
    needs the point and its radius.
    """
    missing: list[Message] = []
    if kind is FindingKind.NOTHING_FOUND:
        if area is None:
            missing.append(message(N_("Draw the area that was searched.")))
        if method is None:
            missing.append(message(N_("Choose how the area was searched.")))
        if depth_m is None:
            missing.append(message(N_("Give the depth searched in metres, for example 0.8.")))
    if kind is FindingKind.FIELD_CONFIRMATION and (point is None or r95_m is None):
        missing.append(message(N_("Give the point that was confirmed and its error radius in metres.")))
    if missing:
        raise Refused(*missing)
    finding = Finding(
        kind=kind,
        found_on=found_on,
        description=description,
        point=from_shape(point, srid=SRID) if point else None,
        r95_m=r95_m,
        area=from_shape(_drawn(area), srid=SRID) if area else None,
        method=method,
        depth_m=depth_m,
        visit_id=visit_id,
        position_report_id=position_report_id,
        **_own(actor, case),
    )
    session.add(finding)
    session.flush()
    happened(
        session,
        actor=actor,
        case_id=case.id,
        what=What.FINDING_ADDED,
        entity="finding",
        entity_id=finding.id,
        kind=kind.value,
    )
    return finding


def submit_plan(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    area: Polygon,
    starts_on: date,
    ends_on: date,
    text: str,
    command_org_id: int,
) -> ExcavationPlan:
    """Send a detailed plan to the provincial command, who approves it or returns it with a reason."""
    if ends_on < starts_on:
        raise Refused(message(N_("The plan ends before it starts. Check the two dates.")))
    plan = ExcavationPlan(
        area=from_shape(_drawn(area), srid=SRID),
        starts_on=starts_on,
        ends_on=ends_on,
        text=text,
        status=PlanStatus.SUBMITTED,
        **_own(actor, case),
    )
    session.add(plan)
    session.flush()
    settle(session, actor=actor, case_id=case.id, kind=TaskKind.REVISE_PLAN)
    ask(session, actor=actor, case_id=case.id, kind=TaskKind.APPROVE_PLAN, of_org_id=command_org_id)
    happened(
        session, actor=actor, case_id=case.id, what=What.PLAN_SUBMITTED, entity="excavation_plan", entity_id=plan.id
    )
    plan_submitted.send(session=session, actor=actor, case=case)
    return plan


def decide_plan(
    session: Session, *, actor: Actor, plan: ExcavationPlan, approve: bool, reason: str, seen_version: int
) -> None:
    """Approve a plan, or return it with a reason to whoever made it."""
    if actor.org_kind is not OrgKind.PROVINCIAL_COMMAND:
        raise Refused(message(N_("Only the provincial command approves plans.")))
    session.refresh(plan, with_for_update=True)
    if plan.version != seen_version:
        raise Stale
    if plan.status is not PlanStatus.SUBMITTED:
        raise Refused(message(N_("This plan has been decided already.")))
    if not approve and not reason.strip():
        raise Refused(message(N_("Say what is to be changed in the plan before returning it.")))
    plan.status = PlanStatus.APPROVED if approve else PlanStatus.RETURNED
    plan.decided_by_id, plan.decided_at, plan.decision_reason = actor.user_id, now(), reason.strip()
    session.flush()
    settle(session, actor=actor, case_id=plan.case_id, kind=TaskKind.APPROVE_PLAN)
    if not approve:
        ask(session, actor=actor, case_id=plan.case_id, kind=TaskKind.REVISE_PLAN, of_org_id=plan.org_id, note=reason)
    happened(
        session,
        actor=actor,
        case_id=plan.case_id,
        what=What.PLAN_DECIDED,
        entity="excavation_plan",
        entity_id=plan.id,
        status=plan.status.value,
    )


def record_clearance(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    area: Polygon,
    cleared_on: date,
    unit: str,
    cleared: bool,
    depth_m: float | None = None,
    record_number: str = "",
    notes: str = "",
) -> MineClearance:
    """Record a sweep for mines and explosives, and whether the ground is safe."""
    clearance = MineClearance(
        area=from_shape(_drawn(area), srid=SRID),
        cleared_on=cleared_on,
        unit=unit.strip(),
        cleared=cleared,
        depth_m=depth_m,
        record_number=record_number,
        notes=notes,
        **_own(actor, case),
    )
    session.add(clearance)
    session.flush()
    if cleared:
        settle(session, actor=actor, case_id=case.id, kind=TaskKind.CLEAR_MINES)
    happened(
        session,
        actor=actor,
        case_id=case.id,
        what=What.CLEARANCE_ADDED,
        entity="mine_clearance",
        entity_id=clearance.id,
        cleared=cleared,
    )
    return clearance


def concur(
    session: Session, *, actor: Actor, case: Case, agrees: bool, reason: str = "", plan_id: UUID | None = None
) -> Concurrence:
    """Give the border guard post's word on a dig in its sector."""
    if actor.org_kind is not OrgKind.BORDER_GUARD_POST:
        raise Refused(message(N_("Only a border guard post concurs with a dig in the border belt.")))
    if not agrees and not reason.strip():
        raise Refused(message(N_("Say why the post does not concur.")))
    word = Concurrence(agrees=agrees, reason=reason.strip(), plan_id=plan_id, **_own(actor, case))
    session.add(word)
    session.flush()
    settle(session, actor=actor, case_id=case.id, kind=TaskKind.CONCUR, of_org_id=actor.org_id)
    happened(
        session,
        actor=actor,
        case_id=case.id,
        what=What.CONCURRENCE_GIVEN,
        entity="concurrence",
        entity_id=word.id,
        agrees=agrees,
    )
    return word


def record_excavation(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    plan: ExcavationPlan,
    started_on: date,
    ended_on: date,
    area: Polygon,
    depth_m: float,
    remains_found: bool,
    narrative: str = "",
) -> Excavation:
    """Record a dig of the military search team under an approved plan, inside the area that the plan names."""
    refused: list[Message] = []
    if actor.org_kind not in {OrgKind.SEARCH_TEAM, OrgKind.PROVINCIAL_COMMAND}:
        refused.append(message(N_("Only the military search team records a dig.")))
    if case.stage in {Stage.INTAKE, Stage.VERIFICATION}:
        refused.append(
            message(N_("The case is not in the stage of excavation yet: its conditions come before the dig."))
        )
    if plan.status is not PlanStatus.APPROVED:
        refused.append(message(N_("A dig needs an approved plan.")))
    if ended_on < started_on:
        refused.append(message(N_("The dig ends before it starts. Check the two dates.")))
    if not lies_within(_drawn(area), to_shape(plan.area)):
        refused.append(message(N_("The dug area lies outside the approved plan. Draw it again or amend the plan.")))
    if refused:
        raise Refused(*refused)
    dig = Excavation(
        plan_id=plan.id,
        started_on=started_on,
        ended_on=ended_on,
        area=from_shape(area, srid=SRID),
        depth_m=depth_m,
        remains_found=remains_found,
        narrative=narrative,
        **_own(actor, case),
    )
    session.add(dig)
    session.flush()
    settle(session, actor=actor, case_id=case.id, kind=TaskKind.DIG)
    happened(
        session,
        actor=actor,
        case_id=case.id,
        what=What.EXCAVATION_ADDED,
        entity="excavation",
        entity_id=dig.id,
        remains_found=remains_found,
    )
    return dig
