"""From remains to a name: remains, effects, samples, custody, submissions, results, conclusions."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.cases.models import CaseChild
from gis_case.core.clock import now
from gis_case.core.columns import Recorded
from gis_case.core.db import Base, enum_type


class RemainsKind(StrEnum):
    """Whether the remains are one person's."""

    INDIVIDUAL = "individual"
    COMMINGLED = "commingled"
    MASS_GRAVE = "mass_grave"


class SampleKind(StrEnum):
    """What a sample is; from remains in the order of preference, then from kin."""

    TOOTH = "tooth"
    LONG_BONE = "long_bone"
    SHORT_BONE = "short_bone"
    IRREGULAR_BONE = "irregular_bone"
    FLAT_BONE = "flat_bone"
    SESAMOID_BONE = "sesamoid_bone"
    KIN = "kin"


class ItemState(StrEnum):
    """Where a submitted sample stands at the laboratory."""

    SENT = "sent"
    RECEIVED = "received"
    REJECTED = "rejected"
    RESULT = "result"


class Verdict(StrEnum):
    """What the laboratory reports."""

    MATCH = "match"
    NO_MATCH = "no_match"
    INCONCLUSIVE = "inconclusive"
    FAILED = "failed"


class Basis(StrEnum):
    """What an identification rests on."""

    DNA = "dna"
    EVIDENCE = "evidence"
    UNNAMED = "unnamed"


class Remains(Base, CaseChild):
    """One set of remains, or a commingled group, with its code."""

    __tablename__ = "remains"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RemainsKind] = mapped_column(enum_type(RemainsKind, "kind"))
    count_certain: Mapped[bool] = mapped_column(default=True)
    excavation_id: Mapped[UUID] = mapped_column(ForeignKey("excavation.id"), index=True)
    found_on: Mapped[date]
    depth_m: Mapped[float | None]
    inventory: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")

    @property
    def may_be_sampled(self) -> bool:
        """A mass grave is never sampled (Decree 131/2021, article 146)."""
        return self.kind is not RemainsKind.MASS_GRAVE


class Effect(Base, CaseChild):
    """A belonging found with remains; an inscription keeps its exact letters."""

    __tablename__ = "effect"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    remains_id: Mapped[UUID] = mapped_column(ForeignKey("remains.id"), index=True)
    description: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)
    inscription: Mapped[str] = mapped_column(default="")


class Sample(Base, CaseChild):
    """A sealed, coded sample from remains or from kin, in somebody's custody."""

    __tablename__ = "sample"
    __table_args__ = (
        CheckConstraint("(kind = 'kin') = (kin_id IS NOT NULL)", name="kin_sample"),
        CheckConstraint("(kind <> 'kin') = (remains_id IS NOT NULL)", name="remains_sample"),
        CheckConstraint("(seal_code = '') = (sealed_on IS NULL)", name="sealed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[SampleKind] = mapped_column(enum_type(SampleKind, "kind"))
    remains_id: Mapped[UUID | None] = mapped_column(ForeignKey("remains.id"), index=True)
    kin_id: Mapped[UUID | None] = mapped_column(ForeignKey("kin.id"), index=True)
    taken_on: Mapped[date]
    seal_code: Mapped[str] = mapped_column(default="")
    sealed_on: Mapped[date | None]
    holder_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class CustodyEvent(Base, CaseChild):
    """A hand-over of a sample: from whom, to whom, under which seal."""

    __tablename__ = "custody_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sample_id: Mapped[UUID] = mapped_column(ForeignKey("sample.id"), index=True)
    from_org_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    to_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    seal_code: Mapped[str]
    seal_intact: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[str] = mapped_column(default="")


class Submission(Base, Recorded):
    """Samples sent to one laboratory together; read by the sender, the laboratory and the province."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_newest", text("sent_on DESC"), "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(unique=True)
    lab_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    sent_on: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notes: Mapped[str] = mapped_column(default="")

    items: Mapped[list["SubmissionItem"]] = relationship(order_by="SubmissionItem.blind_code", viewonly=True)


class SubmissionItem(Base, CaseChild):
    """A sample in a submission; the laboratory knows it by its blind code alone."""

    __tablename__ = "submission_item"
    __table_args__ = (Index("uq_submission_item_sample", "submission_id", "sample_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    sample_id: Mapped[UUID] = mapped_column(ForeignKey("sample.id"), index=True)
    blind_code: Mapped[str] = mapped_column(unique=True)
    lab_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[ItemState] = mapped_column(enum_type(ItemState, "state"), default=ItemState.SENT)
    state_reason: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime | None]
    # The result, as the laboratory reports it.
    verdict: Mapped[Verdict | None] = mapped_column(enum_type(Verdict, "verdict"))
    matched_code: Mapped[str] = mapped_column(default="")
    report_number: Mapped[str] = mapped_column(default="")
    reported_on: Mapped[date | None]
    result_notes: Mapped[str] = mapped_column(default="")

    submission: Mapped[Submission] = relationship(viewonly=True)
    sample: Mapped[Sample] = relationship(viewonly=True)


class Identification(Base, CaseChild):
    """Who the remains are, or that it is not known, and on what basis."""

    __tablename__ = "identification"
    __table_args__ = (CheckConstraint("(basis = 'unnamed') = (martyr_id IS NULL)", name="unnamed_has_no_martyr"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    remains_id: Mapped[UUID] = mapped_column(ForeignKey("remains.id"), index=True)
    basis: Mapped[Basis] = mapped_column(enum_type(Basis, "basis"))
    martyr_id: Mapped[UUID | None] = mapped_column(ForeignKey("martyr.id"), index=True)
    evidence: Mapped[str] = mapped_column(default="")
    accepted: Mapped[bool] = mapped_column(default=False)
    decision_reference: Mapped[str] = mapped_column(default="")
    kin_wishes: Mapped[str] = mapped_column(default="")


class Conclusion(Base, CaseChild):
    """Handover and reburial, which close a case."""

    __tablename__ = "conclusion"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    remains_id: Mapped[UUID] = mapped_column(ForeignKey("remains.id"), unique=True)
    handed_over_on: Mapped[date]
    handed_over_to: Mapped[str]
    reburied_on: Mapped[date]
    reburied_at: Mapped[str]
    inscription: Mapped[str] = mapped_column(default="")
