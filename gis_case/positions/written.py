"""What is stored of readings, for thousands of rows read alike: words become JSON once, numbers are filled in."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from gis_case.geo.batch import Alike
from gis_case.positions.rules import ChosenReading, kept_reading, reading_of

# A number of a row: which, and of which candidate. The mark cannot stand in a sentence of ours, nor in a text's line.
_PLACE = re.compile(r'"\\u0000(\w+)"')
_LINE = "\x00line"


class Written(NamedTuple):
    """The columns of one row that its reading fills; the last three are JSON.

    `is_ambiguous` tells that another reading lies outside the radius that holds the chosen one.
    """

    lon: float
    lat: float
    r95_m: float
    r_max_m: float
    is_ambiguous: bool
    system: str
    system_stated: bool
    notation: str
    op_code: str
    epsg_db_version: str
    outside_vietnam: bool
    terms: str
    how: str
    other_readings: str


def write_out(group: Alike, texts: Sequence[str]) -> Iterator[Written]:
    """Yield what is stored of each row of `group`, whose texts are `texts`."""
    stored = [_marked(group, column) for column in range(len(group.first))]
    best = stored[0]
    terms, how, others = (_Template(part) for part in (best.terms, best.how, [kept_reading(one) for one in stored[1:]]))
    words = (best.system, best.system_stated, best.notation, best.op_code, best.epsg_db_version, best.outside_vietnam)
    columns = {f"{name}{column}": values[:, column].tolist() for name, values in _numbers(group).items()
               for column in range(len(group.first))}  # fmt: skip
    columns["line"] = [json.dumps(text, ensure_ascii=False) for text in texts]
    ambiguous = (group.spread_m() > group.r_max_m[:, 0]).tolist()
    numbers = (columns["lon0"], columns["lat0"], columns["r95_m0"], columns["r_max_m0"], ambiguous)
    written = (terms.filled(columns), how.filled(columns), others.filled(columns))
    same = [[word] * len(texts) for word in words]
    yield from map(Written._make, zip(*numbers, *same, *written, strict=True))


def _numbers(group: Alike) -> dict[str, Any]:
    return {
        "lon": group.lon,
        "lat": group.lat,
        "r95_m": group.r95_m,
        "r_max_m": group.r_max_m,
        "notation": group.notation_r95_m,
    }


def _marked(group: Alike, column: int) -> ChosenReading:
    """Return a candidate as it is stored, with marks where the numbers of a row go."""
    reading = reading_of(group.first[column], _LINE)
    stored = {one.name: getattr(reading, one.name) for one in fields(reading)}
    stored |= {name: f"\x00{name}{column}" for name in ("lon", "lat", "r95_m", "r_max_m")}
    stored["terms"] = [
        term | ({"r95_m": f"\x00notation{column}"} if term["name"] == "notation" else {}) for term in reading.terms
    ]
    return ChosenReading(**stored)


class _Template:
    """JSON with marks, to be filled row by row."""

    def __init__(self, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False).replace("%", "%%")
        self._names = _PLACE.findall(text)
        self._text = _PLACE.sub(lambda found: "%s" if found[1] == "line" else "%r", text)

    def filled(self, columns: dict[str, list[Any]]) -> list[str]:
        """Return one JSON text for each row."""
        if not self._names:
            return [self._text % ()] * len(columns["line"])
        return [self._text % values for values in zip(*(columns[name] for name in self._names), strict=True)]
