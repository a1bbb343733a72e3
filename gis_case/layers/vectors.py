"""Areas, lines and points of a file, in degrees on WGS 84: GeoJSON, GeoPackage, or the parts of a Shapefile in a ZIP.

What is opened is told by its first bytes, never by its name: a file that would make the reader open others is refused.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from gis_case.core.text import N_, Message, message
from gis_case.layers.rules.archives import SQLITE_MAGIC
from gis_case.layers.rules.systems import SystemRefused, way_to_wgs84

PARTS = frozenset({"shp", "shx", "dbf", "prj", "cpg"})
MOST_UNZIPPED = 600 * 1024 * 1024
MOST_FEATURES = 50_000
MOST_CORNERS = 5_000_000
# What a GeoPackage calls itself in the head of its database.
GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
DAMAGED = N_("The file could not be read: it is damaged, or not what its name says.")


class VectorRefused(ValueError):
    """A file that cannot be used; `.reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class AsksSystem(ValueError):
    """The file does not say in which coordinate system it is, or says one that cannot be right."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Shapes (degrees, longitude first) with their attributes, and the system the file was in."""

    shapes: NDArray[Any]
    rows: list[dict[str, Any]]
    crs: str
    stated: bool


def read_vectors(path: Path, crs: str = "", most: int = MOST_FEATURES) -> Vectors:
    """Return the shapes of `path`; `crs` is what a person says it is in, before what the file says.

    Raises:
        VectorRefused: no such file, damaged, too large, nothing in it.
        AsksSystem: the file does not say its system, or its numbers are no degrees.
    """
    with _readable(path) as source:
        try:
            layer = _layer(source)
            meta, _, shapes, values = _read(source, layer, most)
        except (DataSourceError, DataLayerError, UnicodeDecodeError, ValueError, RuntimeError) as error:
            raise VectorRefused(message(DAMAGED)) from error
    if shapes is None or len(shapes) == 0:
        raise VectorRefused(message(N_("The file holds no shapes.")))
    if len(shapes) > most:
        raise VectorRefused(message(N_("The file holds more than %(most)s shapes. Take a part of it."), most=most))
    found = shapely.from_wkb(shapes)
    if shapely.get_num_coordinates(found).sum() > MOST_CORNERS:
        raise VectorRefused(
            message(N_("The file has more than %(most)s corners. Simplify it first."), most=MOST_CORNERS)
        )
    names = [str(name) for name in meta["fields"]]
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in zip(*values, strict=True)] or [{}] * len(found)
    system = crs or meta.get("crs") or ""
    return Vectors(_on_earth(found, system), rows, system, not crs)


def _read(source: Path, layer: str | None, most: int) -> Any:
    how = {"layer": layer, "force_2d": True, "max_features": most + 1, "datetime_as_string": True}
    if source.suffix != ".shp" or source.with_suffix(".cpg").exists():
        return pyogrio.raw.read(source, **how)
    try:  # nothing says how its letters are written: modern ones are UTF-8, which is told from the old by trying
        return pyogrio.raw.read(source, encoding="UTF-8", **how)
    except UnicodeDecodeError:
        return pyogrio.raw.read(source, encoding="CP1258", **how)


def _layer(source: Path) -> str | None:
    """Return the layer to read: the first that has areas, else the first that has shapes at all."""
    layers = [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(source)]
    with_areas = [name for name, kind in layers if "Polygon" in kind]
    return next(iter([*with_areas, *(name for name, kind in layers if kind)]), None)


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value if isinstance(value, int | float) else str(value)


def _on_earth(shapes: NDArray[Any], crs: str) -> NDArray[Any]:
    """Return the shapes in degrees; numbers that cannot be degrees are no degrees, whatever the file says."""
    if not crs:
        raise AsksSystem
    try:
        way = way_to_wgs84(crs)
    except SystemRefused as error:
        raise VectorRefused(error.reason) from error

    def move(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(way.transform(corners[:, 0], corners[:, 1]))

    moved = shapely.transform(shapes, move)
    corners = shapely.get_coordinates(moved)
    degrees = np.isfinite(corners).all() and (np.abs(corners) <= (180.0, 90.0)).all()
    if not len(corners) or not degrees:
        raise AsksSystem
    return np.asarray(moved)


@contextmanager
def _readable(path: Path) -> Iterator[Path]:
    """The file under a name that its reader knows it by, for as long as it is read."""
    with path.open("rb") as file:
        head = file.read(4096)
    with TemporaryDirectory(prefix="layer-") as folder:
        if head.startswith(b"PK\x03\x04"):
            yield _unzipped(path, Path(folder))
        elif head.startswith(SQLITE_MAGIC):
            if head[68:72] not in GEOPACKAGE:
                raise VectorRefused(message(DAMAGED))
            yield _linked(path, Path(folder) / "areas.gpkg")
        elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            yield _linked(path, Path(folder) / "areas.geojson")
        else:
            kinds = N_("This is no GeoJSON, no GeoPackage and no ZIP of a Shapefile.")
            raise VectorRefused(message(kinds))


def _linked(path: Path, name: Path) -> Path:
    name.symlink_to(path.resolve())
    return name


def _unzipped(path: Path, folder: Path) -> Path:
    """Unpack the one Shapefile of a ZIP under names of ours; what else lies in it is left alone."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = [one for one in package.infolist() if one.filename.rpartition(".")[2].lower() in PARTS]
            shapes = [one for one in parts if one.filename.lower().endswith(".shp")]
            if len(shapes) != 1:
                count = N_("The ZIP must hold one Shapefile; it holds %(count)s.")
                raise VectorRefused(message(count, count=len(shapes)))
            stem = shapes[0].filename[:-4]
            parts = [one for one in parts if one.filename[:-4] == stem]
            missing = {"shp", "shx", "dbf"} - {one.filename[-3:].lower() for one in parts}
            if missing:
                parts_missing = N_("The ZIP lacks parts of the Shapefile: %(parts)s.")
                raise VectorRefused(message(parts_missing, parts=", ".join(f".{one}" for one in sorted(missing))))
            if sum(one.file_size for one in parts) > MOST_UNZIPPED:
                raise VectorRefused(message(N_("Unpacked, the ZIP is too large.")))
            for one in parts:
                _unpack(package, one, folder / f"areas.{one.filename[-3:].lower()}")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise VectorRefused(message(DAMAGED)) from error
    return folder / "areas.shp"


def _unpack(package: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path) -> None:
    """Write one part; its size is counted, since the list of a ZIP may lie."""
    left = part.file_size
    with package.open(part) as source, target.open("wb") as file:
        while chunk := source.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                raise VectorRefused(message(N_("Unpacked, the ZIP is too large.")))
            file.write(chunk)
