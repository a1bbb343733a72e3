"""Battle sites."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ARRAY, CheckConstraint, Computed, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_case.core.clock import now
from gis_case.core.db import Base, enum_type


class Period(StrEnum):
    """The war a battle belongs to."""

    FRENCH = "1947-1954"
    BORDER_1979 = "1979"
    BORDER_1984 = "1984-1989"
    AMERICAN = "1955-1975"
    OTHER = "other"


class BattleSite(Base):
    """The place of a battle; its geometry is a stand-in with a radius, never a grave."""

    __tablename__ = "battle_site"
    __table_args__ = (
        CheckConstraint("(geom IS NULL) = (uncertainty_m IS NULL)", name="geom_has_radius"),
        CheckConstraint("uncertainty_m > 0", name="radius_positive"),
        CheckConstraint(
            "geom IS NULL OR (GeometryType(geom) IN ('POINT', 'POLYGON', 'MULTIPOLYGON') AND ST_IsValid(geom))",
            name="geom_kind",
        ),
        Index("ix_battle_site_geom", "geom", postgresql_using="gist"),
        Index(
            "ix_battle_site_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    period: Mapped[Period] = mapped_column(enum_type(Period, "period"), index=True)
    # Dates as the source gives them; the two days are what they can mean at most.
    start_text: Mapped[str] = mapped_column(default="")
    end_text: Mapped[str] = mapped_column(default="")
    start_earliest: Mapped[date | None] = mapped_column(index=True)
    end_latest: Mapped[date | None]
    units: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    description: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    commune_text: Mapped[str] = mapped_column(default="")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    uncertainty_m: Mapped[float | None]
    position_method: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    confidence: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(
        Computed("fold_vi(coalesce(code, '') || ' ' || name || ' ' || name_en || ' ' || place)", persisted=True)
    )
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}
