"""Where to search next, clusters of reports that planners judge, and reports as points and counts of the map."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, SmallInteger, text
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


class MapPoint(Base):
    """A report on the map of one reader; triggers alone keep it.

    `org_id` is the organisation that reads the report; 0 stands for the whole province, -1 for it seen coarsely.
    `qk` is the Morton code of the point at level 24 of the web map, `x` and `y` the same from the north-west; the
    codes of the other columns are those of planning.rules.map_codes.
    """

    __tablename__ = "map_point"
    __table_args__ = (
        Index(
            "ix_map_point_tile",
            "org_id",
            "qk",
            postgresql_include=[
                "x", "y", "r95_m", "status", "source", "stage", "period", "fought_from", "fought_until", "told_on",
                "report_id",
            ],
        ),
    )  # fmt: skip

    report_id: Mapped[UUID] = mapped_column(ForeignKey("position_report.id", ondelete="CASCADE"), primary_key=True)
    org_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    qk: Mapped[int] = mapped_column(BigInteger)
    x: Mapped[int]
    y: Mapped[int]
    r95_m: Mapped[float]
    status: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[int] = mapped_column(SmallInteger)
    stage: Mapped[int] = mapped_column(SmallInteger)
    period: Mapped[int | None] = mapped_column(SmallInteger)
    fought_from: Mapped[date | None]
    fought_until: Mapped[date | None]
    told_on: Mapped[date]
    report_version: Mapped[int]


class Counts:
    """What is counted of the points of a cell: every column can be added to and taken from."""

    n: Mapped[int]
    # By the 95 % radius of what was not rejected, in the steps of a cluster's ring.
    within_100: Mapped[int]
    within_300: Mapped[int]
    within_1000: Mapped[int]
    wider: Mapped[int]
    # By the stage of the report's case.
    no_case: Mapped[int]
    intake: Mapped[int]
    verification: Mapped[int]
    excavation: Mapped[int]
    dna_submission: Mapped[int]
    identification: Mapped[int]
    concluded: Mapped[int]
    suspended: Mapped[int]
    unfounded: Mapped[int]
    # Sums of the places, of which the mean is where the sign stands.
    x_sum: Mapped[int] = mapped_column(BigInteger)
    y_sum: Mapped[int] = mapped_column(BigInteger)


class MapCell(Base, Counts):
    """How many points of one reader lie in a cell of level 4 to 17; those of waiting deltas are not yet in it."""

    __tablename__ = "map_cell"
    __table_args__ = (Index("ix_map_cell_empty", "org_id", postgresql_where=text("n = 0")),)

    org_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class MapDelta(Base, Counts):
    """What one statement changed in a cell of level 17; it counts at once, and waits to be folded into the cells."""

    __tablename__ = "map_delta"
    __table_args__ = (Index("ix_map_delta_cell", "org_id", "cell"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    org_id: Mapped[int]
    cell: Mapped[int] = mapped_column(BigInteger)


class MapVersion(Base):
    """How many deltas of one reader were folded; with those that wait, the version of what the reader sees."""

    __tablename__ = "map_version"

    org_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    folded: Mapped[int] = mapped_column(BigInteger)
