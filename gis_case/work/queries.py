"""What waits on an organisation and what it waits for."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseTask
from gis_case.cases.queries import readable_cases
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, Role
from gis_case.remains.models import ItemState, Submission, SubmissionItem
from gis_case.work.rules import reach_of


def asked_of(actor: Actor) -> Select[CaseTask, Case, str]:
    """Rows of task, case and who asks: what is asked of the actor's organisation, oldest first."""
    asked = (
        select(CaseTask, Case, Organisation.name)
        .join(Case, Case.id == CaseTask.case_id)
        .join(Organisation, Organisation.id == CaseTask.org_id)
        .where(CaseTask.asked_org_id == actor.org_id, CaseTask.done_at.is_(None))
    )
    return asked.order_by(CaseTask.since, CaseTask.id)


def asked_by(actor: Actor) -> Select[CaseTask, Case, str]:
    """Rows of task, case and who is asked: what the actor's organisation waits for, oldest first."""
    asked = (
        select(CaseTask, Case, Organisation.name)
        .join(Case, Case.id == CaseTask.case_id)
        .join(Organisation, Organisation.id == CaseTask.asked_org_id)
        .where(CaseTask.org_id == actor.org_id, CaseTask.asked_org_id != actor.org_id, CaseTask.done_at.is_(None))
    )
    return asked.order_by(CaseTask.since, CaseTask.id)


def next_steps(actor: Actor, today: date) -> Select[Case]:
    """Cases whose next step is the actor's organisation's: nobody is asked for anything, or a pause is over."""
    reach = reach_of(actor.role)
    if reach is None:
        return readable_cases(actor).where(false())
    asked = exists().where(CaseTask.case_id == Case.id, CaseTask.done_at.is_(None))
    free = and_(Case.stage.in_(reach.stages), ~asked)
    due = and_(Case.stage == Stage.SUSPENDED, Case.review_on <= today, Case.suspended_from.in_(reach.stages))
    mine = readable_cases(actor).where(or_(free, due))
    if reach.column:
        mine = mine.where(getattr(Case, reach.column) == actor.org_id)
    # Those whose day of review has come first, then the longest wait.
    return mine.order_by((Case.stage == Stage.SUSPENDED).desc(), Case.stage_since, Case.id)


def at_laboratory(actor: Actor) -> Select[Submission, int, int]:
    """Rows of submission, samples and samples without a result: what the laboratory has to do, oldest first."""
    open_item = SubmissionItem.state == ItemState.RECEIVED
    rows = (
        select(
            Submission,
            func.count(SubmissionItem.id).label("samples"),
            func.count(SubmissionItem.id).filter(open_item).label("without_result"),
        )
        .join(SubmissionItem, SubmissionItem.submission_id == Submission.id)
        .where(Submission.lab_org_id == actor.org_id, Submission.sent_on.is_not(None))
        .group_by(Submission.id)
        .having(or_(Submission.acknowledged_at.is_(None), func.count(SubmissionItem.id).filter(open_item) > 0))
    )
    return rows.order_by(Submission.sent_on, Submission.id)


def by_stage(session: Session, actor: Actor) -> dict[Stage, tuple[int, Any]]:
    """Return for each stage how many readable cases stand there, and since when the oldest."""
    rows = readable_cases(actor).with_only_columns(Case.stage, func.count(), func.min(Case.stage_since))
    return {stage: (count, oldest) for stage, count, oldest in session.execute(rows.group_by(Case.stage))}


def waiting_count(session: Session, actor: Actor) -> int:
    """Return how many things wait on the actor's organisation."""
    if actor.role is Role.LABORATORY_STAFF:
        return session.scalar(select(func.count()).select_from(at_laboratory(actor).order_by(None).subquery())) or 0
    asked = select(func.count()).where(CaseTask.asked_org_id == actor.org_id, CaseTask.done_at.is_(None))
    return session.scalar(asked) or 0
