"""Take in position reports, choose a reading, judge them."""

from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely import Point
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.events import What, happened
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, message
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind


@dataclass(frozen=True, slots=True)
class ChosenReading:
    """A reading of the witness's words: degrees on WGS 84, metres of 95 % and of containment."""

    lon: float
    lat: float
    r95_m: float
    r_max_m: float
    system: str
    notation: str = ""
    op_code: str = ""
    epsg_db_version: str = ""
    system_stated: bool = False
    outside_vietnam: bool = False
    terms: list[Any] = field(default_factory=list)


def _put(report: PositionReport, reading: ChosenReading, outside_reason: str, actor: Actor) -> None:
    if reading.outside_vietnam and not outside_reason.strip():
        raise Refused(
            message(N_("The position lies outside Vietnam. Say why it is right, for example a grave in Laos."))
        )
    report.point = from_shape(Point(reading.lon, reading.lat), srid=4326)
    for name in ("r95_m", "r_max_m", "system", "notation", "op_code", "epsg_db_version", "system_stated"):
        setattr(report, name, getattr(reading, name))
    report.terms = list(reading.terms)
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
    is_demo: bool = False,
) -> PositionReport:
    """Keep what was said, word for word, with the reading that was chosen, if any."""
    report = PositionReport(
        verbatim=normalize("NFC", verbatim),
        source_kind=source_kind,
        other_readings=other_readings or [],
        case_id=case_id,
        site_id=site_id,
        informant_id=informant_id,
        subject=subject.strip(),
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
    session: Session, *, actor: Actor, report: PositionReport, reading: ChosenReading, outside_reason: str = ""
) -> None:
    """Take another reading of the same words; a judgement of the old one no longer holds."""
    _put(report, reading, outside_reason, actor)
    report.status, report.status_reason = PositionStatus.UNVERIFIED, ""
    report.judged_by_id = report.judged_at = None
    session.flush()
    _tell(session, actor, report, What.POSITION_CHOSEN)


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
