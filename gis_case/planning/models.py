"""Where to search next, version by version, and the clusters of reports that planners judge."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis_case.cases.models import CaseChild
from gis_case.core.clock import now
from gis_case.core.db import Base, enum_type


class SearchSetting(Base, CaseChild):
    """What a surface is computed with, and why it was changed; the newest of a case holds, none is ever changed."""

    __tablename__ = "search_setting"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_search_setting_newest", "case_id", text("created_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str]


class SearchSurface(Base, CaseChild):
    """One answer to "where next": the inputs it was made of, so that it can be made again, and what came of them.

    `cells` are float32 chances, row by row from the south-west, deflated; `grid` says where they lie.
    """

    __tablename__ = "search_surface"
    __table_args__ = (
        CheckConstraint("outside > 0 AND outside <= 1", name="outside_is_chance"),
        CheckConstraint("number > 0", name="number_counts"),
        Index("uq_search_surface_number", "case_id", "number", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int]
    inputs_hash: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    grid: Mapped[dict[str, Any]] = mapped_column(JSONB)
    outside: Mapped[float]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    cells: Mapped[bytes] = mapped_column(deferred=True)


class ClusterDecision(StrEnum):
    """What a planner says of a cluster."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class ReportCluster(Base):
    """Reports that speak of one place; it keeps its id and number from run to run."""

    __tablename__ = "report_cluster"
    __table_args__ = (
        CheckConstraint("decision = 'open' OR decided_by_id IS NOT NULL", name="decided_by"),
        CheckConstraint("decision = 'open' OR decision_reason <> ''", name="decision_has_reason"),
        CheckConstraint("best_r95_m > 0 AND reports > 0 AND sources > 0", name="counts"),
        Index("ix_report_cluster_hull", "hull", postgresql_using="gist"),
        Index("ix_report_cluster_standing", "sources", postgresql_where=text("standing")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    standing: Mapped[bool] = mapped_column(default=True)
    hull: Mapped[WKBElement] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    area_ha: Mapped[float]
    best_r95_m: Mapped[float]
    reports: Mapped[int]
    sources: Mapped[int]
    # Numbers of the clusters it took members from.
    parents: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    decision: Mapped[ClusterDecision] = mapped_column(
        enum_type(ClusterDecision, "decision"), default=ClusterDecision.OPEN
    )
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ClusterMember(Base):
    """A report in a cluster. `pinned`: a planner put it there, and no run takes it out."""

    __tablename__ = "report_cluster_member"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("position_report.id"), primary_key=True)
    cluster_id: Mapped[UUID] = mapped_column(ForeignKey("report_cluster.id"), index=True)
    core: Mapped[bool]
    pinned: Mapped[bool] = mapped_column(default=False)
