"""What a file of tiles says of itself: PMTiles by its header, MBTiles by its tables; refused when it cannot be so."""

import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from gis_case.core.text import N_, Message, message

PMTILES_MAGIC, PMTILES_HEADER = b"PMTiles\x03", 127
SQLITE_MAGIC = b"SQLite format 3\0"
GZIP_MAGIC = b"\x1f\x8b"
DEEPEST = 22
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
PMTILES_TYPES = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp"}
VECTOR = "mvt"
MOST_TILE_BYTES = 5_000_000


class ArchiveRefused(ValueError):
    """A file that cannot be used; `.reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Archive:
    """Zooms, bounds (west, south, east, north in degrees) and kind of the tiles: mvt or a kind of picture."""

    tiles: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]

    def as_found(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "tiles": self.tiles, "min_zoom": self.min_zoom, "max_zoom": self.max_zoom, "bounds": list(self.bounds),
        }  # fmt: skip


def _checked(archive: Archive) -> Archive:
    west, south, east, north = archive.bounds
    sound = (
        all(isfinite(value) for value in archive.bounds) and -180 <= west < east <= 180 and -90 <= south < north <= 90
    )
    if not sound:
        raise ArchiveRefused(message(N_("The file does not say which part of the earth it shows.")))
    if not 0 <= archive.min_zoom <= archive.max_zoom <= DEEPEST:
        raise ArchiveRefused(message(N_("The file says zooms that cannot be: %(low)s to %(high)s."),
                                     low=archive.min_zoom, high=archive.max_zoom))  # fmt: skip
    return archive


def read_pmtiles(path: Path) -> Archive:
    """Return what the header of a PMTiles archive (version 3) says; refuse a wrong, truncated or unknown one."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(PMTILES_HEADER)
    if not head.startswith(PMTILES_MAGIC):
        raise ArchiveRefused(message(N_("This is no PMTiles file of version 3.")))
    if len(head) < PMTILES_HEADER:
        raise ArchiveRefused(message(N_("The file ends too early. Copy it again, whole.")))
    parts = struct.unpack_from("<8Q", head, 8)
    if any(offset + length > size for offset, length in zip(parts[::2], parts[1::2], strict=True)):
        raise ArchiveRefused(message(N_("The file ends too early. Copy it again, whole.")))
    kind, low, high = head[99], head[100], head[101]
    if kind not in PMTILES_TYPES:
        raise ArchiveRefused(message(N_("The file holds tiles of a kind that is not known.")))
    degrees = [value / 1e7 for value in struct.unpack_from("<4i", head, 102)]
    return _checked(Archive(PMTILES_TYPES[kind], low, high, (degrees[0], degrees[1], degrees[2], degrees[3])))


def opened(path: Path) -> sqlite3.Connection:
    """Open an MBTiles file that nobody writes: no lock, no journal beside it, nothing of it is executed."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    return database


def read_mbtiles(path: Path) -> Archive:
    """Return what an MBTiles file says of itself; refuse what is no database, has no tiles, or is damaged."""
    with path.open("rb") as file:
        if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise ArchiveRefused(message(N_("This is no MBTiles file: it is not an SQLite database.")))
    try:
        with closing(opened(path)) as database:
            names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if not {"tiles", "metadata"} <= names:
                raise ArchiveRefused(message(N_("This is no MBTiles file: it has no tables “tiles” and “metadata”.")))
            said = {str(name): str(value) for name, value in database.execute("SELECT name, value FROM metadata")}
            found = database.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
            first = database.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
            if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise ArchiveRefused(message(N_("The file is damaged. Copy it again, whole.")))
    except sqlite3.DatabaseError as error:
        raise ArchiveRefused(message(N_("The file is damaged. Copy it again, whole."))) from error
    if first is None or not isinstance(first[0], bytes):
        raise ArchiveRefused(message(N_("The file holds no tiles.")))
    return _checked(Archive(_kind(first[0], said.get("format", "")), int(found[0]), int(found[1]), _bounds(said)))


def _kind(tile: bytes, said: str) -> str:
    if said.lower() in {"pbf", "mvt"} or tile.startswith(GZIP_MAGIC):
        return VECTOR
    for magic, kind in ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"RIFF", "webp")):
        if tile.startswith(magic):
            return kind
    raise ArchiveRefused(message(N_("The file holds tiles of a kind that is not known.")))


def _bounds(said: dict[str, str]) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in said.get("bounds", "").split(","))
    except ValueError:
        return -180.0, -85.0, 180.0, 85.0
    return west, south, east, north


def mbtiles_tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """Return one tile as it is kept, None when there is none; y counts from the north, as web maps do."""
    wanted = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    with closing(opened(path)) as database:
        row = database.execute(wanted, (z, x, 2**z - 1 - y)).fetchone()
    if row is None or not isinstance(row[0], bytes) or len(row[0]) > MOST_TILE_BYTES:
        return None
    tile: bytes = row[0]
    return tile
