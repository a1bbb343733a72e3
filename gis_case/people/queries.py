"""Which martyrs an actor may read."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gis_case.core.actor import Actor
from gis_case.core.errors import NotFound
from gis_case.core.search import like
from gis_case.people.models import Martyr


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
