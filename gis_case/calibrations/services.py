"""Fit a local shift, put it in force, take it out of force."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.calibrations.models import DatumCalibration
from gis_case.calibrations.queries import last_version
from gis_case.calibrations.rules import Datum, TypedPoint
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.geo.calibration import Fitted, fit_calibration
from gis_case.geo.errors import CoordinateError
from gis_case.jobs.services import enqueue

RECOMPUTE = "positions.recompute"
# One calibration at a time: versions are numbered without gaps.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('datum_calibration'))"


def fit_points(datum: Datum, typed: list[TypedPoint]) -> Fitted:
    """Return the shift that `typed` points give, in metres; nothing is kept. Raise Refused in the reader's words."""
    try:
        return fit_calibration(datum.value, [one.point for one in typed])
    except CoordinateError as error:
        raise Refused(message(error.msgid, **error.params)) from error


def calibrate(
    session: Session, *, actor: Actor, datum: Datum, typed: list[TypedPoint], reason: str
) -> DatumCalibration:
    """Fit a new version from `typed`, put it in force in the place of the last, and have positions computed anew.

    Raises:
        Refused: fewer than three points, one twice, or no reason.
    """
    if not reason.strip():
        raise Refused(message(N_("Say where the points come from, for example: list of the survey office, 2026.")))
    fitted = fit_points(datum, typed)
    session.execute(text(LOCK))
    before = _out_of_force(session, datum)
    shift = fitted.calibration
    new = DatumCalibration(
        datum=datum,
        version=last_version(session, datum) + 1,
        dx=shift.dx,
        dy=shift.dy,
        dz=shift.dz,
        r95_m=shift.r95_m,
        from_published_m=fitted.from_published_m,
        points=_kept(typed, fitted),
        reason=reason.strip(),
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(new)
    session.flush()
    record(session, actor=actor, action="calibration.made", entity="datum_calibration", entity_id=new.id,
           code=new.code, before=before)  # fmt: skip
    _recompute(session, datum, new.code, actor)
    return new


def retire(session: Session, *, actor: Actor, calibration: DatumCalibration, reason: str) -> None:
    """Go back to the published operation of its datum; positions are computed anew."""
    session.refresh(calibration, with_for_update=True)
    if not calibration.active:
        return
    if not reason.strip():
        raise Refused(message(N_("Say why it is taken out of force, for example: point ĐC-2 was in another zone.")))
    calibration.active = False
    session.flush()
    record(session, actor=actor, action="calibration.retired", entity="datum_calibration",
           entity_id=calibration.id, code=calibration.code, reason=reason.strip())  # fmt: skip
    _recompute(session, calibration.datum, f"{calibration.code}-retired", actor)


def _out_of_force(session: Session, datum: Datum) -> str:
    """Take the version in force out of it; return its name."""
    in_force = select(DatumCalibration).where(DatumCalibration.datum == datum, DatumCalibration.active)
    active = session.scalars(in_force.with_for_update()).one_or_none()
    if active is None:
        return ""
    active.active = False
    session.flush()
    return active.code


def _recompute(session: Session, datum: Datum, key: str, actor: Actor) -> None:
    payload = {"datum": datum.value, "user_id": actor.user_id}
    enqueue(session, RECOMPUTE, f"{RECOMPUTE}:{key}", payload)


def _kept(typed: list[TypedPoint], fitted: Fitted) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "local_words": one.local_words,
            "known_words": one.known_words,
            "system": one.point.system,
            "x": one.point.x,
            "y": one.point.y,
            "lon": one.point.lon,
            "lat": one.point.lat,
            "residual_m": round(residual, 3),
            "left_out_m": round(left_out, 3),
        }
        for one, residual, left_out in zip(typed, fitted.residuals_m, fitted.left_out_m, strict=True)
    ]
