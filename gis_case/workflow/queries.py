"""Gather what the gates need to know of a case."""

from typing import Any, cast
from uuid import UUID

from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from shapely import Polygon
from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.core.actor import OrgKind
from gis_case.fieldwork.models import Concurrence, ExcavationPlan, Finding, FindingKind, MineClearance, PlanStatus
from gis_case.fieldwork.rules import is_safe
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import independent_sources
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
from gis_case.sketchmaps.queries import links_of_case
from gis_case.workflow.facts import CaseFacts

Counts = dict[str, Select[Any]]


def _counted(session: Session, counts: Counts) -> dict[str, Any]:
    """Return how many rows each select finds, all asked in one question."""
    columns = [
        one.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery().label(name)
        for name, one in counts.items()
    ]
    return dict(session.execute(select(*columns)).mappings().one())


def _is_swept(session: Session, case: Case, plan_id: UUID) -> bool:
    """Whether the whole area of the plan is safe by the latest word on each patch of it."""
    sweeps = session.execute(
        select(MineClearance.area, MineClearance.cleared)
        .where(MineClearance.case_id == case.id)
        .order_by(MineClearance.cleared_on, MineClearance.created_at)
    )
    area = session.scalars(select(ExcavationPlan.area).where(ExcavationPlan.id == plan_id)).one()
    return is_safe(_polygon(area), [(_polygon(swept), cleared) for swept, cleared in sweeps])


def _polygon(column: WKBElement) -> Polygon:
    return cast(Polygon, to_shape(column))


def _ground(session: Session, case: Case) -> dict[str, Any]:
    plan_id = session.scalar(
        select(ExcavationPlan.id)
        .where(ExcavationPlan.case_id == case.id, ExcavationPlan.status == PlanStatus.APPROVED)
        .order_by(ExcavationPlan.decided_at.desc())
        .limit(1)
    )
    agrees = session.scalar(
        select(Concurrence.agrees)
        .join(Organisation, Organisation.id == Concurrence.org_id)
        .where(Concurrence.case_id == case.id, Organisation.kind == OrgKind.BORDER_GUARD_POST)
        .order_by(Concurrence.created_at.desc())
        .limit(1)
    )
    return {
        "plan_approved": plan_id is not None,
        "cleared_of_mines": plan_id is not None and _is_swept(session, case, plan_id),
        "post_concurs": bool(agrees),
    }


def _samples(case_id: UUID, sender_org_id: int) -> Counts:
    of_case = select(Sample).where(Sample.case_id == case_id, Sample.remains_id.is_not(None))
    items = select(SubmissionItem).where(SubmissionItem.case_id == case_id)
    sent = exists().where(SubmissionItem.sample_id == Sample.id)
    mass = of_case.join(Remains, Remains.id == Sample.remains_id).where(Remains.kind == RemainsKind.MASS_GRAVE)
    unacknowledged = items.join(Submission, Submission.id == SubmissionItem.submission_id).where(
        Submission.acknowledged_at.is_(None)
    )
    return {
        "samples": of_case,
        "samples_of_mass_graves": mass,
        "samples_unsealed": of_case.where(Sample.seal_code == ""),
        "samples_held_elsewhere": of_case.where(Sample.holder_org_id != sender_org_id, ~sent),
        "samples_submitted": items,
        "submissions_unacknowledged": unacknowledged,
        "results": items.where(SubmissionItem.verdict.is_not(None)),
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
    confirmed = select(Finding).where(Finding.case_id == case.id, Finding.kind == FindingKind.FIELD_CONFIRMATION)
    counts = {
        "report_count": reports,
        "source_map_count": links_of_case(case.id),
        "field_confirmations": confirmed,
    } | _samples(case.id, sender_org_id)
    best = session.scalar(
        select(func.min(PositionReport.r95_m)).where(
            PositionReport.case_id == case.id, PositionReport.status == PositionStatus.VERIFIED
        )
    )
    return CaseFacts(
        has_owner=case.owner_org_id is not None,
        best_verified_r95_m=best,
        r95_limit_m=r95_limit_m,
        independent_sources=independent_sources(session, case.id),
        team_assigned=case.team_org_id is not None,
        in_border_belt=case.in_border_belt,
        **_counted(session, counts),
        **_ground(session, case),
        **_names(session, case.id),
    )
