"""The files of maps: the original under its hash, and the pictures made of it."""

from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, exists
from sqlalchemy.orm import Session

from gis_case.core.errors import Refused
from gis_case.core.files import KINDS, Received, path_of, sniff
from gis_case.core.text import N_, message
from gis_case.core.uploads import Source, forget_unless, kept_while, sweep_uploads
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


def received(session: Session, files: Path, source: Source, *, name: str) -> AbstractContextManager[Received]:
    """A scan on the disk for the time of a transaction; see core.uploads.kept_while.

    Raises:
        Refused: the file is no scan, and why.
        StorageFull: there is no room.
    """
    return kept_while(session, folder_of(files), source, name=name, judge=judged, forget=forget)


def forget(engine: Engine | Connection, root: Path, digest: str) -> bool:
    """Remove an original that no row speaks of; return whether it went."""
    return forget_unless(engine, root, digest, exists().where(SourceMap.sha256 == digest))


def sweep_maps(engine: Engine, files: Path, *, older_than: timedelta = timedelta(days=3)) -> int:
    """Remove uploads nobody finished and originals without a row; return how many files went."""
    return sweep_uploads(engine, folder_of(files), older_than=older_than, forget=forget)
