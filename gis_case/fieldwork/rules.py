"""What follows from outlines and words alone: corners typed one a line, and one area within another."""

from collections.abc import Iterable
from dataclasses import dataclass

from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.prepared import prep

from gis_case.core.text import N_, Message, message
from gis_case.geo.area import check_lonlat, looks_swapped
from gis_case.geo.candidates import Candidate, candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import Note
from gis_case.geo.reading import Context, Notation
from gis_case.geo.systems import SYSTEMS

# About one metre at these latitudes: an outline drawn by hand may miss the other's edge by that much.
SLACK_DEG = 1e-5
# About a centimetre: where mines are concerned nothing but rounding is forgiven.
HAIR_DEG = 1e-7
MOST_CORNERS = 200
FEWEST_CORNERS = 3
# Squares, grads and distances leave a corner open by hundreds of metres or by a choice that nobody made.
_OF_ONE_PLACE = frozenset({Notation.DECIMAL, Notation.MINUTES, Notation.SECONDS, Notation.COMPACT, Notation.GRID})


class CornersError(ValueError):
    """The corners make no area; `.reason` says which line to look at."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def is_safe(area: Polygon, sweeps: Iterable[tuple[Polygon, bool]]) -> bool:
    """Whether all of `area` was cleared of mines by `sweeps`, areas in degrees with their result, the oldest first.

    The latest word on a patch of ground stands: what was found unsafe after it had been cleared is unsafe.
    """
    safe: BaseGeometry = Polygon()
    for swept, cleared in sweeps:
        safe = safe.union(swept) if cleared else safe.difference(swept)
    return bool(safe.buffer(HAIR_DEG).covers(area))


def lies_within(inner: Polygon, outer: BaseGeometry) -> bool:
    """Whether `inner` stays inside `outer`, both in degrees, but for a metre of drawing error."""
    return bool(prep(outer.buffer(SLACK_DEG)).covers(inner))


def read_corners(text: str, context: Context) -> Polygon:
    """Return the area whose corners `text` gives, one coordinate a line, in the order one walks around it.

    Raises:
        CornersError: a line cannot be read, there are too few corners, or the outline crosses itself.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not FEWEST_CORNERS <= len(lines) <= MOST_CORNERS:
        raise CornersError(
            message(N_("Type between 3 and %(most)s corners, one coordinate on each line."), most=MOST_CORNERS)
        )
    area = Polygon([_corner(number, line, context) for number, line in enumerate(lines, start=1)])
    if not area.is_valid or area.area == 0:
        raise CornersError(
            message(
                N_("The outline of these corners crosses itself. Type them in the order one walks around the area.")
            )
        )
    return area


def _corner(number: int, line: str, context: Context) -> Point:
    try:
        found = candidates(line, context)[0]
    except CoordinateError as error:
        raise CornersError(message(N_("Line %(line)s: %(why)s"), line=number, why=error.note)) from error
    if found.notation not in _OF_ONE_PLACE and not _stated_square(found):
        raise CornersError(
            message(
                N_("Line %(line)s may mean several places. Type the corner in degrees or in metres of a full grid."),
                line=number,
            )
        )
    return Point(found.lon, found.lat)


def _stated_square(found: Candidate) -> bool:
    """Whether a military grid reference, which has its square letters, stands in a system that was chosen."""
    return found.notation is Notation.MGRS and any(reason.code == "stated" for reason in found.why)


class PointError(ValueError):
    """No point can be told; `.reason` says why, `.field` which field of the form it speaks of."""

    def __init__(self, field: str, reason: Message | Note) -> None:
        super().__init__(str(reason))
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Meant:
    """One place that words may mean; `key` stands for it in a form."""

    candidate: Candidate

    @property
    def lon(self) -> float:
        """Longitude in degrees on WGS 84."""
        return self.candidate.lon

    @property
    def lat(self) -> float:
        """Latitude in degrees on WGS 84."""
        return self.candidate.lat

    @property
    def r95_m(self) -> float:
        """The 95 % radius in metres."""
        return self.candidate.r95_m

    @property
    def key(self) -> str:
        """The place to a centimetre."""
        return f"{self.lon:.7f},{self.lat:.7f}"

    @property
    def system(self) -> Note:
        """The system in words."""
        return SYSTEMS[self.candidate.system].label


def read_words(text: str, context: Context) -> list[Meant]:
    """Return the different places that `text` may mean, the likeliest first.

    Raises:
        PointError: the text cannot be read.
    """
    try:
        found = candidates(text, context)
    except CoordinateError as error:
        raise PointError("words", error.note) from error
    kept: list[Meant] = []
    for one in map(Meant, found):
        here = Point(one.lon, one.lat)
        if all(here.distance(Point(other.lon, other.lat)) > SLACK_DEG for other in kept):
            kept.append(one)
    return kept


def read_pair(lon_text: str, lat_text: str) -> Point:
    """Return the point of two typed numbers, degrees on WGS 84; comma and dot are both decimal marks.

    Raises:
        PointError: a number is missing, is none, lies off the Earth, or the two seem exchanged.
    """
    numbers: dict[str, float] = {}
    for field, text in (("lat", lat_text), ("lon", lon_text)):
        try:
            numbers[field] = float(text.replace(",", "."))
        except ValueError as error:
            why = message(N_("Type latitude and longitude in degrees, for example 21.9503 and 106.7102."))
            raise PointError(field, why) from error
    lon, lat = numbers["lon"], numbers["lat"]
    if looks_swapped(lon, lat):
        raise PointError(
            "lat", message(N_("Latitude and longitude seem to be exchanged. Type %(lat)s here."), lat=lon_text)
        )
    try:
        check_lonlat(lon, lat, lon_text, lat_text)
    except CoordinateError as error:
        raise PointError("lat", error.note) from error
    return Point(lon, lat)
