"""Read the audit log: as the auditor, the only role of the pages that may."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Select, column, func, or_, select, table, text
from sqlalchemy.orm import Session

from gis_case.audit.models import AuditEntry
from gis_case.core.actor import AUDITOR
from gis_case.core.clock import HANOI
from gis_case.core.db import db, open_session
from gis_case.core.search import like

# The tables of a higher floor, by the two columns the log needs of them.
PEOPLE = table("user_account", column("id"), column("name"))
ORGANISATIONS = table("organisation", column("id"), column("name"))

ROWS = 50
# Checking every link of a longer chain takes seconds: it is done when asked for.
CHECKED_UNASKED = 20_000


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its hash vouches for all that came before."""

    id: int
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log is narrowed by; empty values narrow nothing."""

    action: str = ""
    entity: str = ""
    entity_id: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries, newest first, with who and for which organisation; and where the neighbours begin."""

    rows: Sequence[tuple[AuditEntry, str | None, str | None]]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class ChainState:
    """How the chain stands: unbroken up to `last`, or broken at `broken`; None where it was not checked."""

    last: int
    checked: bool
    broken: int | None
    anchored: int | None
    anchor_matches: bool


@contextmanager
def auditor_session() -> Iterator[Session]:
    """A session of the auditor's; reading through it must itself be noted."""
    with open_session(db.engine, AUDITOR) as session:
        yield session


def broken_at(session: Session) -> int | None:
    """Return the number of the first entry whose chain is broken, or None."""
    found: int | None = session.scalar(text("SELECT audit_broken_at()"))
    return found


def head(session: Session) -> Head | None:
    """Return the newest entry, None while the log is empty; the session must be an auditor's or a worker's."""
    newest = select(AuditEntry.id, AuditEntry.at, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return Head(row.id, row.at, row.hash.hex()) if row else None


def last_anchor(path: Path) -> tuple[int, str] | None:
    """Return number and hash of the last whole line of the anchor file, None if there is none."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return None
    for line in reversed(lines):
        parts = line.split()
        if len(parts) == 3 and parts[1].isdecimal():
            return int(parts[1]), parts[2]
    return None


def _conditions(wanted: LogFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.action:
        yield AuditEntry.action == wanted.action
    if wanted.entity:
        yield AuditEntry.entity == wanted.entity
    if wanted.entity_id:
        yield AuditEntry.entity_id == wanted.entity_id
    if wanted.since:
        yield AuditEntry.at >= datetime.combine(wanted.since, time.min, HANOI)
    if wanted.until:
        yield AuditEntry.at < datetime.combine(wanted.until + timedelta(days=1), time.min, HANOI)
    for word in wanted.who.split():
        people = select(PEOPLE.c.id).where(func.fold_vi(PEOPLE.c.name).like(like(word)))
        orgs = select(ORGANISATIONS.c.id).where(func.fold_vi(ORGANISATIONS.c.name).like(like(word)))
        yield or_(AuditEntry.user_id.in_(people), AuditEntry.org_id.in_(orgs))


def entries_matching(wanted: LogFilter) -> Select[AuditEntry, str, str]:
    """Rows of entry, person and organisation narrowed by `wanted`."""
    told = (
        select(AuditEntry, PEOPLE.c.name, ORGANISATIONS.c.name)
        .outerjoin(PEOPLE, PEOPLE.c.id == AuditEntry.user_id)
        .outerjoin(ORGANISATIONS, ORGANISATIONS.c.id == AuditEntry.org_id)
    )
    return told.where(*_conditions(wanted))


def log_page(
    session: Session, wanted: LogFilter, *, before: int | None = None, after: int | None = None, rows: int = ROWS
) -> LogPage:
    """Return the newest entries, those below `before`, or those next above `after`."""
    told = entries_matching(wanted)
    if after is not None:
        found = session.execute(told.where(AuditEntry.id > after).order_by(AuditEntry.id).limit(rows + 1)).all()
        shown = found[:rows][::-1]
        more_newer, more_older = len(found) > rows, True
    else:
        below = told.where(AuditEntry.id < before) if before is not None else told
        found = session.execute(below.order_by(AuditEntry.id.desc()).limit(rows + 1)).all()
        shown = found[:rows]
        more_newer, more_older = before is not None, len(found) > rows
    if not shown:
        return LogPage([], None, None)
    return LogPage(
        rows=shown,
        older=shown[-1][0].id if more_older else None,
        newer=shown[0][0].id if more_newer else None,
    )


def chain_state(session: Session, *, anchor_file: str, asked: bool = False) -> ChainState:
    """Return how the chain stands, and whether it still holds what was anchored off this host."""
    newest = head(session)
    last = newest.id if newest else 0
    checked = asked or last <= CHECKED_UNASKED
    kept = last_anchor(Path(anchor_file)) if anchor_file else None
    matches = True
    if kept:
        found = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == kept[0]))
        matches = found is not None and found.hex() == kept[1]
    return ChainState(last, checked, broken_at(session) if checked else None, kept[0] if kept else None, matches)
