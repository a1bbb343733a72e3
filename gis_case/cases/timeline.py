"""The timeline of a case in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.events import WORDS, What
from gis_case.cases.models import Case, CaseEvent, StageChange
from gis_case.cases.queries import NEWEST_EVENTS, events_of
from gis_case.cases.stages import Stage, name_of
from gis_case.core.text import N_, Message, message

# What the codes in an event's parameters say, where saying it helps: event -> parameter -> value -> words.
DETAILS: dict[What, tuple[str, dict[object, str]]] = {
    What.POSITION_JUDGED: ("status", {"verified": N_("Verified"), "rejected": N_("Rejected")}),
    What.PLAN_DECIDED: ("status", {"approved": N_("Approved"), "returned": N_("Returned")}),
    What.CLEARANCE_ADDED: ("cleared", {True: N_("The ground is clear"), False: N_("The ground is not clear")}),
    What.CONCURRENCE_GIVEN: ("agrees", {True: N_("The post concurs"), False: N_("The post does not concur")}),
    What.FINDING_ADDED: ("kind", {"nothing_found": N_("Searched, nothing found")}),
    What.EXCAVATION_ADDED: ("remains_found", {True: N_("Remains were found"), False: N_("No remains were found")}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    what: Message
    who: str
    org: str
    detail: Message | str | None = None


def timeline(session: Session, case: Case, changes: Sequence[StageChange], *, whole: bool = False) -> list[Entry]:
    """Return what happened in a case, newest first; `changes` are its moves, which hold their reasons."""
    rows = session.execute(events_of(case.id, newest=None if whole else NEWEST_EVENTS)).all()
    names = _names(session, [event for event, *_ in rows])
    # The last moves are the first of the newest-first list: take them from the end, one for each event.
    moves = [change for change in changes if change.source is not None]
    entries = []
    for event, who, org in rows:
        known = event.what in set(What)
        change = moves.pop() if event.what == What.MOVED and moves else None
        what = message(WORDS[What(event.what)]) if known else Message(event.what)
        entries.append(Entry(event.created_at, what, who, org, _detail(event, change, names) if known else None))
    return entries


def _names(session: Session, events: Iterable[CaseEvent]) -> dict[str, str]:
    codes = {str(event.params[key]) for event in events for key in ("org", "team") if key in event.params}
    if not codes:
        return {}
    found = session.scalars(select(Organisation).where(Organisation.code.in_(codes)))
    return {org.code: org.name for org in found}


def _detail(event: CaseEvent, change: StageChange | None, names: dict[str, str]) -> Message | str | None:
    what, params = What(event.what), event.params
    if what is What.MOVED:
        return _move(params, change)
    if code := params.get("org") or params.get("team"):
        return names.get(str(code), str(code))
    if what in DETAILS:
        key, words = DETAILS[what]
        return message(words[params[key]]) if params.get(key) in words else None
    return None


def _move(params: dict[str, Any], change: StageChange | None) -> Message:
    stages = {end: name_of(Stage(params[end])) for end in ("source", "target")}
    if change is not None and change.reason:
        return message(N_("%(source)s → %(target)s: %(reason)s"), reason=change.reason, **stages)
    return message(N_("%(source)s → %(target)s"), **stages)


def entered(changes: Iterable[StageChange]) -> dict[str, datetime]:
    """Return when each stage was last entered."""
    return {change.target.value: change.created_at for change in changes}
