"""Samples at the laboratory: send, acknowledge, reject, report."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.cases.events import What, happened
from gis_case.cases.models import TaskKind
from gis_case.cases.services import ask, settle
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.remains.models import ItemState, Sample, Submission, SubmissionItem, Verdict
from gis_case.remains.services.base import own
from gis_case.remains.services.finds import add_custody


def send_submission(
    session: Session, *, actor: Actor, number: str, lab_org_id: int, samples: list[Sample], sent_on: date
) -> Submission:
    """Send samples to one laboratory together; it learns their blind codes alone.

    The samples pass into the laboratory's custody; their order in the submission tells nothing about them.
    """
    refused = []
    if not samples:
        refused.append(message(N_("Choose at least one sample to send.")))
    if any(not sample.seal_code for sample in samples):
        refused.append(message(N_("Every sample is sealed before it is sent.")))
    if any(sample.holder_org_id != actor.org_id for sample in samples):
        refused.append(message(N_("Every sample is handed over to your organisation before you send it.")))
    if refused:
        raise Refused(*refused)
    submission = Submission(
        number=number.strip(),
        lab_org_id=lab_org_id,
        sent_on=sent_on,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(submission)
    session.flush()
    for place, sample in enumerate(sorted(samples, key=lambda one: one.id), start=1):
        session.add(
            SubmissionItem(
                submission_id=submission.id,
                sample_id=sample.id,
                lab_org_id=lab_org_id,
                blind_code=f"{submission.number}-{place:02d}",
                **own(actor, sample.case_id),
            )
        )
        add_custody(session, actor, sample, sample.holder_org_id, lab_org_id)
        sample.holder_org_id = lab_org_id
    session.flush()
    for case_id in {sample.case_id for sample in samples}:
        settle(session, actor=actor, case_id=case_id, kind=TaskKind.SEND_SAMPLES)
        ask(session, actor=actor, case_id=case_id, kind=TaskKind.ACKNOWLEDGE, of_org_id=lab_org_id)
        ask(session, actor=actor, case_id=case_id, kind=TaskKind.RESULT, of_org_id=lab_org_id)
        happened(
            session,
            actor=actor,
            case_id=case_id,
            what=What.SUBMISSION_SENT,
            entity="submission",
            entity_id=submission.id,
        )
    return submission


def _items(session: Session, submission: Submission) -> list[SubmissionItem]:
    found = select(SubmissionItem).where(SubmissionItem.submission_id == submission.id)
    return list(session.scalars(found.order_by(SubmissionItem.blind_code)))


def acknowledge(session: Session, *, actor: Actor, submission: Submission) -> None:
    """The laboratory says that it received the samples; saying it twice changes nothing."""
    session.refresh(submission, with_for_update=True)
    if submission.acknowledged_at:
        return
    submission.acknowledged_at, submission.acknowledged_by_id = now(), actor.user_id
    items = _items(session, submission)
    for item in items:
        if item.state is ItemState.SENT:
            item.state, item.received_at = ItemState.RECEIVED, now()
    session.flush()
    for case_id in {item.case_id for item in items}:
        settle(session, actor=actor, case_id=case_id, kind=TaskKind.ACKNOWLEDGE, of_org_id=actor.org_id)
        happened(
            session,
            actor=actor,
            case_id=case_id,
            what=What.SUBMISSION_ACKNOWLEDGED,
            entity="submission",
            entity_id=submission.id,
        )


def reject_item(session: Session, *, actor: Actor, item: SubmissionItem, reason: str) -> None:
    """The laboratory cannot examine one sample, and says why."""
    session.refresh(item, with_for_update=True)
    refused = []
    if item.state is ItemState.RESULT:
        refused.append(message(N_("A result is reported for this sample already.")))
    if item.state is ItemState.SENT:
        refused.append(message(N_("Acknowledge receipt of the samples before rejecting one.")))
    if not reason.strip():
        refused.append(message(N_("Say why the sample cannot be examined, for example: the seal was broken.")))
    if refused:
        raise Refused(*refused)
    item.state, item.state_reason = ItemState.REJECTED, reason.strip()
    session.flush()
    _settle_results(session, actor, item)
    happened(
        session,
        actor=actor,
        case_id=item.case_id,
        what=What.SAMPLE_REJECTED,
        entity="submission_item",
        entity_id=item.id,
    )


def _settle_results(session: Session, actor: Actor, item: SubmissionItem) -> None:
    """Nothing more is waited for once each sample of the case at this laboratory is examined or rejected."""
    waiting = select(SubmissionItem.id).where(
        SubmissionItem.case_id == item.case_id,
        SubmissionItem.lab_org_id == item.lab_org_id,
        SubmissionItem.state.in_([ItemState.SENT, ItemState.RECEIVED]),
    )
    if session.scalar(waiting.limit(1)) is None:
        settle(session, actor=actor, case_id=item.case_id, kind=TaskKind.RESULT, of_org_id=item.lab_org_id)


def report_result(
    session: Session,
    *,
    actor: Actor,
    item: SubmissionItem,
    verdict: Verdict,
    report_number: str,
    reported_on: date,
    matched_code: str = "",
    notes: str = "",
) -> None:
    """The laboratory reports what it found for one blind code; an amended report has a number of its own."""
    session.refresh(item, with_for_update=True)
    refused = []
    if item.state is ItemState.REJECTED:
        refused.append(message(N_("This sample was rejected: no result can be reported for it.")))
    if item.state is ItemState.RESULT and item.report_number == report_number.strip():
        refused.append(
            message(
                N_("A result is recorded under this report number already. An amended report needs its own number.")
            )
        )
    if verdict is Verdict.MATCH and matched_code.strip() == item.blind_code:
        refused.append(message(N_("A sample does not match itself. Type the other code.")))
    if item.state is ItemState.SENT:
        refused.append(message(N_("Acknowledge receipt of the samples before reporting a result.")))
    if not report_number.strip():
        refused.append(message(N_("Type the number of the laboratory's report.")))
    if verdict is Verdict.MATCH and not matched_code.strip():
        refused.append(message(N_("Type the blind code that this sample matches.")))
    if refused:
        raise Refused(*refused)
    item.state, item.verdict = ItemState.RESULT, verdict
    item.matched_code, item.report_number = matched_code.strip(), report_number.strip()
    item.reported_on, item.result_notes = reported_on, notes
    session.flush()
    _settle_results(session, actor, item)
    happened(
        session,
        actor=actor,
        case_id=item.case_id,
        what=What.RESULT_REPORTED,
        entity="submission_item",
        entity_id=item.id,
        verdict=verdict.value,
    )
