"""The case, whom it is shared with, what is asked of whom, and what happened."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from gis_case.access.models import Organisation
from gis_case.cases.stages import Stage
from gis_case.core.clock import now
from gis_case.core.columns import Readable, Recorded
from gis_case.core.db import Base, enum_type
from gis_case.people.models import Martyr
from gis_case.sites.models import BattleSite


class GraveKind(StrEnum):
    """What kind of burial is looked for, as far as is known."""

    SINGLE = "single"
    GROUP = "group"
    MASS = "mass"
    UNKNOWN = "unknown"


class ShareLevel(StrEnum):
    """What an organisation may do with a case shared with it."""

    VIEW = "view"
    CONTRIBUTE = "contribute"


class TaskKind(StrEnum):
    """What one organisation asks of another in a case."""

    VERIFY = "verify"
    CONCUR = "concur"
    APPROVE_PLAN = "approve_plan"
    REVISE_PLAN = "revise_plan"
    CLEAR_MINES = "clear_mines"
    DIG = "dig"
    SEND_SAMPLES = "send_samples"
    ACKNOWLEDGE = "acknowledge"
    RESULT = "result"
    IDENTIFY = "identify"
    CONCLUDE = "conclude"


class Case(Base, Recorded, Readable):
    """One burial, or one group of burials, being looked for."""

    __tablename__ = "search_case"
    __table_args__ = (
        CheckConstraint("(stage = 'suspended') = (suspended_from IS NOT NULL)", name="suspended_from"),
        CheckConstraint("stage <> 'suspended' OR review_on IS NOT NULL", name="suspended_review"),
        CheckConstraint("stage = 'intake' OR owner_org_id IS NOT NULL", name="owner_after_intake"),
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        Index("ix_search_case_readers", "reader_org_ids", postgresql_using="gin"),
        Index("ix_search_case_newest", text("created_at DESC"), "id"),
        Index("ix_search_case_title", text('title COLLATE "vi-x-icu"'), "id"),
        Index("ix_search_case_stage_since", "stage", "stage_since"),
        Index("ix_search_case_owner_newest", "owner_org_id", text("created_at DESC")),
        Index(
            "ix_search_case_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    owner_org_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    team_org_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("battle_site.id"), index=True)
    grave_kind: Mapped[GraveKind] = mapped_column(enum_type(GraveKind, "grave_kind"), default=GraveKind.UNKNOWN)
    in_border_belt: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"), default=Stage.INTAKE)
    stage_since: Mapped[datetime] = mapped_column(default=now)
    suspended_from: Mapped[Stage | None] = mapped_column(enum_type(Stage, "suspended_from_stage"))
    review_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    is_demo: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(
        Computed("fold_vi(number || ' ' || title || ' ' || summary)", persisted=True)
    )

    owner: Mapped[Organisation | None] = relationship(foreign_keys=[owner_org_id], viewonly=True)
    team: Mapped[Organisation | None] = relationship(foreign_keys=[team_org_id], viewonly=True)
    site: Mapped[BattleSite | None] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class CaseChild(Recorded, Readable):
    """What belongs to one case and is read by whoever reads the case."""

    @declared_attr
    def case_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("search_case.id"), index=True)


class CaseShare(Base):
    """An organisation that a case is, or was, shared with."""

    __tablename__ = "case_share"
    __table_args__ = (
        Index(
            "uq_case_share_active", "case_id", "with_org_id", unique=True, postgresql_where=text("revoked_at IS NULL")
        ),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("search_case.id"))
    with_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    level: Mapped[ShareLevel] = mapped_column(enum_type(ShareLevel, "level"), default=ShareLevel.CONTRIBUTE)
    reason: Mapped[str] = mapped_column(default="")
    granted_at: Mapped[datetime] = mapped_column(default=now)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    with_org: Mapped[Organisation] = relationship(viewonly=True)


class CaseCounter(Base):
    """The last number given in a commune's year."""

    __tablename__ = "case_counter"

    scope: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class CaseTask(Base, CaseChild):
    """What is waited for: by whom it is to be done, since when. `org_id` is who asks."""

    __tablename__ = "case_task"
    __table_args__ = (
        Index("ix_case_task_open", "asked_org_id", "since", postgresql_where=text("done_at IS NULL")),
        Index("ix_case_task_asker", "org_id", "since", postgresql_where=text("done_at IS NULL")),
        Index(
            "uq_case_task_open",
            "case_id",
            "kind",
            "asked_org_id",
            unique=True,
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[TaskKind] = mapped_column(enum_type(TaskKind, "kind"))
    asked_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    note: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    asked_org: Mapped[Organisation] = relationship(foreign_keys=[asked_org_id], viewonly=True)


class CaseMartyr(Base, CaseChild):
    """A martyr whom a case looks for."""

    __tablename__ = "case_martyr"
    __table_args__ = (Index("uq_case_martyr_case_id_martyr_id", "case_id", "martyr_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    martyr_id: Mapped[UUID] = mapped_column(ForeignKey("martyr.id"), index=True)

    martyr: Mapped[Martyr] = relationship(viewonly=True)


class StageChange(Base, CaseChild):
    """One move of a case from a stage to another."""

    __tablename__ = "stage_change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    source: Mapped[Stage | None] = mapped_column(enum_type(Stage, "source_stage"))
    target: Mapped[Stage] = mapped_column(enum_type(Stage, "target_stage"))
    reason: Mapped[str] = mapped_column(default="")


class CaseEvent(Base, CaseChild):
    """One line of the case's timeline: what happened, in the words of `cases.events`."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case_newest", "case_id", text("created_at DESC")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    what: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class DocumentState(StrEnum):
    """Whether a file has been looked into by the checking job."""

    RECEIVED = "received"
    CHECKED = "checked"
    QUARANTINED = "quarantined"


class Document(Base, CaseChild):
    """A file of the dossier; the bytes lie under their hash, untouched."""

    __tablename__ = "document"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    state: Mapped[DocumentState] = mapped_column(enum_type(DocumentState, "state"), default=DocumentState.RECEIVED)
    state_reason: Mapped[str] = mapped_column(default="")
    has_preview: Mapped[bool] = mapped_column(default=False)
