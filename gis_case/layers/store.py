"""The files of boundaries and layers: the original under its hash for ever, and what was made of it beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import Connection, Engine, exists, func, or_, select
from sqlalchemy.orm import Session

from gis_case.core.actor import WORKER
from gis_case.core.clock import now
from gis_case.core.db import open_session
from gis_case.core.errors import Refused
from gis_case.core.files import Received, path_of, receive, remove_unless
from gis_case.core.text import N_, message
from gis_case.core.uploads import gathered
from gis_case.layers.models import BoundaryVersion, Format, MapLayer

VECTOR_ENDINGS = ("geojson", "json", "gpkg", "zip")
FORMATS = {
    "pmtiles": Format.PMTILES,
    "mbtiles": Format.MBTILES,
    "tif": Format.GEOTIFF,
    "tiff": Format.GEOTIFF,
} | dict.fromkeys(VECTOR_ENDINGS, Format.VECTOR)
ENDINGS = tuple(FORMATS)
TAKEN = "GeoJSON, GPKG, ZIP (Shapefile), PMTiles, MBTiles, GeoTIFF"


def folder_of(files: Path) -> Path:
    """Return where the files of layers lie below the folder of all files."""
    return files / "layers"


def made_of(root: Path, digest: str, crs: str) -> Path:
    """Return the folder of what is made of an original read in one system."""
    return path_of(root / "made", digest).with_name(f"{digest}-{sha256(crs.encode()).hexdigest()[:8]}")


def ending_of(name: str) -> str:
    """Return the ending of a file's name, in lower case."""
    return name.rpartition(".")[2].lower()


def judged(received: Received) -> str:
    """Refuse what is empty or of a kind that is not taken; what is in it is looked into later, apart."""
    if received.size_bytes == 0:
        raise Refused(message(N_("The file is empty (0 bytes). Choose it again.")))
    ending = ending_of(received.name)
    if ending not in FORMATS:
        kind = N_("Files of the kind “.%(ending)s” are not taken. Taken are: %(kinds)s.")
        raise Refused(message(kind, ending=ending[:12], kinds=TAKEN))
    return FORMATS[ending].value


@contextmanager
def received(session: Session, files: Path, source: IO[bytes] | tuple[UUID, int], *, name: str) -> Iterator[Received]:
    """A file on the disk for the time of a transaction: a stream, or the id and size of an upload in parts.

    If the block fails, row and file are both taken back; the parts of an upload stay, so that it may be tried again.

    Raises:
        Refused: the file is of no kind that is taken.
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
        known = select(or_(exists().where(BoundaryVersion.sha256 == digest), exists().where(MapLayer.sha256 == digest)))
        gone = remove_unless(root, digest, lambda: bool(session.scalar(known)))
        session.commit()
    return gone


def sweep_layers(engine: Engine, files: Path, *, older_than: timedelta = timedelta(days=3)) -> int:
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
