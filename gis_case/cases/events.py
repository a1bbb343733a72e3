"""What happened in a case, told twice: to its readers in the timeline, to the auditor in the log."""

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.models import CaseEvent
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.signals import case_event
from gis_case.core.text import N_


class What(StrEnum):
    """Everything that can happen in a case."""

    OPENED = "case.opened"
    CHANGED = "case.changed"
    MOVED = "case.moved"
    SHARED = "case.shared"
    UNSHARED = "case.unshared"
    TEAM_ASSIGNED = "case.team_assigned"
    MARTYR_ADDED = "case.martyr_added"
    DOCUMENT_ADDED = "document.added"
    POSITION_ADDED = "position.added"
    POSITION_CHOSEN = "position.chosen"
    POSITION_JUDGED = "position.judged"
    POSITION_RECOMPUTED = "position.recomputed"
    MAP_ADDED = "map.added"
    MAP_FITTED = "map.fitted"
    VISIT_ADDED = "visit.added"
    FINDING_ADDED = "finding.added"
    PLAN_SUBMITTED = "plan.submitted"
    PLAN_DECIDED = "plan.decided"
    CLEARANCE_ADDED = "clearance.added"
    CONCURRENCE_GIVEN = "concurrence.given"
    EXCAVATION_ADDED = "excavation.added"
    REMAINS_ADDED = "remains.added"
    EFFECT_ADDED = "effect.added"
    SAMPLE_TAKEN = "sample.taken"
    SAMPLE_HANDED_OVER = "sample.handed_over"
    SUBMISSION_SENT = "submission.sent"
    SUBMISSION_ACKNOWLEDGED = "submission.acknowledged"
    SAMPLE_REJECTED = "sample.rejected"
    RESULT_REPORTED = "result.reported"
    IDENTIFIED = "identification.recorded"
    REBURIED = "conclusion.recorded"


WORDS = {
    What.OPENED: N_("Case opened"),
    What.CHANGED: N_("Case details changed"),
    What.MOVED: N_("Case moved to another stage"),
    What.SHARED: N_("Case shared"),
    What.UNSHARED: N_("Sharing revoked"),
    What.TEAM_ASSIGNED: N_("Search team assigned"),
    What.MARTYR_ADDED: N_("Martyr sought added"),
    What.DOCUMENT_ADDED: N_("Document attached"),
    What.POSITION_ADDED: N_("Position report added"),
    What.POSITION_CHOSEN: N_("Reading of a position chosen"),
    What.POSITION_JUDGED: N_("Position report judged"),
    What.POSITION_RECOMPUTED: N_("Position computed anew by a calibration"),
    What.MAP_ADDED: N_("Hand-drawn map added"),
    What.MAP_FITTED: N_("Hand-drawn map laid on the ground"),
    What.VISIT_ADDED: N_("Visit recorded"),
    What.FINDING_ADDED: N_("Finding recorded"),
    What.PLAN_SUBMITTED: N_("Excavation plan submitted"),
    What.PLAN_DECIDED: N_("Excavation plan decided"),
    What.CLEARANCE_ADDED: N_("Mine clearance recorded"),
    What.CONCURRENCE_GIVEN: N_("Border guard post answered"),
    What.EXCAVATION_ADDED: N_("Excavation recorded"),
    What.REMAINS_ADDED: N_("Remains recorded"),
    What.EFFECT_ADDED: N_("Belongings recorded"),
    What.SAMPLE_TAKEN: N_("Sample taken and sealed"),
    What.SAMPLE_HANDED_OVER: N_("Sample handed over"),
    What.SUBMISSION_SENT: N_("Samples sent to the laboratory"),
    What.SUBMISSION_ACKNOWLEDGED: N_("Laboratory acknowledged receipt"),
    What.SAMPLE_REJECTED: N_("Laboratory rejected a sample"),
    What.RESULT_REPORTED: N_("Laboratory reported a result"),
    What.IDENTIFIED: N_("Identification recorded"),
    What.REBURIED: N_("Handover and reburial recorded"),
}


def happened(
    session: Session, *, actor: Actor, case_id: UUID, what: What, entity: str, entity_id: object, **params: object
) -> None:
    """Add one line to the timeline of a case and one entry to the audit log.

    `params` holds codes for the reader of the timeline: stages, verdicts, organisations, never names of people.
    """
    session.flush()
    row = {
        "id": uuid4(),
        "case_id": case_id,
        "org_id": actor.org_id,
        "created_by_id": actor.user_id,
        "created_at": now(),
        "what": what.value,
        "params": params,
    }
    # Not through the ORM, which would read the row back: a laboratory may write a line it may not read.
    session.execute(insert(CaseEvent.__table__).inline().values(row))  # type: ignore[arg-type]
    record(session, actor=actor, action=what.value, entity=entity, entity_id=entity_id, case=str(case_id), **params)
    case_event.send(session=session, actor=actor, case_id=case_id, what=what)
