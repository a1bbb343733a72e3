"""Files of a dossier: no row without its file, no file without its row, the original for ever untouched."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import Connection, Engine, exists, func, select
from sqlalchemy.orm import Session

from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, Document
from gis_case.core.actor import WORKER, Actor
from gis_case.core.clock import now
from gis_case.core.db import open_session
from gis_case.core.errors import NotFound
from gis_case.core.files import Received, path_of, publish, receive, remove_unless
from gis_case.jobs.services import enqueue

CHECK = "document.check"


@contextmanager
def received(session: Session, stream: IO[bytes], *, root: Path, name: str) -> Iterator[Received]:
    """A file on the disk for the time of a transaction: if the block fails, both are taken back.

    Raises:
        Refused: the file is not to be kept, and why.
        StorageFull: there is no room.
    """
    file = receive(stream, root=root, name=name)
    try:
        yield file
    except BaseException:
        session.rollback()
        file.discard()
        forget(session.get_bind(), root, file.sha256)
        raise


def attach_document(
    session: Session, *, actor: Actor, case: Case, file: Received, root: Path, category: str = ""
) -> Document:
    """Put a received file into the dossier, and have it looked into."""
    _hold(session, file.sha256)
    publish(file, root)
    document = Document(
        case_id=case.id,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
        name=file.name,
        category=category,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
    )
    session.add(document)
    session.flush()
    enqueue(session, CHECK, f"{CHECK}:{document.id}", {"document_id": str(document.id)})
    happened(
        session,
        actor=actor,
        case_id=case.id,
        what=What.DOCUMENT_ADDED,
        entity="document",
        entity_id=document.id,
        category=category,
    )
    return document


def get_document(session: Session, case: Case, document_id: UUID) -> Document:
    """Return one file of a case that was already found readable."""
    document = session.scalars(
        select(Document).where(Document.id == document_id, Document.case_id == case.id)
    ).one_or_none()
    if document is None:
        raise NotFound
    return document


def _hold(session: Session, digest: str) -> None:
    """Let nobody else put or take away these bytes until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def forget(engine: Engine | Connection, root: Path, digest: str) -> bool:
    """Remove bytes that no row speaks of; return whether they went."""
    with open_session(engine, WORKER) as session:
        _hold(session, digest)
        spoken_of = select(exists().where(Document.sha256 == digest))
        gone = remove_unless(root, digest, lambda: bool(session.scalar(spoken_of)))
        session.commit()
    return gone


def sweep_files(engine: Engine, root: Path, *, older_than: timedelta = timedelta(days=1)) -> int:
    """Remove what a power cut between file and row left behind; return how many files went."""
    limit = (now() - older_than).timestamp()
    removed = 0
    for draft in (root / "incoming").glob("*"):
        if draft.stat().st_mtime < limit:
            draft.unlink(missing_ok=True)
            removed += 1
    for path in root.glob("??/*"):
        if len(path.name) == 64 and path.stat().st_mtime < limit and path == path_of(root, path.name):
            removed += forget(engine, root, path.name)
    return removed
