"""What search teams do on the ground: visits, findings, plans, clearance, concurrence and digs."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.access.models import Organisation
from gis_case.cases.models import CaseChild
from gis_case.core.db import Base, enum_type


class FindingKind(StrEnum):
    """What was seen at a visit."""

    NOTHING_FOUND = "nothing_found"
    GRAVE_SIGNS = "grave_signs"
    FIELD_CONFIRMATION = "field_confirmation"
    EFFECTS = "effects"
    ACCESS_BLOCKED = "access_blocked"
    OTHER = "other"


class SearchMethod(StrEnum):
    """How an area was searched."""

    WALKOVER = "walkover"
    PROBING = "probing"
    METAL_DETECTOR = "metal_detector"
    TRIAL_DIG = "trial_dig"
    GROUND_RADAR = "ground_radar"


class PlanStatus(StrEnum):
    """How far an excavation plan has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class Visit(Base, CaseChild):
    """One day of a team at a place."""

    __tablename__ = "visit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visited_on: Mapped[date]
    purpose: Mapped[str] = mapped_column(default="")
    members: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")


class Finding(Base, CaseChild):
    """What was seen, or "searched, nothing found" with the area, the method and the depth."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'nothing_found' OR (area IS NOT NULL AND method IS NOT NULL AND depth_m IS NOT NULL)",
            name="negative_has_effort",
        ),
        CheckConstraint("depth_m >= 0 AND depth_m <= 20", name="depth_range"),
        CheckConstraint("area IS NULL OR ST_IsValid(area)", name="area_valid"),
        CheckConstraint("r95_m > 0", name="radius_positive"),
        Index("ix_finding_area", "area", postgresql_using="gist"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[FindingKind] = mapped_column(enum_type(FindingKind, "kind"))
    found_on: Mapped[date]
    description: Mapped[str] = mapped_column(default="")
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    r95_m: Mapped[float | None]
    area: Mapped[WKBElement | None] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    method: Mapped[SearchMethod | None] = mapped_column(enum_type(SearchMethod, "method"))
    depth_m: Mapped[float | None]
    position_report_id: Mapped[UUID | None] = mapped_column(ForeignKey("position_report.id"), index=True)

    org: Mapped[Organisation] = relationship(primaryjoin="Finding.org_id == Organisation.id", viewonly=True)


class ExcavationPlan(Base, CaseChild):
    """A detailed plan to dig, which the provincial command approves or returns."""

    __tablename__ = "excavation_plan"
    __table_args__ = (
        CheckConstraint("ST_IsValid(area)", name="area_valid"),
        CheckConstraint("ends_on >= starts_on", name="dates_order"),
        CheckConstraint("(status IN ('approved', 'returned')) = (decided_by_id IS NOT NULL)", name="decided_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[WKBElement] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    text: Mapped[str] = mapped_column(default="")
    status: Mapped[PlanStatus] = mapped_column(enum_type(PlanStatus, "status"), default=PlanStatus.DRAFT)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MineClearance(Base, CaseChild):
    """An area swept for mines and explosives, by whom and with what result."""

    __tablename__ = "mine_clearance"
    __table_args__ = (CheckConstraint("ST_IsValid(area)", name="area_valid"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[WKBElement] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    cleared_on: Mapped[date]
    unit: Mapped[str]
    cleared: Mapped[bool]
    depth_m: Mapped[float | None]
    record_number: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")


class Concurrence(Base, CaseChild):
    """The border guard post's word on a dig in the border belt; `org_id` is the post."""

    __tablename__ = "concurrence"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("excavation_plan.id"), index=True)
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")


class Excavation(Base, CaseChild):
    """A dig under an approved plan."""

    __tablename__ = "excavation"
    __table_args__ = (
        CheckConstraint("ST_IsValid(area)", name="area_valid"),
        CheckConstraint("ended_on >= started_on", name="dates_order"),
        CheckConstraint("depth_m > 0 AND depth_m <= 20", name="depth_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("excavation_plan.id"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date]
    area: Mapped[WKBElement] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    depth_m: Mapped[float]
    remains_found: Mapped[bool]
    narrative: Mapped[str] = mapped_column(default="")
