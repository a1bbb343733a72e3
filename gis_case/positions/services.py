"""Take in position reports, choose a reading, judge them."""

from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import UUID

from geoalchemy2.shape import from_shape, to_shape
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, CaseShare, ShareLevel
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.errors import Refused, Stale
from gis_case.core.signals import report_changed
from gis_case.core.text import N_, message
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.positions.rules import ChosenReading as ChosenReading
from gis_case.positions.rules import kept_reading


def _put(report: PositionReport, reading: ChosenReading, outside_reason: str, actor: Actor) -> None:
    if reading.outside_vietnam and not outside_reason.strip():
        raise Refused(
            message(N_("The position lies outside Vietnam. Say why it is right, for example a grave in Laos."))
        )
    report.point = from_shape(Point(reading.lon, reading.lat), srid=4326)
    for name in ("r95_m", "r_max_m", "system", "notation", "op_code", "epsg_db_version", "system_stated"):
        setattr(report, name, getattr(reading, name))
    report.terms, report.reading = list(reading.terms), dict(reading.how)
    report.outside_vietnam, report.outside_reason = reading.outside_vietnam, outside_reason.strip()
    report.chosen_by_id = actor.user_id


def report_position(
    session: Session,
    *,
    actor: Actor,
    verbatim: str,
    source_kind: SourceKind,
    reading: ChosenReading | None = None,
    other_readings: list[Any] | None = None,
    outside_reason: str = "",
    case_id: UUID | None = None,
    site_id: UUID | None = None,
    informant_id: UUID | None = None,
    subject: str = "",
    given_on: date | None = None,
    is_demo: bool = False,
) -> PositionReport:
    """Keep what was said, word for word, with the reading that was chosen, if any."""
    if case_id is not None:
        refuse_unless_contributor(session, actor, case_id)
    report = PositionReport(
        verbatim=normalize("NFC", verbatim),
        source_kind=source_kind,
        other_readings=other_readings or [],
        case_id=case_id,
        site_id=site_id,
        informant_id=informant_id,
        subject=normalize("NFC", subject.strip()),
        given_on=given_on,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
        is_demo=is_demo,
    )
    if reading:
        _put(report, reading, outside_reason, actor)
    session.add(report)
    session.flush()
    _tell(session, actor, report, What.POSITION_ADDED)
    return report


def choose_reading(
    session: Session,
    *,
    actor: Actor,
    report: PositionReport,
    reading: ChosenReading,
    others: list[Any] | None = None,
    outside_reason: str = "",
    reason: str = "",
    seen_version: int | None = None,
) -> None:
    """Take another reading of the same words; a judgement of the old one no longer holds.

    The reading that stood before is kept among the others. `reason` is needed when there was one.
    """
    session.refresh(report, with_for_update=True)
    if seen_version is not None and report.version != seen_version:
        raise Stale
    if report.case_id is not None:
        refuse_unless_contributor(session, actor, report.case_id)
    before = reading_that_stands(report)
    if before and not reason.strip():
        raise Refused(message(N_("Say why this reading is better than the one chosen before.")))
    kept = [before, *(report.other_readings if others is None else others)] if before else others
    _put(report, reading, outside_reason, actor)
    report.reading = {**report.reading, "reason": reason.strip()}
    if kept is not None:
        report.other_readings = _others(kept, reading)
    report.status, report.status_reason = PositionStatus.UNVERIFIED, ""
    report.judged_by_id = report.judged_at = None
    session.flush()
    _tell(session, actor, report, What.POSITION_CHOSEN)


def reading_that_stands(report: PositionReport) -> dict[str, Any] | None:
    """Return the chosen reading of `report` as it would be kept among the others, None when none is chosen."""
    if report.point is None:
        return None
    lon, lat = to_shape(report.point).coords[0]
    return kept_reading(
        ChosenReading(
            lon=lon,
            lat=lat,
            r95_m=report.r95_m or 0.0,
            r_max_m=report.r_max_m or report.r95_m or 0.0,
            system=report.system,
            notation=report.notation,
            op_code=report.op_code,
            epsg_db_version=report.epsg_db_version,
            system_stated=report.system_stated,
            outside_vietnam=report.outside_vietnam,
            terms=list(report.terms),
            how=dict(report.reading),
        )
    )


def _others(kept: list[Any], chosen: ChosenReading) -> list[Any]:
    """Return `kept` without doubles and without the chosen one."""
    seen = {_place(kept_reading(chosen))}
    rest = []
    for one in kept:
        if _place(one) not in seen:
            seen.add(_place(one))
            rest.append(one)
    return rest


def _place(kept: dict[str, Any]) -> tuple[Any, ...]:
    return kept["system"], round(kept["lon"], 7), round(kept["lat"], 7)


def link_to_case(session: Session, *, actor: Actor, report: PositionReport, case: Case) -> None:
    """Put a report into the dossier of a case; a report belongs to one case and does not change it."""
    session.refresh(report, with_for_update=True)
    if report.case_id == case.id:
        return
    if report.case_id is not None:
        raise Refused(message(N_("The report already belongs to another case.")))
    refuse_unless_contributor(session, actor, case.id)
    report.case_id = case.id
    session.flush()
    _tell(session, actor, report, What.POSITION_ADDED)


def refuse_unless_contributor(session: Session, actor: Actor, case_id: UUID) -> None:
    """Raise Refused for an organisation with which the case is shared for viewing alone."""
    shared = session.scalar(
        select(CaseShare.level).where(
            CaseShare.case_id == case_id, CaseShare.with_org_id == actor.org_id, CaseShare.revoked_at.is_(None)
        )
    )
    if shared is ShareLevel.VIEW:
        raise Refused(message(N_("This case is shared with your organisation for viewing only.")))


def judge_position(
    session: Session,
    *,
    actor: Actor,
    report: PositionReport,
    status: PositionStatus,
    reason: str,
    seen_version: int,
) -> None:
    """Say whether a report holds, and why; raise Stale if it changed since `seen_version`."""
    session.refresh(report, with_for_update=True)
    if report.version != seen_version:
        raise Stale
    if report.case_id is not None:
        refuse_unless_contributor(session, actor, report.case_id)
    refused = []
    if not reason.strip():
        refused.append(message(N_("Say why, for example: matches the sketch of the unit.")))
    if status is PositionStatus.VERIFIED and report.point is None:
        refused.append(message(N_("Choose a reading of the position before verifying it.")))
    if refused:
        raise Refused(*refused)
    report.status, report.status_reason = status, reason.strip()
    report.judged_by_id, report.judged_at = actor.user_id, now()
    session.flush()
    _tell(session, actor, report, What.POSITION_JUDGED, status=status.value)


def _tell(session: Session, actor: Actor, report: PositionReport, what: What, **params: object) -> None:
    if report.case_id:
        happened(
            session,
            actor=actor,
            case_id=report.case_id,
            what=what,
            entity="position_report",
            entity_id=report.id,
            **params,
        )
    else:
        record(session, actor=actor, action=what.value, entity="position_report", entity_id=report.id, **params)
    report_changed.send(session=session, actor=actor, report_id=report.id)
