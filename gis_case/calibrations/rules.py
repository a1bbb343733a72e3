"""Control points as an officer copies them from a survey list: a line for each, read on both sides."""

from dataclasses import dataclass
from enum import StrEnum

from gis_case.core.text import N_, Message, message
from gis_case.geo.calibration import ControlPoint
from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import from_wgs84

MOST_POINTS = 100
SHAPE = N_("Type the name, the old coordinate and the known one, parted by |. Example: %(example)s")
EXAMPLE = "ĐC-1 | 48Q 681986 2417271 | 21,853; 106,757"
PARTS = 3


class Datum(StrEnum):
    """The datums whose published operations lie far from this province."""

    INDIAN1960 = "indian1960"
    HN72 = "hn72"


class PointsError(ValueError):
    """Lines that cannot be used; `.reasons` names each."""

    def __init__(self, *reasons: Message) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class TypedPoint:
    """One line: what was typed on both sides, and what was read of it."""

    name: str
    local_words: str
    known_words: str
    point: ControlPoint


def read_points(text: str, datum: Datum, known: Context) -> list[TypedPoint]:
    """Return the control points of `text`, a line each: name | old coordinate | known coordinate.

    `known` says how the last column is read; a tab parts as well as a bar, so that lines can be
    copied from a sheet.

    Raises:
        PointsError: names every line that cannot be read.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_POINTS:
        raise PointsError(message(N_("At most %(most)s points are taken at once."), most=MOST_POINTS))
    found, wrong = [], []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(_read_line(line, datum, known))
        except PointsError as error:
            why = error.reasons[0]
            wrong.append(message(N_("Line %(line)s: %(why)s"), line=number, why=why))
        except CoordinateError as error:
            why = message(error.msgid, **error.params)
            wrong.append(message(N_("Line %(line)s: %(why)s"), line=number, why=why))
    if wrong:
        raise PointsError(*wrong)
    return found


def _read_line(line: str, datum: Datum, known: Context) -> TypedPoint:
    parts = [part.strip() for part in line.replace("\t", "|").split("|")]
    if len(parts) != PARTS or not all(parts):
        raise PointsError(message(SHAPE, example=EXAMPLE))
    name, local_words, known_words = parts
    there = candidates(known_words, known)[0]
    on_datum = [
        one for one in candidates(local_words, Context(system=datum.value)) if SYSTEMS[one.system].datum == datum.value
    ]
    if not on_datum:
        raise PointsError(message(N_("The text of the old coordinate names another system.")))
    # Zones and squares are told apart by the known point; the published operation backwards gives the old degrees.
    here = min(on_datum, key=lambda one: distance_m(one.lon, one.lat, there.lon, there.lat))
    lon, lat = from_wgs84(here.lon, here.lat, datum.value)
    point = ControlPoint(datum.value, lon, lat, there.lon, there.lat, name=name)
    return TypedPoint(name, local_words, known_words, point)
