"""Write down informants and what ties them to each other, martyrs and kin."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused, Stale
from gis_case.core.signals import informants_changed
from gis_case.core.text import N_, message
from gis_case.people.models import Informant, InformantKind, Kin, KinLine, Martyr
from gis_case.people.queries import ties_of
from gis_case.people.sources import leads_back

# Two who tie two people to each other at once must not close a circle together.
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('informants', 0))")


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


def change_ties(
    session: Session,
    *,
    actor: Actor,
    informant: Informant,
    seen_version: int,
    heard_from_id: UUID | None,
    unit: str,
    leaves_story: bool = False,
) -> None:
    """Say whom an informant had it from, and their unit; raise Stale if somebody changed it since `seen_version`.

    `leaves_story` takes them out of the story that they were said to share.
    """
    session.execute(LOCK)
    _locked(session, informant, seen_version)
    ties = ties_of(session, [heard_from_id])
    if heard_from_id is not None and leads_back(informant.id, heard_from_id, ties):
        raise Refused(
            message(
                N_("That closes a circle: whoever you chose had it from %(name)s. Choose another, or nobody."),
                name=informant.name,
            )
        )
    new = {"heard_from_id": heard_from_id, "unit": " ".join(unit.split())}
    fields = sorted(name for name, value in new.items() if getattr(informant, name) != value)
    for name in fields:
        setattr(informant, name, new[name])
    if fields:
        _told_ties(session, actor, "informant.ties_changed", [informant.id], fields=fields)
    if leaves_story and (left := _leave_story(session, informant)):
        _told_ties(session, actor, "informant.story_left", left)


def share_story(session: Session, *, actor: Actor, informants: Sequence[Informant], reason: str) -> None:
    """Say that several informants tell one story, which counts once; whoever shares one with them already is of it."""
    refused = []
    if len({one.id for one in informants}) < 2:
        refused.append(message(N_("Tick at least two people who tell one and the same story.")))
    if not reason.strip():
        refused.append(message(N_("Say why, for example: both tell what was said at the meeting of 2019.")))
    if refused:
        raise Refused(*refused)
    session.execute(LOCK)
    known = {one.same_story_id for one in informants} - {None}
    more = session.scalars(select(Informant).where(Informant.same_story_id.in_(known))).all() if known else []
    # A story that is there already goes on: it may be told by people whom the actor does not know.
    story = min(known, key=str) if known else uuid4()
    together = {one.id: one for one in (*informants, *more)}
    for one in together.values():
        one.same_story_id, one.same_story_reason = story, reason.strip()
    _told_ties(session, actor, "informant.story_shared", together)


def _leave_story(session: Session, informant: Informant) -> list[UUID]:
    """Take an informant out of the story they share; one who would share it with nobody is out of it too."""
    if informant.same_story_id is None:
        return []
    others = session.scalars(
        select(Informant).where(Informant.same_story_id == informant.same_story_id, Informant.id != informant.id)
    ).all()
    leaving = [informant, *others] if len(others) == 1 else [informant]
    for one in leaving:
        one.same_story_id, one.same_story_reason = None, ""
    return [one.id for one in leaving]


def _locked(session: Session, informant: Informant, seen_version: int) -> None:
    session.refresh(informant, with_for_update=True)
    if informant.version != seen_version:
        raise Stale


def _told_ties(session: Session, actor: Actor, action: str, ids: Iterable[UUID], **params: Any) -> None:
    session.flush()
    changed = sorted(ids, key=str)
    for one in changed:
        record(session, actor=actor, action=action, entity="informant", entity_id=one, **params)
    informants_changed.send(session=session, informant_ids=changed)


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
