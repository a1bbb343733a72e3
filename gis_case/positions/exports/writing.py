"""Write exported reports as a file of one of five kinds, never holding more than some thousand of them."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyogrio
import shapely
from sqlalchemy.orm import Session

from gis_case.core.actor import Actor
from gis_case.core.csvfile import guarded
from gis_case.positions.exports.fields import AT_ONCE, export_fields
from gis_case.positions.exports.markup import write_gpx, write_kml
from gis_case.positions.queries import PositionFilter

Fields = dict[str, Any]
LAYER = "position_reports"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its media type, and how it is written; the writer returns how many reports went into it."""

    media_type: str
    write: Callable[[Iterator[Fields], Path], int]


def write_export(session: Session, *, actor: Actor, wanted: PositionFilter, suffix: str, path: Path) -> int:
    """Write the reports `actor` may read, narrowed by `wanted`, to `path`; return how many were written.

    Raises:
        Refused: more reports than may be taken out at once.
    """
    return FORMATS[suffix].write(export_fields(session, actor, wanted), path)


def _as_text(write: Callable[[Iterator[Fields], TextIO], int], encoding: str = "utf-8") -> Any:
    def writer(rows: Iterator[Fields], path: Path) -> int:
        with path.open("wb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as file:
            return write(rows, file)

    return writer


def _csv(rows: Iterator[Fields], file: TextIO) -> int:
    """A table: text that a spreadsheet would run gets an apostrophe, numbers stay numbers."""
    writer, count = csv.writer(file), 0
    for count, row in enumerate(rows, start=1):
        if count == 1:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
    if not count:
        writer.writerow(["id"])
    return count


def _cell(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else guarded(value)


def _geojson(rows: Iterator[Fields], file: TextIO) -> int:
    count = 0
    file.write('{"type": "FeatureCollection", "features": [')
    for count, row in enumerate(rows, start=1):
        lon, lat = row["decimalLongitude"], row["decimalLatitude"]
        point = {"type": "Point", "coordinates": [lon, lat]} if lon is not None else None
        one = {"type": "Feature", "id": row["id"], "geometry": point, "properties": row}
        file.write((",\n" if count > 1 else "\n") + json.dumps(one, ensure_ascii=False, allow_nan=False))
    file.write("]}")
    return count


def _gpkg(rows: Iterator[Fields], path: Path) -> int:
    count = 0
    while chunk := list(islice(rows, AT_ONCE)):
        _append(chunk, path, first=not count)
        count += len(chunk)
    if not count:
        _append([], path, first=True)
    return count


NUMBERS = ("decimalLatitude", "decimalLongitude", "coordinateUncertaintyInMeters", "r95_m")


def _append(chunk: list[Fields], path: Path, *, first: bool) -> None:
    names = list(chunk[0]) if chunk else ["id"]
    lon, lat = (_numbers(row.get(name) for row in chunk) for name in ("decimalLongitude", "decimalLatitude"))
    points: Any = shapely.to_wkb(shapely.points(lon, lat)) if chunk else np.array([], dtype=object)
    places: Any = points.astype(object) if chunk else points
    places[np.isnan(lon)] = None
    values = [
        _numbers(row[name] for row in chunk)
        if name in NUMBERS
        else np.array([None if row[name] == "" else str(row[name]) for row in chunk], dtype=object)
        for name in names
    ] if chunk else [np.array([], dtype=object)]  # fmt: skip
    pyogrio.raw.write(
        path, places, values, names, layer=LAYER, driver="GPKG", geometry_type="Point", crs="EPSG:4326",
        append=not first,
    )  # fmt: skip


def _numbers(values: Iterable[Any]) -> Any:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


FORMATS: dict[str, Format] = {
    "csv": Format("text/csv", _as_text(_csv, "utf-8-sig")),
    "geojson": Format("application/geo+json", _as_text(_geojson)),
    "gpx": Format("application/gpx+xml", _as_text(write_gpx)),
    "kml": Format("application/vnd.google-earth.kml+xml", _as_text(write_kml)),
    "gpkg": Format("application/geopackage+sqlite3", _gpkg),
}
