"""Weights of priority, the scores made with them, campaigns, and which team does what on which days."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.access.models import Organisation
from gis_case.campaigns.rules.season import Season
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.clock import now
from gis_case.core.columns import Recorded
from gis_case.core.db import Base, enum_type


class PriorityWeights(Base, Recorded):
    """What each term of priority weighs, and why it was changed; the highest number holds, none is ever changed."""

    __tablename__ = "priority_weights"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(unique=True)
    weights: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str]


class CasePriority(Base):
    """How urgent a case is, worked out by the worker; a trigger keeps a row, and the stage, for every case.

    `terms` are the values that were known on `computed_on`, and `weights_number` says what they were weighed with.
    """

    __tablename__ = "case_priority"
    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= 1", name="score_range"),
        Index("ix_case_priority_board", "stage", text("score DESC NULLS LAST"), "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("search_case.id"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    score: Mapped[float | None]
    terms: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    sources: Mapped[int] = mapped_column(default=0)
    best_r95_m: Mapped[float | None]
    weights_number: Mapped[int] = mapped_column(default=0)
    computed_on: Mapped[date | None]


class SeasonNote(Base, Recorded):
    """When the ground of a case can be worked, as a planner has noted it."""

    __tablename__ = "season_note"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("search_case.id"), unique=True)
    season: Mapped[Season] = mapped_column(enum_type(Season, "season"))
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Campaign(Base, Recorded):
    """A span of days in which teams work in an area: communes, an outline drawn on the map, or both."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint("ends_on >= starts_on", name="dates_order"),
        CheckConstraint("area IS NULL OR ST_IsValid(area)", name="area_valid"),
        Index("ix_campaign_newest", text("starts_on DESC"), "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    commune_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    area: Mapped[WKBElement | None] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    notes: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}


class WorkKind(StrEnum):
    """What a team is sent to do."""

    SURVEY = "survey"
    DIG = "dig"


class TeamAssignment(Base, Recorded):
    """A team, for a span of days, on a case or in an area; taken back with a reason, never deleted."""

    __tablename__ = "team_assignment"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates_order"),
        CheckConstraint("people > 0", name="people_count"),
        CheckConstraint("case_id IS NOT NULL OR commune_id IS NOT NULL OR area_words <> ''", name="has_place"),
        CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL) AND (removed_at IS NULL) = (removed_reason = '')",
            name="removed_by",
        ),
        Index("ix_team_assignment_days", "ends_on", "starts_on", postgresql_where=text("removed_at IS NULL")),
        Index("ix_team_assignment_team", "team_org_id", "ends_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    team_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("search_case.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    area_words: Mapped[str] = mapped_column(default="")
    kind: Mapped[WorkKind] = mapped_column(enum_type(WorkKind, "kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    people: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_reason: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime] = mapped_column(default=now)

    campaign: Mapped[Campaign] = relationship(viewonly=True)
    team: Mapped[Organisation] = relationship(foreign_keys=[team_org_id], viewonly=True)
    case: Mapped[Case | None] = relationship(viewonly=True)
    commune: Mapped[Organisation | None] = relationship(foreign_keys=[commune_id], viewonly=True)

    __mapper_args__ = {"version_id_col": version}
