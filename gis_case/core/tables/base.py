"""What every kind of file is read into: named columns, numbered rows, and for map files the place of each row."""

from collections.abc import Iterator
from dataclasses import dataclass

from gis_case.core.errors import Refused
from gis_case.core.text import N_, message

MOST_ROWS = 200_000
MOST_COLUMNS = 200
TAKEN = "CSV, XLSX, GPX, KML, KMZ, GPKG"

# In rows of map files: the place as text, the radius of an area in metres, and why there is no place.
PLACE, EXTENT, NO_PLACE = "\x00place", "\x00extent", "\x00no place"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name and rows by number: lines of a CSV or a sheet, features of a map file.

    `loses_zeros` tells that numbers came without the zeros at their end; `system`, `lon0` and `zone` say in which
    system the places of a map file are, as geo's Context names it.
    """

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Row]]
    has_places: bool = False
    loses_zeros: bool = False
    system: str | None = None
    lon0: float | None = None
    zone: int | None = None


def too_many_rows() -> Refused:
    """The refusal of a file that is too long."""
    return Refused(message(N_("The file has more than %(most)s rows. Split it into several files."), most=MOST_ROWS))


def unlike() -> Refused:
    """The refusal of a file that is not what its name says, or is damaged."""
    return Refused(
        message(N_("The file is damaged, or its content is not of the kind its name says. Save it again and send it."))
    )


def unnamed(names: list[str]) -> tuple[str, ...]:
    """Return column names, each once, each with a name."""
    seen: dict[str, int] = {}
    kept: list[str] = []
    for number, name in enumerate(names[:MOST_COLUMNS], start=1):
        name = " ".join(name.split())[:100] or f"({number})"
        seen[name] = seen.get(name, 0) + 1
        kept.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(kept)
