"""The files of maps: the original under its hash, and the pictures made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import Connection, Engine, exists, func, select
from sqlalchemy.orm import Session

from gis_case.core.actor import WORKER
from gis_case.core.clock import now
from gis_case.core.db import open_session
from gis_case.core.errors import Refused
from gis_case.core.files import KINDS, Received, path_of, receive, remove_unless, sniff
from gis_case.core.text import N_, message
from gis_case.core.uploads import gathered
from gis_case.sketchmaps.models import SourceMap

ENDINGS = ("jpg", "jpeg", "png", "tif", "tiff", "heic", "heif", "pdf")
TAKEN = "JPEG, PNG, TIFF, HEIC, PDF"


def folder_of(files: Path) -> Path:
    """Return where maps lie below the folder of all files."""
    return files / "maps"


def derived_of(root: Path, sha256: str, page: int | None) -> Path:
    """Return the folder of the pictures made of one page of an original."""
    return path_of(root / "derived", sha256).with_name(f"{sha256}-{page or 1}")


def warped_of(root: Path, fit_id: UUID) -> Path:
    """Return the file of the warped picture of a fit."""
    return root / "warped" / fit_id.hex[:2] / f"{fit_id.hex}.tif"


def judged(received: Received) -> str:
    """Return the media type of a scan; refuse what is no picture. How many pixels it has is judged later, apart."""
    if received.size_bytes == 0:
        raise Refused(message(N_("The file is empty (0 bytes). Choose it again, or scan the paper once more.")))
    ending = received.name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise Refused(
            message(
                N_("Files of the kind “.%(ending)s” are not taken. Taken are: %(kinds)s."),
                ending=ending[:12],
                kinds=TAKEN,
            )
        )
    found = sniff(received.draft)
    if found not in KINDS[ending]:
        raise Refused(
            message(
                N_("The file is named “.%(ending)s”, but its content is not of that kind. Save it again and send it."),
                ending=ending,
            )
        )
    return found


@contextmanager
def received(session: Session, files: Path, source: IO[bytes] | tuple[UUID, int], *, name: str) -> Iterator[Received]:
    """A scan on the disk for the time of a transaction: a stream, or the id and size of an upload in parts.

    If the block fails, row and file are both taken back; the parts of an upload stay, so that it may be tried again.

    Raises:
        Refused: the file is no scan, and why.
        StorageFull: there is no room.
    """
    root = folder_of(files)
    if isinstance(source, tuple):
        file = gathered(root, source[0], name=name, size=source[1], judge=judged)
    else:
        file = receive(source, root=root, name=name, judge=judged)
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


def forget(engine: Engine | Connection, root: Path, digest: str) -> bool:
    """Remove an original that no row speaks of; return whether it went."""
    with open_session(engine, WORKER) as session:
        hold(session, digest)
        spoken_of = select(exists().where(SourceMap.sha256 == digest))
        gone = remove_unless(root, digest, lambda: bool(session.scalar(spoken_of)))
        session.commit()
    return gone


def sweep_maps(engine: Engine, files: Path, *, older_than: timedelta = timedelta(days=3)) -> int:
    """Remove uploads nobody finished and originals without a row; return how many files went."""
    root, removed = folder_of(files), 0
    limit = (now() - older_than).timestamp()
    for draft in (root / "incoming").glob("*"):
        if draft.stat().st_mtime < limit:
            draft.unlink(missing_ok=True)
            removed += 1
    for path in root.glob("??/*"):
        if len(path.name) == 64 and path.stat().st_mtime < limit:
            removed += forget(engine, root, path.name)
    return removed
