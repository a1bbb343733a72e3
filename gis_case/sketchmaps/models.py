"""Scans of hand-drawn maps, the fits that lay them on the ground, and the marks traced from them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseChild
from gis_case.core.columns import Readable, Recorded
from gis_case.core.db import Base, enum_type
from gis_case.people.models import Informant
from gis_case.positions.models import PositionReport
from gis_case.sites.models import BattleSite


class Drawn(StrEnum):
    """How the drawing came about."""

    FROM_MEMORY = "from_memory"
    ON_THE_SPOT = "on_the_spot"
    PRINTED = "printed"
    UNKNOWN = "unknown"


class WorkState(StrEnum):
    """How far the pictures made of a file have come."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    ASKS_PAGE = "asks_page"


class MarkKind(StrEnum):
    """What a mark on a drawing stands for."""

    GRAVE = "grave"
    TRENCH = "trench"
    STREAM = "stream"
    PATH = "path"
    BUILDING = "building"
    OTHER = "other"


class SourceMap(Base, Recorded, Readable):
    """One drawing: the original file for ever untouched, and how it is looked at."""

    __tablename__ = "source_map"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        CheckConstraint("(state = 'ready') <= (width_px IS NOT NULL AND height_px IS NOT NULL)", name="ready_has_size"),
        CheckConstraint("state <> 'failed' OR state_reason <> ''", name="failed_says_why"),
        CheckConstraint("turn_deg IN (0, 90, 180, 270)", name="turn_quarter"),
        CheckConstraint("page >= 1", name="page_positive"),
        Index("ix_source_map_readers", "reader_org_ids", postgresql_using="gin"),
        Index("ix_source_map_newest", text("created_at DESC"), "id"),
        Index(
            "ix_source_map_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str]
    drawn_by: Mapped[str] = mapped_column(default="")
    drawn_text: Mapped[str] = mapped_column(default="")
    drawn_earliest: Mapped[date | None]
    drawn_latest: Mapped[date | None]
    drawn: Mapped[Drawn] = mapped_column(enum_type(Drawn, "drawn"), default=Drawn.UNKNOWN)
    notes: Mapped[str] = mapped_column(default="")
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("battle_site.id"), index=True)
    informant_id: Mapped[UUID | None] = mapped_column(ForeignKey("informant.id"), index=True)

    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(index=True)
    exif: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    page: Mapped[int | None]
    pages: Mapped[int | None]

    state: Mapped[WorkState] = mapped_column(enum_type(WorkState, "state"), default=WorkState.WAITING)
    # A msgid of words.REASONS.
    state_reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]

    turn_deg: Mapped[int] = mapped_column(default=0)
    # The ring of the part that counts, in pixels of the sheet; None for all of it.
    mask: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    # The sheet's own projected system, such as EPSG:9215; empty: the UTM zone of the control points.
    crs: Mapped[str] = mapped_column(default="")

    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(
        Computed("fold_vi(title || ' ' || drawn_by || ' ' || notes)", persisted=True), deferred=True
    )

    org: Mapped[Organisation] = relationship(primaryjoin="SourceMap.org_id == Organisation.id", viewonly=True)
    site: Mapped[BattleSite | None] = relationship(viewonly=True)
    informant: Mapped[Informant | None] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class SourceMapCase(Base, CaseChild):
    """A case that a drawing speaks of."""

    __tablename__ = "source_map_case"
    __table_args__ = (
        UniqueConstraint("map_id", "case_id"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    map_id: Mapped[UUID] = mapped_column(ForeignKey("source_map.id"), index=True)
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship(viewonly=True)
    map: Mapped[SourceMap] = relationship(viewonly=True)


class MapChild(Recorded, Readable):
    """What belongs to one drawing and is read by whoever reads the drawing."""

    @declared_attr
    def map_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("source_map.id"), index=True)


class ControlPoints(Base, MapChild):
    """One version of the control points of a drawing; never changed, the newest counts."""

    __tablename__ = "control_points"
    __table_args__ = (
        UniqueConstraint("map_id", "number"),
        CheckConstraint("jsonb_typeof(points) = 'array'", name="points_array"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int]
    # Each: pixel [x, y], lon, lat, r95_m, label, text (as typed), enabled.
    points: Mapped[list[Any]] = mapped_column(JSONB)
    model: Mapped[str] = mapped_column(default="best")
    rough: Mapped[bool] = mapped_column(default=False)


class MapFit(Base, MapChild):
    """One way to lay a drawing on the ground; immutable but for the state of its warped picture."""

    __tablename__ = "map_fit"
    __table_args__ = (
        UniqueConstraint("map_id", "number"),
        CheckConstraint("r95_m > 0", name="radius_positive"),
        CheckConstraint("warp_state <> 'failed' OR warp_reason <> ''", name="failed_says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int]
    points_id: Mapped[UUID] = mapped_column(ForeignKey("control_points.id"), index=True)
    model: Mapped[str]
    rough: Mapped[bool] = mapped_column(default=False)
    gcps: Mapped[list[Any]] = mapped_column(JSONB)
    mask: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    # The plane it was fitted in: key of geo.systems, meridian, zone.
    plane: Mapped[dict[str, Any]] = mapped_column(JSONB)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    residuals_m: Mapped[list[Any]] = mapped_column(JSONB)
    rmse_m: Mapped[float]
    loo_rmse_m: Mapped[float | None]
    r95_m: Mapped[float]
    issues: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    warp_state: Mapped[WorkState] = mapped_column(enum_type(WorkState, "warp_state"), default=WorkState.WAITING)
    warp_reason: Mapped[str] = mapped_column(default="")
    warp_tries: Mapped[int] = mapped_column(default=0)
    # west, south, east, north of the warped picture in degrees.
    bounds: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))


class TracedFeature(Base, MapChild):
    """A mark of a drawing, in pixels, that became a position report."""

    __tablename__ = "traced_feature"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[MarkKind] = mapped_column(enum_type(MarkKind, "kind"))
    label: Mapped[str] = mapped_column(default="")
    # GeoJSON in pixels of the sheet, y downwards.
    pixels: Mapped[dict[str, Any]] = mapped_column(JSONB)
    drawing_px: Mapped[float]
    report_id: Mapped[UUID] = mapped_column(ForeignKey("position_report.id"), index=True)

    report: Mapped[PositionReport] = relationship(viewonly=True)


class TracedPlace(Base, MapChild):
    """Where a mark lies by one fit; those of older fits stay."""

    __tablename__ = "traced_place"
    __table_args__ = (
        UniqueConstraint("feature_id", "fit_id"),
        CheckConstraint("ST_IsValid(shape)", name="shape_valid"),
        CheckConstraint("r95_m > 0", name="radius_positive"),
        Index("ix_traced_place_shape", "shape", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    feature_id: Mapped[UUID] = mapped_column(ForeignKey("traced_feature.id"))
    fit_id: Mapped[UUID] = mapped_column(ForeignKey("map_fit.id"), index=True)
    shape: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    r95_m: Mapped[float]
    r_max_m: Mapped[float]
    terms: Mapped[list[Any]] = mapped_column(JSONB)

    feature: Mapped[TracedFeature] = relationship(viewonly=True)
    fit: Mapped[MapFit] = relationship(viewonly=True)
