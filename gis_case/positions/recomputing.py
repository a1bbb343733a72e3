"""Compute positions anew when the way from an old system to WGS 84 changes; what they were stays among the readings."""

from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely import Point
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.calibrations.models import DatumCalibration
from gis_case.calibrations.queries import active_shifts
from gis_case.calibrations.rules import Datum
from gis_case.cases.events import What, happened
from gis_case.core.actor import Actor
from gis_case.core.signals import reports_changed
from gis_case.geo.budget import local_term, published_term
from gis_case.geo.geodesic import distance_m
from gis_case.geo.messages import Note
from gis_case.geo.shift import Calibration
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import epsg_db_version, from_wgs84, to_wgs84
from gis_case.geo.uncertainty import Term, combine
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.rules import kept_note
from gis_case.positions.services import reading_that_stands

CHUNK = 500


def recompute(session: Session, *, actor: Actor, datum: Datum) -> int:
    """Bring every position of `datum` to where the shift in force puts it; return how many moved.

    Doing it twice changes nothing: who carries the code in force is left alone. The old value is kept
    among the readings. A verified position that moves beyond its own 95 % radius has to be verified again.
    """
    shift = next((one for one in active_shifts(session) if one.datum == datum.value), None)
    known = {one.code: one.shift for one in session.scalars(_versions(datum))}
    code = shift.code if shift else str(SYSTEMS[datum.value].op_code)
    moved = 0
    case_ids: set[UUID] = set()
    while reports := session.scalars(_older(datum, code)).all():
        for report in reports:
            _move(session, actor, report, known.get(report.op_code), shift)
        session.flush()
        moved += len(reports)
        case_ids |= {one.case_id for one in reports if one.case_id}
    if moved:
        reports_changed.send(session=session, case_ids=case_ids)
    record(session, actor=actor, action="positions.recomputed", entity="position_report", entity_id="many",
           datum=datum.value, code=code, rows=moved)  # fmt: skip
    return moved


def _versions(datum: Datum) -> Select[DatumCalibration]:
    return select(DatumCalibration).where(DatumCalibration.datum == datum)


def _older(datum: Datum, code: str) -> Select[PositionReport]:
    """The next reports whose point was reached another way."""
    keys = [system.key for system in SYSTEMS.values() if system.datum == datum.value]
    return (
        select(PositionReport)
        .where(PositionReport.system.in_(keys), PositionReport.point.is_not(None), PositionReport.op_code != code)
        .order_by(PositionReport.id)
        .limit(CHUNK)
        .with_for_update()
    )


def _move(
    session: Session, actor: Actor, report: PositionReport, old: Calibration | None, new: Calibration | None
) -> None:
    before = reading_that_stands(report)
    assert before is not None  # the rows asked for have a point
    datum = SYSTEMS[report.system].datum
    # Whatever way led there, backwards it gives the degrees on the old datum.
    here = to_wgs84(datum, *from_wgs84(before["lon"], before["lat"], datum, shift=old), shift=new)
    budget = combine(_terms(report, datum, new))
    away_m = distance_m(before["lon"], before["lat"], here.lon, here.lat)
    report.point = from_shape(Point(here.lon, here.lat), srid=4326)
    report.op_code = here.calibration or str(here.op_code)
    report.epsg_db_version = epsg_db_version()
    report.terms = [_kept(term) for term in budget.terms]
    report.other_readings = [before, *report.other_readings]
    if report.status is PositionStatus.VERIFIED and away_m > (report.r95_m or 0):
        report.status, report.status_reason = PositionStatus.UNVERIFIED, ""
        report.judged_by_id = report.judged_at = None
    report.r95_m, report.r_max_m = budget.r95_m, budget.r_max_m
    if report.case_id:
        happened(session, actor=actor, case_id=report.case_id, what=What.POSITION_RECOMPUTED,
                 entity="position_report", entity_id=report.id, code=report.op_code)  # fmt: skip


def _terms(report: PositionReport, datum: str, shift: Calibration | None) -> list[Term]:
    """The budget with the part of the operation replaced."""
    kept = [_told(term) for term in report.terms if term["name"] != "operation"]
    return [*kept, local_term(shift.code, shift.r95_m) if shift else published_term(datum)]


def _told(term: dict[str, Any]) -> Term:
    label = Note(term["label"]["msgid"], term["label"].get("params", {}))
    return Term(term["name"], term["r95_m"], term["kind"], label)


def _kept(term: Term) -> dict[str, Any]:
    return {"name": term.name, "r95_m": term.r95_m, "kind": term.kind, "label": kept_note(term.label)}
