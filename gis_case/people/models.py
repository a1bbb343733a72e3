"""People: who told, who is sought, and the kin who wait."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.core.columns import Readable, Recorded
from gis_case.core.db import Base, enum_type

UNIT_KEY = "btrim(regexp_replace(fold_vi(unit), '[^a-z0-9]+', ' ', 'g'))"


class InformantKind(StrEnum):
    """How an informant comes to know."""

    WITNESS = "witness"
    VETERAN = "veteran"
    KIN = "kin"
    CITIZEN = "citizen"
    ARCHIVE = "archive"


class KinLine(StrEnum):
    """The line that ties a relative to the martyr; it decides which DNA method can use a sample."""

    MATERNAL = "maternal"
    PATERNAL = "paternal"
    UNKNOWN = "unknown"


class Informant(Base, Recorded, Readable):
    """Somebody who gave information; readable to whoever reads one of their reports."""

    __tablename__ = "informant"
    __table_args__ = (
        CheckConstraint("heard_from_id <> id", name="not_from_self"),
        CheckConstraint("(same_story_id IS NULL) = (same_story_reason = '')", name="same_story_has_reason"),
        Index("ix_informant_readers", "reader_org_ids", postgresql_using="gin"),
        Index("ix_informant_same_story", "same_story_id", postgresql_where=text("same_story_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    kind: Mapped[InformantKind] = mapped_column(enum_type(InformantKind, "kind"))
    birth_year: Mapped[int | None]
    unit: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    # Who this informant had it from: two voices that repeat one source are one source.
    heard_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("informant.id"), index=True)
    # The unit as it is compared: who served together may tell what all of them tell each other.
    unit_key: Mapped[str] = mapped_column(Computed(UNIT_KEY, persisted=True))
    # Informants of one id tell one and the same story; each carries the reason why that is thought.
    same_story_id: Mapped[UUID | None]
    same_story_reason: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}


class Martyr(Base, Recorded, Readable):
    """A war dead who is sought, as papers and kin describe them."""

    __tablename__ = "martyr"
    __table_args__ = (
        Index("ix_martyr_readers", "reader_org_ids", postgresql_using="gin"),
        Index(
            "ix_martyr_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    birth_year: Mapped[int | None]
    home_place: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    unit_code: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(default="")
    death_text: Mapped[str] = mapped_column(default="")
    death_earliest: Mapped[date | None]
    death_latest: Mapped[date | None]
    death_notice: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(
        Computed("fold_vi(name || ' ' || unit || ' ' || unit_code)", persisted=True)
    )
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}

    kin: Mapped[list["Kin"]] = relationship(order_by="Kin.created_at")


class Kin(Base, Recorded, Readable):
    """A relative of a martyr."""

    __tablename__ = "kin"
    __table_args__ = (Index("ix_kin_readers", "reader_org_ids", postgresql_using="gin"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    martyr_id: Mapped[UUID] = mapped_column(ForeignKey("martyr.id"), index=True)
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    line: Mapped[KinLine] = mapped_column(enum_type(KinLine, "line"), default=KinLine.UNKNOWN)
    contact: Mapped[str] = mapped_column(default="")
    wishes: Mapped[str] = mapped_column(default="")
