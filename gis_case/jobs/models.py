"""The outbox: what is to be done, written in the transaction that wants it done."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis_case.core.clock import now
from gis_case.core.db import Base, enum_type


class JobState(StrEnum):
    """How far a piece of work has come."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class OutboxJob(Base):
    """One piece of work; Redis only carries a hint that it waits."""

    __tablename__ = "outbox_job"
    __table_args__ = (Index("ix_outbox_job_waiting", "not_before", postgresql_where=text("state = 'waiting'")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[JobState] = mapped_column(enum_type(JobState, "state"), default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
