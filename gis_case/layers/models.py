"""Boundaries version by version, which of them held when, and the layers a map may show."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.access.models import Organisation
from gis_case.core.columns import Recorded
from gis_case.core.db import Base, enum_type


class ReadState(StrEnum):
    """How far the reading of a file has come."""

    WAITING = "waiting"
    ASKS_CRS = "asks_crs"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class MatchedBy(StrEnum):
    """How a polygon of a file was known to be a commune's."""

    CODE = "code"
    NAME = "name"
    OLD_NAME = "old_name"
    PERSON = "person"


class Purpose(StrEnum):
    """Whether a layer lies under everything, or over the ground."""

    BASEMAP = "basemap"
    OVERLAY = "overlay"


class Format(StrEnum):
    """What kind of file a layer came as."""

    PMTILES = "pmtiles"
    MBTILES = "mbtiles"
    GEOTIFF = "geotiff"
    VECTOR = "vector"


class Audience(StrEnum):
    """Who sees a layer; planners always do."""

    ALL = "all"
    CHOSEN = "chosen"
    PLANNERS = "planners"


class Sign(StrEnum):
    """How a layer is drawn; none of these can be taken for a grave or a case."""

    ROAD = "road"
    WATER = "water"
    TRENCH = "trench"
    AREA = "area"
    PLACE = "place"


def _checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint("source <> '' AND licence <> ''", name="provenance"),
        CheckConstraint("state <> 'failed' OR jsonb_array_length(problem) > 0", name="failed_says_why"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_reason <> ''", name="withdrawn_says_why"),
    )


class Imported(Recorded):
    """A file that was brought in: where it is from, what may be done with it, how far its reading has come."""

    title: Mapped[str]
    file_name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    licence: Mapped[str]
    dated: Mapped[str] = mapped_column(default="")
    # "EPSG:9215", or WKT; stated by the file, or chosen by a person where the file says nothing.
    crs: Mapped[str] = mapped_column(default="")
    crs_stated: Mapped[bool] = mapped_column(default=True)
    state: Mapped[ReadState] = mapped_column(enum_type(ReadState, "state"), default=ReadState.WAITING)
    # Each: msgid, params.
    problem: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    tries: Mapped[int] = mapped_column(default=0)
    # What was read: see rules.survey for boundaries, reading for layers.
    found: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    withdrawn_reason: Mapped[str] = mapped_column(default="")


class BoundaryVersion(Base, Imported):
    """One file of commune boundaries; its polygons are loaded once a person has confirmed what was doubtful."""

    __tablename__ = "boundary_version"
    __table_args__ = (UniqueConstraint("number"), *_checks())

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int]


class BoundaryCommune(Base):
    """The area of one commune in one version; `near` and `far` are the same edges simplified for the map."""

    __tablename__ = "boundary_commune"
    __table_args__ = (
        CheckConstraint("ST_IsValid(shape)", name="shape_valid"),
        CheckConstraint("area_ha > 0", name="area_positive"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("boundary_version.id"), primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    given_name: Mapped[str] = mapped_column(default="")
    given_code: Mapped[str] = mapped_column(default="")
    matched_by: Mapped[MatchedBy] = mapped_column(enum_type(MatchedBy, "matched_by"))
    area_ha: Mapped[float]
    shape: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    near: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    far: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))

    commune: Mapped[Organisation] = relationship(viewonly=True)


class BoundaryAdoption(Base, Recorded):
    """From when which version holds; the newest row counts, and one without a version means: none holds."""

    __tablename__ = "boundary_adoption"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_reason"),)

    number: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("boundary_version.id"), index=True)
    reason: Mapped[str]
    positions_done: Mapped[int] = mapped_column(default=0)
    positions_total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    version: Mapped[BoundaryVersion | None] = relationship(viewonly=True)


class BoundaryPiece(Base):
    """A small part of a commune in the version that holds, so that a point is found in few comparisons."""

    __tablename__ = "boundary_piece"
    __table_args__ = (Index("ix_boundary_piece_shape", "shape", postgresql_using="gist"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    shape: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))


class MapLayer(Base, Imported):
    """A base map, or a layer of roads, rivers, old trenches."""

    __tablename__ = "map_layer"
    __table_args__ = (
        CheckConstraint("(format = 'vector') = (purpose = 'overlay')", name="vector_is_overlay"),
        Index("ix_map_layer_newest", text("created_at DESC"), "id"),
        *_checks(),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose, "purpose"))
    format: Mapped[Format] = mapped_column(enum_type(Format, "format"))
    attribution: Mapped[str] = mapped_column(default="")
    audience: Mapped[Audience] = mapped_column(enum_type(Audience, "audience"))
    shared_org_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    sign: Mapped[Sign] = mapped_column(enum_type(Sign, "sign"), default=Sign.AREA)
