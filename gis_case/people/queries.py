"""Which martyrs and informants an actor may read, and what ties informants to each other."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select, text
from sqlalchemy.orm import Session

from gis_case.core.actor import Actor
from gis_case.core.errors import NotFound
from gis_case.core.search import like
from gis_case.people.models import Informant, Martyr
from gis_case.people.sources import Tie, Who


def readable_martyrs(actor: Actor) -> Select[Martyr]:
    """The martyrs `actor` may read; the database's own policies say the same."""
    if actor.sees_whole_province:
        return select(Martyr)
    return select(Martyr).where(Martyr.reader_org_ids.contains([actor.org_id]))


def get_martyr(session: Session, actor: Actor, martyr_id: UUID) -> Martyr:
    """Return one readable martyr; raise NotFound for one that is absent or not the actor's to know of."""
    martyr = session.scalars(readable_martyrs(actor).where(Martyr.id == martyr_id)).one_or_none()
    if martyr is None:
        raise NotFound
    return martyr


def martyrs_matching(actor: Actor, words: str) -> Select[Martyr]:
    """Readable martyrs whose name or unit holds every word, with or without tone marks."""
    statement = readable_martyrs(actor)
    for word in words.split():
        statement = statement.where(Martyr.search_text.like(like(word)))
    return statement.order_by(func.length(Martyr.name), Martyr.name.collate("vi-x-icu"), Martyr.id)


CHAIN = text("SELECT id, heard_from_id, unit_key, same_story_id FROM informant_chain(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid()))
)


def readable_informants(actor: Actor) -> Select[Informant]:
    """The informants `actor` may know; the database's own policies say the same."""
    statement = select(Informant)
    if actor.sees_whole_province:
        return statement
    return statement.where(Informant.reader_org_ids.contains([actor.org_id]))


def get_informant(session: Session, actor: Actor, informant_id: UUID) -> Informant:
    """Return one readable informant; raise NotFound for one that is absent or not the actor's to know of."""
    found = session.scalars(readable_informants(actor).where(Informant.id == informant_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def ties_of(session: Session, informants: Iterable[UUID | None]) -> dict[Who, Tie]:
    """Return what ties these informants, and whoever they had it from, to others.

    The database answers for the whole chain, also where it leads through people whom the asker may not know: how many
    independent sources there are is one number for everybody. Ids and units are told, never a name.
    """
    ids = sorted({one for one in informants if one is not None}, key=str)
    if not ids:
        return {}
    return {
        row.id: Tie(row.heard_from_id, row.unit_key, row.same_story_id) for row in session.execute(CHAIN, {"ids": ids})
    }
