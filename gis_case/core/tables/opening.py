"""Open a file of rows by what its name says and its bytes confirm."""

from collections.abc import Iterator
from pathlib import Path

from gis_case.core.csvfile import read_table
from gis_case.core.errors import Refused
from gis_case.core.tables.base import MOST_ROWS, TAKEN, Row, Table, too_many_rows
from gis_case.core.tables.features import layer_names, open_layer
from gis_case.core.tables.sheets import open_sheet, sheet_names
from gis_case.core.text import N_, message

# Ending -> media type.
KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
    "gpkg": "application/geopackage+sqlite3",
}


def judged(name: str) -> str:
    """Return the kind of file that a name promises; raise Refused for one that is not taken."""
    kind = name.rpartition(".")[2].lower()
    if kind not in KINDS:
        raise Refused(
            message(
                N_("Files of the kind “.%(ending)s” are not taken. Taken are: %(kinds)s."),
                ending=kind[:12],
                kinds=TAKEN,
            )
        )
    return kind


def layers_of(path: Path, kind: str) -> list[str]:
    """Return the sheets or layers that hold rows; a CSV has one without a name.

    Raises:
        Refused: empty, damaged, or not of its kind.
    """
    if path.stat().st_size == 0:
        raise Refused(message(N_("The file is empty.")))
    if kind == "csv":
        return [""]
    found = sheet_names(path) if kind == "xlsx" else layer_names(path, kind)
    if not found:
        raise Refused(message(N_("The file is empty.")))
    return found


def open_table(path: Path, kind: str, layer: str = "") -> Table:
    """Return the rows of a file; of several sheets or layers `layer` names the one.

    Raises:
        Refused: empty, damaged, not of its kind, or a layer must be chosen; the message names them.
    """
    names = layers_of(path, kind)
    if not layer and len(names) > 1 and not (kind == "gpx" and names[0] == "waypoints"):
        raise Refused(
            message(N_("The file has several layers. Choose one of: %(names)s."), names=", ".join(names)[:300])
        )
    layer = layer or names[0]
    if kind == "csv":
        columns, rows = read_table(path)
        return Table(columns, _bounded(rows))
    if layer not in names:
        raise Refused(
            message(
                N_("The file has no layer “%(name)s”. It has: %(names)s."),
                name=layer[:60],
                names=", ".join(names)[:300],
            )
        )
    return open_sheet(path, layer) if kind == "xlsx" else open_layer(path, kind, layer)


def _bounded(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise too_many_rows()
        yield row
