"""Map files: points with their attributes, in systems that have one known way to WGS 84."""

import math
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import GEOSException

from gis_case.core.errors import Refused
from gis_case.core.tables.base import EXTENT, MOST_ROWS, NO_PLACE, PLACE, Row, Table, too_many_rows, unlike, unnamed
from gis_case.core.tables.safety import check_xml, opened_package
from gis_case.core.tables.sheets import text_of
from gis_case.core.text import N_, Message, message
from gis_case.geo.geodesic import distance_m
from gis_case.geo.systems import TM3_EPSG

# EPSG code -> system, meridian, zone: what is not here has no way to WGS 84 that anybody vouches for.
SYSTEMS: dict[int, tuple[str, float | None, int | None]] = {
    4326: ("wgs84", None, None),
    4979: ("wgs84", None, None),
    4756: ("vn2000", None, None),
    3405: ("vn2000_utm", None, 48),
    3406: ("vn2000_utm", None, 49),
    32648: ("wgs84_utm", None, 48),
    32649: ("wgs84_utm", None, 49),
    **{epsg: ("vn2000_tm3", lon0, None) for lon0, epsg in TM3_EPSG.items()},
}
SQLITE = b"SQLite format 3\x00"
DEGREE_DECIMALS, METRE_DECIMALS = 7, 2
EMPTY = message(N_("The row has no place on the map."))
A_LINE = message(N_("A line is no position. Give the point that is meant."))
SEVERAL = message(N_("Several points stand in one row. Give each a row of its own."))
NOT_A_PLACE = message(N_("A coordinate must be an ordinary number, for example 21.853."))


@contextmanager
def _opened(path: Path, kind: str) -> Iterator[Path]:
    """The file to give to GDAL, under a name with its ending, after a look that it is what it says."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "kmz":
            file = Path(folder) / "doc.kml"
            file.write_bytes(_unpacked(path))
            kind = "kml"
        else:
            file = Path(folder) / f"file.{kind}"
            file.symlink_to(path.resolve())
        _check(file, kind)
        yield file


def _unpacked(path: Path) -> bytes:
    """Return the first KML of a KMZ."""
    with opened_package(path) as package:
        inner = next((part for part in package.infolist() if part.filename.lower().endswith(".kml")), None)
        if inner is None:
            raise unlike()
        try:
            return package.read(inner)
        except (zipfile.BadZipFile, OSError, RuntimeError, EOFError) as error:
            raise unlike() from error


def _check(path: Path, kind: str) -> None:
    if kind != "gpkg":
        check_xml(path, kind)
        return
    with path.open("rb") as file:
        start = file.read(72)
    if not start.startswith(SQLITE) or not start[68:].startswith(b"GP"):
        raise unlike()


def layer_names(path: Path, kind: str) -> list[str]:
    """Return the layers that hold places."""
    with _opened(path, kind) as file:
        try:
            names = [str(name) for name, geometry in pyogrio.list_layers(file) if geometry is not None]
            return [name for name in names if pyogrio.read_info(file, layer=name, force_feature_count=True)["features"]]
        except (DataSourceError, DataLayerError, ValueError, RuntimeError) as error:
            raise unlike() from error


def open_layer(path: Path, kind: str, layer: str) -> Table:
    """Return the places of one layer with their attributes.

    Raises:
        Refused: damaged, too long, or in a system without a known way to WGS 84.
    """
    with _opened(path, kind) as file:
        try:
            meta, fids, shapes, values = pyogrio.raw.read(
                file, layer=layer, max_features=MOST_ROWS + 1, return_fids=True, datetime_as_string=True
            )
        except (DataSourceError, DataLayerError, ValueError, RuntimeError) as error:
            raise unlike() from error
    if len(fids) > MOST_ROWS:
        raise too_many_rows()
    system, lon0, zone = system_of(meta.get("crs"))
    columns = unnamed([str(name) for name in meta["fields"]])
    rows = _rows(columns, shapes, values, in_degrees=system in ("wgs84", "vn2000"))
    return Table(columns, rows, has_places=True, system=system, lon0=lon0, zone=zone)


def system_of(crs: str | None) -> tuple[str, float | None, int | None]:
    """Return system, meridian and zone of a layer's system as GDAL names it; raise Refused for any other."""
    try:
        found = CRS.from_user_input(crs) if crs else None
    except CRSError:
        found = None
    if found is not None and found.to_authority(min_confidence=100) == ("OGC", "CRS84"):
        return SYSTEMS[4326]
    code = found.to_epsg(min_confidence=100) if found is not None else None
    if code in SYSTEMS:
        return SYSTEMS[code]
    name = (f"EPSG:{code}" if code else found.name) if found is not None else "?"
    raise Refused(
        message(
            N_(
                "The layer is in the system %(name)s, for which no sure way to WGS 84 is known here. "
                "Save it again in WGS 84 (EPSG:4326) or VN-2000 (for example EPSG:9215)."
            ),
            name=name[:80],
        )
    )


def _rows(columns: tuple[str, ...], shapes: Any, values: Any, *, in_degrees: bool) -> Iterator[tuple[int, Row]]:
    for at in range(len(shapes)):
        row = {name: _attribute(column[at]) for name, column in zip(columns, values, strict=False)}
        yield at + 1, row | _place(shapes[at], in_degrees)


def _attribute(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return normalize("NFC", text_of(value))


def _place(shape: bytes | None, in_degrees: bool) -> Row:
    """Return the place of a feature as text; an area is its middle with the radius that holds it all."""
    found = _point(shape)
    if not isinstance(found, tuple):
        return {NO_PLACE: found.msgid}
    x, y, shape_of = found
    if in_degrees:
        text = f"{y:.{DEGREE_DECIMALS}f}; {x:.{DEGREE_DECIMALS}f}"
    else:
        text = f"{y:.{METRE_DECIMALS}f}; {x:.{METRE_DECIMALS}f}"
    if shape_of is None:
        return {PLACE: text}
    return {PLACE: text, EXTENT: f"{_reach_m(x, y, shape_of, in_degrees):.1f}"}


def _point(shape: bytes | None) -> tuple[float, float, Any] | Message:
    try:
        geometry: Any = shapely.from_wkb(shape) if shape is not None else None
    except GEOSException:
        return EMPTY
    if geometry is None or geometry.is_empty:
        return EMPTY
    if geometry.geom_type == "MultiPoint":
        geometry = geometry.geoms[0] if len(geometry.geoms) == 1 else geometry
    if geometry.geom_type in ("MultiPoint", "GeometryCollection"):
        return SEVERAL
    if "Line" in geometry.geom_type or "Curve" in geometry.geom_type:
        return A_LINE
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return NOT_A_PLACE
    middle = geometry if geometry.geom_type == "Point" else geometry.centroid
    return middle.x, middle.y, None if geometry.geom_type == "Point" else geometry


def _reach_m(x: float, y: float, shape: Any, in_degrees: bool) -> float:
    """Return the metres from the middle of an area to its farthest corner."""
    corners = shapely.get_coordinates(shape)
    if not in_degrees:
        return float(np.hypot(corners[:, 0] - x, corners[:, 1] - y).max())
    if (np.abs(corners[:, 1]) > 90).any():
        return 0.0  # the place itself will be refused
    return max(distance_m(x, y, lon, lat) for lon, lat in corners.tolist())
