"""Write down informants, martyrs and kin."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.errors import Stale
from gis_case.people.models import Informant, InformantKind, Kin, KinLine, Martyr


def add_informant(
    session: Session,
    *,
    actor: Actor,
    name: str,
    kind: InformantKind,
    heard_from_id: UUID | None = None,
    **details: Any,
) -> Informant:
    """Write down somebody who gave information; `details` are further columns of Informant."""
    informant = Informant(
        name=name.strip(),
        kind=kind,
        heard_from_id=heard_from_id,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
        **details,
    )
    session.add(informant)
    session.flush()
    record(session, actor=actor, action="informant.added", entity="informant", entity_id=informant.id)
    return informant


def add_martyr(session: Session, *, actor: Actor, name: str, **details: Any) -> Martyr:
    """Write down a martyr who is sought; `details` are further columns of Martyr."""
    martyr = Martyr(name=name.strip(), org_id=actor.org_id, created_by_id=actor.user_id, **details)
    session.add(martyr)
    session.flush()
    record(session, actor=actor, action="martyr.added", entity="martyr", entity_id=martyr.id)
    return martyr


def change_martyr(session: Session, *, actor: Actor, martyr: Martyr, seen_version: int, **details: Any) -> None:
    """Correct what is known of a martyr; raise Stale if somebody changed it since `seen_version`."""
    session.refresh(martyr, with_for_update=True)
    if martyr.version != seen_version:
        raise Stale
    changed = sorted(key for key, value in details.items() if getattr(martyr, key) != value)
    for key in changed:
        setattr(martyr, key, details[key])
    if changed:
        record(session, actor=actor, action="martyr.changed", entity="martyr", entity_id=martyr.id, fields=changed)


def add_kin(
    session: Session, *, actor: Actor, martyr: Martyr, name: str, line: KinLine = KinLine.UNKNOWN, **details: Any
) -> Kin:
    """Write down a relative of a martyr; `details` are further columns of Kin."""
    kin = Kin(
        martyr_id=martyr.id, name=name.strip(), line=line, org_id=actor.org_id, created_by_id=actor.user_id, **details
    )
    session.add(kin)
    session.flush()
    record(session, actor=actor, action="kin.added", entity="kin", entity_id=kin.id)
    return kin
