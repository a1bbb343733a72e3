"""Versions of the local shift of each datum, with the control points they rest on."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis_case.calibrations.rules import Datum
from gis_case.core.columns import Recorded
from gis_case.core.db import Base, enum_type
from gis_case.geo.shift import Calibration


class DatumCalibration(Base, Recorded):
    """One fitted shift; never changed afterwards, only replaced by a newer one or retired."""

    __tablename__ = "datum_calibration"
    __table_args__ = (
        UniqueConstraint("datum", "version"),
        CheckConstraint("r95_m > 0", name="radius_positive"),
        CheckConstraint("jsonb_array_length(points) >= 3", name="three_points"),
        Index("uq_datum_calibration_active", "datum", unique=True, postgresql_where=text("active")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    datum: Mapped[Datum] = mapped_column(enum_type(Datum, "datum"))
    version: Mapped[int]
    dx: Mapped[float]
    dy: Mapped[float]
    dz: Mapped[float]
    r95_m: Mapped[float]
    from_published_m: Mapped[float]
    # Each point: name, what was typed on both sides, what was read, its residual and its error when left out.
    points: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    reason: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def code(self) -> str:
        """The name that positions derived by it carry."""
        return f"{self.datum.value}/{self.version}"

    @property
    def shift(self) -> Calibration:
        """The shift as the geodesy floor applies it."""
        return Calibration(self.datum.value, self.dx, self.dy, self.dz, self.r95_m, self.code)
