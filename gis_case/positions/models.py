"""Position reports: the words as given for ever, and what was made of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Computed, FetchedValue, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.core.clock import now
from gis_case.core.columns import Readable, Recorded
from gis_case.core.db import Base, enum_type
from gis_case.people.models import Informant


class SourceKind(StrEnum):
    """How the informant came by the position; it sets the default error."""

    GNSS = "gnss"
    MAP = "map"
    DOCUMENT = "document"
    SHOWN_ON_SITE = "shown_on_site"
    NEAR_LANDMARK = "near_landmark"
    TOLD = "told"


class PositionStatus(StrEnum):
    """What an officer has judged of a report."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REJECTED = "rejected"


class CommuneBy(StrEnum):
    """How the commune of a point is known."""

    POLYGON = "polygon"
    NEAREST = "nearest"


class PositionReport(Base, Recorded, Readable):
    """One claim of where something is; `verbatim` never changes, a trigger sees to it."""

    __tablename__ = "position_report"
    __table_args__ = (
        CheckConstraint("(point IS NULL) = (r95_m IS NULL)", name="point_has_radius"),
        CheckConstraint("r95_m > 0 AND r95_m < 1000000", name="radius_range"),
        CheckConstraint("length(verbatim) BETWEEN 1 AND 2000", name="verbatim_length"),
        CheckConstraint(
            "point IS NULL OR (ST_X(point) BETWEEN -180 AND 180 AND ST_Y(point) BETWEEN -90 AND 90)",
            name="point_on_earth",
        ),
        CheckConstraint("NOT outside_vietnam OR outside_reason <> ''", name="outside_reason"),
        CheckConstraint("status = 'unverified' OR judged_by_id IS NOT NULL", name="judged_by"),
        CheckConstraint("status <> 'verified' OR point IS NOT NULL", name="verified_has_point"),
        CheckConstraint("(commune_id IS NULL) = (commune_by IS NULL)", name="commune_says_how"),
        Index("ix_position_report_readers", "reader_org_ids", postgresql_using="gin"),
        Index("ix_position_report_point", "point", postgresql_using="gist"),
        Index("ix_position_report_radius", "r95_m", "id"),
        Index("ix_position_report_newest", text("created_at DESC"), "id"),
        Index("ix_position_report_told", "told_on", "id"),
        Index(
            "ix_position_report_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("search_case.id"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("battle_site.id"), index=True)
    # The battle it belongs to: its own site, else that of its case; a trigger alone keeps it.
    battle_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("battle_site.id"), FetchedValue(), server_onupdate=FetchedValue(), index=True, deferred=True
    )
    informant_id: Mapped[UUID | None] = mapped_column(ForeignKey("informant.id"), index=True)
    source_kind: Mapped[SourceKind] = mapped_column(enum_type(SourceKind, "source_kind"))
    subject: Mapped[str] = mapped_column(default="")
    verbatim: Mapped[str]
    given_on: Mapped[date | None]
    told_on: Mapped[date] = mapped_column(
        Computed("coalesce(given_on, (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)", persisted=True),
        deferred=True,
    )
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    # Where the point lies: written by a trigger alone, from the boundaries that hold, else the nearest commune.
    commune_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), FetchedValue(), server_onupdate=FetchedValue(), index=True
    )
    commune_by: Mapped[CommuneBy | None] = mapped_column(
        enum_type(CommuneBy, "commune_by"), FetchedValue(), server_onupdate=FetchedValue()
    )
    r95_m: Mapped[float | None]
    r_max_m: Mapped[float | None]
    system: Mapped[str] = mapped_column(default="")
    system_stated: Mapped[bool] = mapped_column(default=False)
    notation: Mapped[str] = mapped_column(default="")
    op_code: Mapped[str] = mapped_column(default="")
    epsg_db_version: Mapped[str] = mapped_column(default="")
    # The error budget, and every reading that was not chosen.
    terms: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    other_readings: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    # How the chosen one was read: the line of text, meridian or zone, reasons, warnings, why it replaced another.
    reading: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outside_vietnam: Mapped[bool] = mapped_column(default=False)
    outside_reason: Mapped[str] = mapped_column(default="")
    status: Mapped[PositionStatus] = mapped_column(
        enum_type(PositionStatus, "status"), default=PositionStatus.UNVERIFIED
    )
    status_reason: Mapped[str] = mapped_column(default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    judged_at: Mapped[datetime | None]
    import_key: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(
        Computed("fold_vi(verbatim || ' ' || subject)", persisted=True), deferred=True
    )

    case: Mapped[Case | None] = relationship(viewonly=True)
    informant: Mapped[Informant | None] = relationship(viewonly=True)
    org: Mapped[Organisation] = relationship(primaryjoin="PositionReport.org_id == Organisation.id", viewonly=True)
    commune: Mapped[Organisation | None] = relationship(
        primaryjoin="PositionReport.commune_id == Organisation.id", viewonly=True
    )

    __mapper_args__ = {"version_id_col": version}


class ImportState(StrEnum):
    """How far the import of a file has come."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    LOADING = "loading"
    DONE = "done"
    FAILED = "failed"


class ImportRun(Base, Recorded):
    """One file of positions: who sent it, how its columns are read, how far it has come, what became of its rows."""

    __tablename__ = "position_import"
    __table_args__ = (
        CheckConstraint("rows_done >= 0 AND (rows_total IS NULL OR rows_total >= 0)", name="rows_count"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        Index("ix_position_import_newest", "org_id", text("created_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    file_name: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    layer: Mapped[str] = mapped_column(default="")
    # Field -> column, and what holds for rows that say nothing themselves; see mapping.
    columns: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState, "state"), default=ImportState.RECEIVED)
    rows_total: Mapped[int | None]
    rows_done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    without_point: Mapped[int] = mapped_column(default=0)
    ambiguous: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    problem: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    touched_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class ImportRefusal(Base):
    """A row of a file that was not taken, and every reason why."""

    __tablename__ = "position_import_refusal"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("position_import.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str]
    reasons: Mapped[list[Any]] = mapped_column(JSONB)


class MapView(Base, Recorded):
    """What the planner's map showed, under a short code: an address names the view and never a place.

    It is its organisation's own. `query`: the filter as an address would carry it; `area`: what was selected. One
    with a name is kept; the others are swept when they are old.
    """

    __tablename__ = "map_view"
    __table_args__ = (
        CheckConstraint("code ~ '^[2-9a-z]{8}$'", name="code"),
        CheckConstraint("area IS NULL OR ST_IsValid(area)", name="area_valid"),
        CheckConstraint("num_nulls(lon, lat, zoom) IN (0, 3)", name="whole_place"),
        CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="on_earth"),
        CheckConstraint("zoom BETWEEN 0 AND 24", name="zoom_range"),
        Index("ix_map_view_unnamed", "created_at", postgresql_where=text("name = ''")),
        Index("ix_map_view_named", "org_id", text("created_at DESC"), postgresql_where=text("name <> ''")),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    query: Mapped[dict[str, list[str]]] = mapped_column(JSONB, default=dict)
    area: Mapped[WKBElement | None] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    zoom: Mapped[float | None]
    layers: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
