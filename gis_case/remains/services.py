"""From remains to a name: record, sample, hand over, send, acknowledge, report, identify, rebury."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, TaskKind
from gis_case.cases.services import ask, settle
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.remains.models import (
    Basis,
    Conclusion,
    CustodyEvent,
    Identification,
    ItemState,
    Remains,
    RemainsKind,
    Sample,
    SampleKind,
    Submission,
    SubmissionItem,
    Verdict,
)


def _own(actor: Actor, case_id: UUID) -> dict[str, object]:
    return {"case_id": case_id, "org_id": actor.org_id, "created_by_id": actor.user_id}


def record_remains(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    code: str,
    kind: RemainsKind,
    excavation_id: UUID,
    found_on: date,
    count_certain: bool = True,
    depth_m: float | None = None,
    inventory: str = "",
) -> Remains:
    """Record one set of remains, or a group that cannot be told apart, under its code."""
    remains = Remains(
        code=code.strip(),
        kind=kind,
        excavation_id=excavation_id,
        found_on=found_on,
        count_certain=count_certain,
        depth_m=depth_m,
        inventory=inventory,
        **_own(actor, case.id),
    )
    session.add(remains)
    session.flush()
    happened(session, actor=actor, case_id=case.id, what=What.REMAINS_ADDED, entity="remains", entity_id=remains.id)
    return remains


def take_sample(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    code: str,
    kind: SampleKind,
    taken_on: date,
    seal_code: str,
    remains: Remains | None = None,
    kin_id: UUID | None = None,
) -> Sample:
    """Take and seal a sample, of remains that may be sampled or of kin; the taker holds it."""
    refused = []
    if (remains is None) == (kin_id is None):
        refused.append(message(N_("A sample comes from remains or from a relative: choose one.")))
    if remains is not None and not remains.may_be_sampled:
        refused.append(message(N_("Remains from a mass grave are not sampled for DNA (Decree 131, article 146).")))
    if not seal_code.strip():
        refused.append(message(N_("Type the code printed on the seal.")))
    if refused:
        raise Refused(*refused)
    sample = Sample(
        code=code.strip(),
        kind=kind,
        remains_id=remains.id if remains else None,
        kin_id=kin_id,
        taken_on=taken_on,
        seal_code=seal_code.strip(),
        sealed_on=taken_on,
        holder_org_id=actor.org_id,
        **_own(actor, case.id),
    )
    session.add(sample)
    session.flush()
    _custody(session, actor, sample, None, actor.org_id, True)
    happened(session, actor=actor, case_id=case.id, what=What.SAMPLE_TAKEN, entity="sample", entity_id=sample.id)
    return sample


def _custody(
    session: Session, actor: Actor, sample: Sample, from_org_id: int | None, to_org_id: int, intact: bool
) -> None:
    session.add(
        CustodyEvent(
            sample_id=sample.id,
            from_org_id=from_org_id,
            to_org_id=to_org_id,
            seal_code=sample.seal_code,
            seal_intact=intact,
            **_own(actor, sample.case_id),
        )
    )


def hand_over(
    session: Session, *, actor: Actor, sample: Sample, to_org_id: int, seal_code: str, seal_intact: bool = True
) -> None:
    """Hand a sample over; the seal read at the handover must be the sample's."""
    session.refresh(sample, with_for_update=True)
    if seal_code.strip() != sample.seal_code:
        raise Refused(message(N_("The seal does not match the sample. Check both codes before handing over.")))
    if sample.holder_org_id == to_org_id:
        return
    _custody(session, actor, sample, sample.holder_org_id, to_org_id, seal_intact)
    sample.holder_org_id = to_org_id
    happened(
        session,
        actor=actor,
        case_id=sample.case_id,
        what=What.SAMPLE_HANDED_OVER,
        entity="sample",
        entity_id=sample.id,
        seal_intact=seal_intact,
    )


def send_submission(
    session: Session, *, actor: Actor, number: str, lab_org_id: int, samples: list[Sample], sent_on: date
) -> Submission:
    """Send samples to one laboratory together; it learns their blind codes alone."""
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
    for place, sample in enumerate(samples, start=1):
        session.add(
            SubmissionItem(
                submission_id=submission.id,
                sample_id=sample.id,
                lab_org_id=lab_org_id,
                blind_code=f"{submission.number}-{place:02d}",
                **_own(actor, sample.case_id),
            )
        )
    session.flush()
    for case_id in {sample.case_id for sample in samples}:
        settle(session, actor=actor, case_id=case_id, kind=TaskKind.SEND_SAMPLES)
        ask(session, actor=actor, case_id=case_id, kind=TaskKind.ACKNOWLEDGE, of_org_id=lab_org_id)
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
    """The laboratory reports what it found for one blind code."""
    refused = []
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
    happened(
        session,
        actor=actor,
        case_id=item.case_id,
        what=What.RESULT_REPORTED,
        entity="submission_item",
        entity_id=item.id,
        verdict=verdict.value,
    )


def identify(
    session: Session,
    *,
    actor: Actor,
    remains: Remains,
    basis: Basis,
    martyr_id: UUID | None = None,
    evidence: str = "",
    accepted: bool = False,
    decision_reference: str = "",
    kin_wishes: str = "",
) -> Identification:
    """Say who the remains are, or that it is not known; a later word stands beside the earlier ones."""
    refused = []
    if (basis is Basis.UNNAMED) != (martyr_id is None):
        refused.append(message(N_("Choose the martyr, or conclude that the remains are unnamed.")))
    if basis is Basis.EVIDENCE and not evidence.strip():
        refused.append(message(N_("Describe the evidence, for example an inscription or a unit list.")))
    if martyr_id and remains.kind is RemainsKind.MASS_GRAVE and not remains.count_certain:
        refused.append(
            message(N_("No name is put on remains of a mass grave whose count is uncertain (Circular 80, article 16)."))
        )
    if refused:
        raise Refused(*refused)
    word = Identification(
        remains_id=remains.id,
        basis=basis,
        martyr_id=martyr_id,
        evidence=evidence.strip(),
        accepted=accepted,
        decision_reference=decision_reference.strip(),
        kin_wishes=kin_wishes.strip(),
        **_own(actor, remains.case_id),
    )
    session.add(word)
    session.flush()
    happened(
        session,
        actor=actor,
        case_id=remains.case_id,
        what=What.IDENTIFIED,
        entity="identification",
        entity_id=word.id,
        basis=basis.value,
    )
    return word


def rebury(
    session: Session,
    *,
    actor: Actor,
    remains: Remains,
    handed_over_on: date,
    handed_over_to: str,
    reburied_on: date,
    reburied_at: str,
    inscription: str = "",
) -> Conclusion:
    """Record the handover and the reburial of one set of remains."""
    if reburied_on < handed_over_on:
        raise Refused(message(N_("The reburial comes before the handover. Check the two dates.")))
    conclusion = Conclusion(
        remains_id=remains.id,
        handed_over_on=handed_over_on,
        handed_over_to=handed_over_to.strip(),
        reburied_on=reburied_on,
        reburied_at=reburied_at.strip(),
        inscription=inscription.strip(),
        **_own(actor, remains.case_id),
    )
    session.add(conclusion)
    session.flush()
    happened(
        session,
        actor=actor,
        case_id=remains.case_id,
        what=What.REBURIED,
        entity="conclusion",
        entity_id=conclusion.id,
    )
    return conclusion
