"""Move a case; the only place that writes its stage."""

from datetime import date

from sqlalchemy.orm import Session

from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, StageChange
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor
from gis_case.core.clock import now, today
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, message
from gis_case.workflow.moves import MoveKind, refused
from gis_case.workflow.queries import case_facts
from gis_case.workflow.tasks import hand_on

R95_LIMIT_M = 200.0


def move_case(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    target: Stage,
    seen_version: int,
    reason: str = "",
    review_on: date | None = None,
    r95_limit_m: float = R95_LIMIT_M,
) -> None:
    """Move `case` to `target`; raise Refused with every reason if it may not, Stale if it changed meanwhile."""
    session.refresh(case, with_for_update={"of": Case})
    if case.version != seen_version:
        raise Stale
    facts = case_facts(session, case, sender_org_id=actor.org_id, r95_limit_m=r95_limit_m)
    kind, reasons = refused(case.stage, case.suspended_from, target, facts, actor.role)
    if kind not in {None, MoveKind.FORWARD, MoveKind.RESUME} and not reason.strip():
        reasons.append(message(N_("Say why the case is moved there.")))
    if kind is MoveKind.SUSPEND and (review_on is None or review_on <= today()):
        reasons.append(message(N_("Give a later day on which the case is looked at again, for example 27/7/2027.")))
    if reasons:
        raise Refused(*reasons)
    source = case.stage
    case.suspended_from = source if kind is MoveKind.SUSPEND else None
    case.review_on = review_on if kind is MoveKind.SUSPEND else None
    case.stage, case.stage_since, case.updated_at = target, now(), now()
    session.add(
        StageChange(
            case_id=case.id,
            org_id=actor.org_id,
            created_by_id=actor.user_id,
            source=source,
            target=target,
            reason=reason.strip(),
        )
    )
    happened(
        session,
        actor=actor,
        case_id=case.id,
        what=What.MOVED,
        entity="case",
        entity_id=case.id,
        source=source.value,
        target=target.value,
    )
    hand_on(session, actor=actor, case=case, source=source, target=target)
