"""Write the audit log: one entry for each change and each reading of exact or personal data; anchor its head."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from gis_case.audit.models import AuditEntry
from gis_case.audit.queries import Head, head, last_anchor
from gis_case.core.actor import Actor
from gis_case.core.clock import now

# Put together once: an entry goes with nearly every page.
ENTRY = insert(AuditEntry.__table__).inline()  # type: ignore[arg-type]


def record(
    session: Session,
    *,
    actor: Actor | None,
    action: str,
    entity: str,
    entity_id: object,
    **details: Any,
) -> None:
    """Append one entry; `details` holds codes and field names, never names of people or coordinates.

    The database numbers, times and chains the entry, so the row is not read back: whoever writes it
    has no right to read the log.
    """
    session.flush()
    entry = {
        "user_id": actor.user_id if actor else None,
        "org_id": actor.org_id if actor else None,
        "action": action,
        "entity": entity,
        "entity_id": str(entity_id),
        "details": details,
        "at": now(),
    }
    session.execute(ENTRY, entry)


def anchor(session: Session, *, path: Path) -> Head | None:
    """Append "time id hash" of the head to `path`, a file off this host; nothing is added while nothing happened."""
    newest = head(session)
    if newest is None or last_anchor(path) == (newest.id, newest.hash):
        return newest
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now().isoformat(timespec='seconds')} {newest.id} {newest.hash}\n")
        file.flush()
        os.fsync(file.fileno())
    return newest
