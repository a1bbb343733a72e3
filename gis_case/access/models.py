"""Organisations, the sectors of border guard posts, and people's accounts."""

from datetime import datetime

from flask_security import UserMixin
from flask_security.datastore import AsaList
from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gis_case.core.actor import OrgKind, Role
from gis_case.core.clock import now
from gis_case.core.db import Base, enum_type


class Organisation(Base):
    """A commune, a border guard post, a command, a team, a department or a laboratory."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index("ix_organisation_point", "point", postgresql_using="gist"),
        Index(
            "ix_organisation_commune_geography",
            text("geography(point)"),
            postgresql_using="gist",
            postgresql_where=text("kind = 'commune'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[OrgKind] = mapped_column(enum_type(OrgKind, "kind"), index=True)
    name: Mapped[str]
    is_border: Mapped[bool] = mapped_column(default=False)
    confirmed: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(default="")
    area_km2: Mapped[float | None]
    # A point inside a commune, for distances and stand-ins; never the place of a military post.
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Sector(Base):
    """A commune that lies in the sector of a border guard post."""

    __tablename__ = "sector"

    post_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    confirmed: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")


class UserAccount(Base, UserMixin):
    """A person's account in one organisation, in one role."""

    __tablename__ = "user_account"
    __table_args__ = (Index("uq_user_account_email_folded", text("lower(email)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role, "role"))
    name: Mapped[str]
    email: Mapped[str] = mapped_column(String(255))
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    # The last half minute whose code was used: a code that was read over somebody's shoulder is worth nothing.
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_sign_in_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    org: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


# Flask-Security's own roles stay empty: ours are Role and Permission.
UserAccount.roles = []
