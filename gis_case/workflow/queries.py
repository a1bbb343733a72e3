"""Gather what the gates need to know of a case."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.core.actor import OrgKind
from gis_case.fieldwork.models import Concurrence, ExcavationPlan, Finding, FindingKind, MineClearance, PlanStatus
from gis_case.people.models import Informant
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.remains.models import (
    Basis,
    Conclusion,
    Identification,
    Remains,
    RemainsKind,
    Sample,
    Submission,
    SubmissionItem,
)
from gis_case.workflow.facts import CaseFacts
from gis_case.workflow.sources import count_independent


def _count(session: Session, statement: Select[Any]) -> int:
    return session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _independent_sources(session: Session, case_id: UUID) -> int:
    """Reports that were rejected do not count; reports without an informant are one nameless source."""
    told = session.execute(
        select(PositionReport.informant_id, Informant.heard_from_id)
        .outerjoin(Informant, Informant.id == PositionReport.informant_id)
        .where(PositionReport.case_id == case_id, PositionReport.status != PositionStatus.REJECTED)
    ).all()
    return count_independent([(row.informant_id, row.heard_from_id) for row in told])


def _ground(session: Session, case: Case) -> dict[str, Any]:
    plan = session.scalars(
        select(ExcavationPlan)
        .where(ExcavationPlan.case_id == case.id, ExcavationPlan.status == PlanStatus.APPROVED)
        .order_by(ExcavationPlan.decided_at.desc())
        .limit(1)
    ).one_or_none()
    swept = select(func.ST_Union(MineClearance.area)).where(MineClearance.case_id == case.id, MineClearance.cleared)
    whole = plan is not None and session.scalar(
        # A hand-drawn edge may miss by a hair: a ten-millionth of a degree is a centimetre.
        select(func.ST_Covers(func.ST_Buffer(swept.scalar_subquery(), 1e-7), ExcavationPlan.area)).where(
            ExcavationPlan.id == plan.id
        )
    )
    word = session.scalars(
        select(Concurrence)
        .join(Organisation, Organisation.id == Concurrence.org_id)
        .where(Concurrence.case_id == case.id, Organisation.kind == OrgKind.BORDER_GUARD_POST)
        .order_by(Concurrence.created_at.desc())
        .limit(1)
    ).one_or_none()
    confirmed = select(Finding).where(Finding.case_id == case.id, Finding.kind == FindingKind.FIELD_CONFIRMATION)
    return {
        "plan_approved": plan is not None,
        "cleared_of_mines": bool(whole),
        "post_concurs": bool(word and word.agrees),
        "field_confirmations": _count(session, confirmed),
    }


def _samples(session: Session, case_id: UUID, sender_org_id: int) -> dict[str, Any]:
    of_case = select(Sample).where(Sample.case_id == case_id, Sample.remains_id.is_not(None))
    items = select(SubmissionItem).where(SubmissionItem.case_id == case_id)
    sent = exists().where(SubmissionItem.sample_id == Sample.id)
    mass = of_case.join(Remains, Remains.id == Sample.remains_id).where(Remains.kind == RemainsKind.MASS_GRAVE)
    unacknowledged = items.join(Submission, Submission.id == SubmissionItem.submission_id).where(
        Submission.acknowledged_at.is_(None)
    )
    return {
        "samples": _count(session, of_case),
        "samples_of_mass_graves": _count(session, mass),
        "samples_unsealed": _count(session, of_case.where(Sample.seal_code == "")),
        "samples_held_elsewhere": _count(session, of_case.where(Sample.holder_org_id != sender_org_id, ~sent)),
        "samples_submitted": _count(session, items),
        "submissions_unacknowledged": _count(session, unacknowledged),
        "results": _count(session, items.where(SubmissionItem.verdict.is_not(None))),
    }


def _names(session: Session, case_id: UUID) -> dict[str, Any]:
    """The latest word on each set of remains is the one that stands."""
    latest = (
        select(Identification)
        .where(Identification.case_id == case_id)
        .ext(distinct_on(Identification.remains_id))
        .order_by(Identification.remains_id, Identification.created_at.desc())
    )
    words = list(session.scalars(latest))
    remains = {one.id: one for one in session.scalars(select(Remains).where(Remains.case_id == case_id))}
    buried = set(session.scalars(select(Conclusion.remains_id).where(Conclusion.case_id == case_id)))
    named = [word for word in words if word.basis is not Basis.UNNAMED]
    in_mass = [
        word
        for word in named
        if remains[word.remains_id].kind is RemainsKind.MASS_GRAVE and not remains[word.remains_id].count_certain
    ]
    return {
        "remains_count": len(remains),
        "samplable_remains": sum(one.may_be_sampled for one in remains.values()),
        "evidence_identifications": sum(word.basis is Basis.EVIDENCE for word in words),
        "remains_unresolved": len(remains.keys() - {word.remains_id for word in words}),
        "named": len(named),
        "named_not_accepted": sum(not word.accepted for word in named),
        "named_without_wishes": sum(not word.kin_wishes for word in named),
        "named_from_mass_graves": len(in_mass),
        "remains_not_reburied": len(remains.keys() - buried),
    }


def case_facts(session: Session, case: Case, *, sender_org_id: int, r95_limit_m: float) -> CaseFacts:
    """Return what the gates need to know; `sender_org_id` is who would send the samples, the limit is in metres."""
    reports = select(PositionReport).where(
        PositionReport.case_id == case.id, PositionReport.status != PositionStatus.REJECTED
    )
    best = session.scalar(
        select(func.min(PositionReport.r95_m)).where(
            PositionReport.case_id == case.id, PositionReport.status == PositionStatus.VERIFIED
        )
    )
    return CaseFacts(
        has_owner=case.owner_org_id is not None,
        report_count=_count(session, reports),
        best_verified_r95_m=best,
        r95_limit_m=r95_limit_m,
        independent_sources=_independent_sources(session, case.id),
        team_assigned=case.team_org_id is not None,
        in_border_belt=case.in_border_belt,
        **_ground(session, case),
        **_samples(session, case.id, sender_org_id),
        **_names(session, case.id),
    )
