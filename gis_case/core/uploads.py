"""Uploads in parts, which may be continued after a lost connection: the parts gather in a file until all have come."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, func, select
from sqlalchemy.orm import Session

from gis_case.core.actor import WORKER
from gis_case.core.clock import now
from gis_case.core.db import open_session
from gis_case.core.errors import Refused, StorageFull
from gis_case.core.files import CHUNK, FULL, Received, receive, remove_unless
from gis_case.core.text import N_, message


@contextmanager
def room() -> Iterator[None]:
    """Say that there is no room when the disk does."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise


def part_of(root: Path, upload_id: UUID) -> Path:
    """Return where the parts of an upload gather."""
    return root / "incoming" / f"part-{upload_id.hex}"


def received_so_far(root: Path, upload_id: UUID) -> int:
    """Return how many bytes of an upload have come."""
    path = part_of(root, upload_id)
    return path.stat().st_size if path.exists() else 0


def add_part(root: Path, upload_id: UUID, *, offset: int, part: bytes, size: int) -> int:
    """Write one part at `offset`; a part that came before is not written twice. Return how many bytes have come."""
    with room():
        path = part_of(root, upload_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            have = file.seek(0, os.SEEK_END)
            if offset != have or have + len(part) > size:
                return have
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
            return have + len(part)


def gathered(root: Path, upload_id: UUID, *, name: str, size: int, judge: Callable[[Received], str]) -> Received:
    """Return the file whose parts have all come, judged."""
    path = part_of(root, upload_id)
    if received_so_far(root, upload_id) != size:
        raise Refused(message(N_("The file has not arrived whole. Choose it again: what has come is not sent twice.")))
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    received = Received(path, digest.hexdigest(), size, name)
    return replace(received, media_type=judge(received))


Source = IO[bytes] | tuple[UUID, int]
Forget = Callable[[Engine | Connection, Path, str], bool]


@contextmanager
def kept_while(
    session: Session, root: Path, source: Source, *, name: str, judge: Callable[[Received], str], forget: Forget
) -> Iterator[Received]:
    """A file on the disk for the time of a transaction: a stream, or the id and size of an upload in parts.

    If the block fails, row and file are both taken back; the parts of an upload stay, so that it may be tried again.

    Raises:
        Refused: the file is not what `judge` takes, and why.
        StorageFull: there is no room.
    """
    if isinstance(source, tuple):
        file = gathered(root, source[0], name=name, size=source[1], judge=judge)
    else:
        file = receive(source, root=root, name=name, judge=judge)
    try:
        yield file
    except BaseException:
        session.rollback()
        if not isinstance(source, tuple):
            file.discard()
        forget(session.get_bind(), root, file.sha256)
        raise


def hold(session: Session, digest: str) -> None:
    """Let nobody else put or take away these bytes until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def forget_unless(engine: Engine | Connection, root: Path, digest: str, known: ColumnElement[bool]) -> bool:
    """Remove an original, unless the database says that it is `known`; return whether it went."""
    with open_session(engine, WORKER) as session:
        hold(session, digest)
        gone = remove_unless(root, digest, lambda: bool(session.scalar(select(known))))
        session.commit()
    return gone


def sweep_uploads(engine: Engine, root: Path, *, older_than: timedelta, forget: Forget) -> int:
    """Remove uploads nobody finished and originals without a row; return how many files went."""
    removed, limit = 0, (now() - older_than).timestamp()
    for draft in (root / "incoming").glob("*"):
        if draft.stat().st_mtime < limit:
            draft.unlink(missing_ok=True)
            removed += 1
    for path in root.glob("??/*"):
        if len(path.name) == 64 and path.stat().st_mtime < limit:
            removed += forget(engine, root, path.name)
    return removed
