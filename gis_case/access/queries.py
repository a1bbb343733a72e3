"""Which organisations and accounts there are, and how lists of them are asked for."""

from dataclasses import dataclass

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, Sector, UserAccount
from gis_case.core.actor import OrgKind, Role
from gis_case.core.errors import NotFound
from gis_case.core.search import like

BY_NAME = (Organisation.name.collate("vi-x-icu"), Organisation.id)


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What the list of organisations is narrowed by."""

    words: str = ""
    kind: OrgKind | None = None
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What the list of accounts is narrowed by."""

    words: str = ""
    role: Role | None = None
    closed: bool = False


def unconfirmed() -> Select[Organisation]:
    """The organisations of which the province has still to confirm something: themselves or their sector."""
    doubtful = select(Sector.post_id).where(Sector.confirmed == false())
    statement = select(Organisation).where(
        Organisation.active, or_(Organisation.confirmed == false(), Organisation.id.in_(doubtful))
    )
    return statement.order_by(*BY_NAME)


def organisations_matching(wanted: OrganisationFilter) -> Select[Organisation]:
    """The organisations narrowed by `wanted`, by name; words match with or without tone marks."""
    statement = unconfirmed() if wanted.unconfirmed else select(Organisation)
    for word in wanted.words.split():
        text = func.fold_vi(Organisation.name + " " + Organisation.code + " " + Organisation.note)
        statement = statement.where(text.like(like(word)))
    if wanted.kind:
        statement = statement.where(Organisation.kind == wanted.kind)
    return statement.order_by(None).order_by(*BY_NAME)


def active_organisations() -> Select[Organisation]:
    """The organisations that people may work in, by name."""
    return select(Organisation).where(Organisation.active).order_by(*BY_NAME)


def get_organisation(session: Session, org_id: int) -> Organisation:
    """Return one organisation; raise NotFound if there is none."""
    org = session.get(Organisation, org_id)
    if org is None:
        raise NotFound
    return org


def sector_of(post_id: int) -> Select[Organisation, bool]:
    """Rows of commune and whether it is confirmed, for the sector of one post."""
    joined = select(Organisation, Sector.confirmed).join(Sector, Sector.commune_id == Organisation.id)
    return joined.where(Sector.post_id == post_id).order_by(*BY_NAME)


def posts_of_commune(commune_id: int) -> Select[Organisation, bool]:
    """Rows of post and whether it is confirmed, for the posts in whose sector a commune lies."""
    joined = select(Organisation, Sector.confirmed).join(Sector, Sector.post_id == Organisation.id)
    return joined.where(Sector.commune_id == commune_id).order_by(*BY_NAME)


def communes_outside(post_id: int) -> Select[Organisation]:
    """The communes that may still be added to a sector, those on the border first."""
    inside = select(Sector.commune_id).where(Sector.post_id == post_id)
    communes = select(Organisation).where(
        Organisation.kind == OrgKind.COMMUNE, Organisation.active, Organisation.id.not_in(inside)
    )
    return communes.order_by(Organisation.is_border.desc(), *BY_NAME)


def people_of(org_id: int) -> Select[UserAccount]:
    """Who has an account in an organisation."""
    return select(UserAccount).where(UserAccount.org_id == org_id).order_by(UserAccount.name.collate("vi-x-icu"))


def users_matching(wanted: UserFilter) -> Select[UserAccount]:
    """The accounts narrowed by `wanted`, by name."""
    statement = select(UserAccount).join(Organisation, Organisation.id == UserAccount.org_id)
    for word in wanted.words.split():
        text = func.fold_vi(UserAccount.name + " " + UserAccount.email + " " + Organisation.name)
        statement = statement.where(text.like(like(word)))
    if wanted.role:
        statement = statement.where(UserAccount.role == wanted.role)
    statement = statement.where(UserAccount.active != wanted.closed)
    return statement.order_by(UserAccount.name.collate("vi-x-icu"), UserAccount.id)


def get_user(session: Session, user_id: int) -> UserAccount:
    """Return one account; raise NotFound if there is none."""
    user = session.get(UserAccount, user_id)
    if user is None:
        raise NotFound
    return user
