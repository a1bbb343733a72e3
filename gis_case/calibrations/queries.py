"""The shifts in force, and all there ever were."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gis_case.calibrations.models import DatumCalibration
from gis_case.calibrations.rules import Datum
from gis_case.core.errors import NotFound
from gis_case.geo.shift import Calibration


def active_shifts(session: Session) -> tuple[Calibration, ...]:
    """Return the local shift of each datum that has one in force; metres of 95 % radius come with each."""
    active = select(DatumCalibration).where(DatumCalibration.active).order_by(DatumCalibration.datum)
    return tuple(one.shift for one in session.scalars(active))


def calibrations() -> Select[DatumCalibration]:
    """All versions, those in force first, then the newest."""
    return select(DatumCalibration).order_by(
        DatumCalibration.active.desc(), DatumCalibration.datum, DatumCalibration.version.desc()
    )


def get_calibration(session: Session, calibration_id: UUID) -> DatumCalibration:
    """Return one version; raise NotFound."""
    found = session.get(DatumCalibration, calibration_id)
    if found is None:
        raise NotFound
    return found


def last_version(session: Session, datum: Datum) -> int:
    """Return the number of the newest version of `datum`, 0 when there is none."""
    newest = select(func.max(DatumCalibration.version)).where(DatumCalibration.datum == datum)
    return session.scalar(newest) or 0
