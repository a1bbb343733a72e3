"""The regular work of the audit log."""

from pathlib import Path

from sqlalchemy.orm import Session

from gis_case.audit.queries import Head
from gis_case.audit.services import anchor


def anchor_head(session: Session, anchor_file: str) -> Head | None:
    """Anchor the head of the log in `anchor_file`; does nothing where none is configured. Safe to run twice."""
    return anchor(session, path=Path(anchor_file)) if anchor_file else None
