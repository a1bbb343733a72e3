"""The files of boundaries and layers: the original under its hash for ever, and what was made of it beside."""

from contextlib import AbstractContextManager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, exists, or_
from sqlalchemy.orm import Session

from gis_case.core.errors import Refused
from gis_case.core.files import Received, path_of
from gis_case.core.text import N_, message
from gis_case.core.uploads import Source, forget_unless, kept_while, sweep_uploads
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


def received(session: Session, files: Path, source: Source, *, name: str) -> AbstractContextManager[Received]:
    """A file on the disk for the time of a transaction; see core.uploads.kept_while.

    Raises:
        Refused: the file is of no kind that is taken.
        StorageFull: there is no room.
    """
    return kept_while(session, folder_of(files), source, name=name, judge=judged, forget=forget)


def forget(engine: Engine | Connection, root: Path, digest: str) -> bool:
    """Remove an original that no row speaks of; return whether it went."""
    known = or_(exists().where(BoundaryVersion.sha256 == digest), exists().where(MapLayer.sha256 == digest))
    return forget_unless(engine, root, digest, known)


def sweep_layers(engine: Engine, files: Path, *, older_than: timedelta = timedelta(days=3)) -> int:
    """Remove uploads nobody finished and originals without a row; return how many files went."""
    return sweep_uploads(engine, folder_of(files), older_than=older_than, forget=forget)
