"""Takes a text that names several points apart, and reads each."""

from dataclasses import dataclass

from gis_case.geo.candidates import Candidate, candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.lexer import MAX_CHARACTERS
from gis_case.geo.reading import Context

_MOST_POINTS = 50
# Pieces of these would be read as points that nobody meant.
_ONE_ANSWER = frozenset({"range", "same_axis"})
_WORDS = (" và ", " and ", " đến ", " to ")


@dataclass(frozen=True, slots=True)
class Point:
    """One of the points that a text names: its own words and what they may mean."""

    text: str
    candidates: tuple[Candidate, ...]


def read_points(text: str, context: Context = Context()) -> list[Point]:  # noqa: B008 - frozen
    """Return the points of a text that names several, in its order; a single point gives one.

    The text is parted at line ends, else at semicolons, else at words such as "và", where each piece can be
    read alone.

    Raises:
        CoordinateError: neither the whole nor its pieces can be read.
    """
    try:
        return [Point(text, tuple(candidates(text, context)))]
    except CoordinateError as error:
        found = parted(text, context, error)
        if not found:
            raise
        return found


def parted(text: str, context: Context, refusal: CoordinateError) -> list[Point]:
    """Return the points of a text that was refused as a whole; none when its pieces cannot be read either."""
    if refusal.code in _ONE_ANSWER:
        return []
    return next((found for pieces in _partings(text) if (found := _each(pieces, context))), [])


def _partings(text: str) -> list[list[str]]:
    """The ways to part a text, those whose pieces are few enough and short enough."""
    ways = [text.splitlines(), text.split(";"), text.replace("|", "/").split("/")]
    plain = text
    for word in _WORDS:
        plain = plain.replace(word, "\n")
    ways.append(plain.splitlines())
    kept = [[piece.strip() for piece in way if piece.strip()] for way in ways]
    return [way for way in kept if 2 <= len(way) <= _MOST_POINTS and max(map(len, way)) <= MAX_CHARACTERS]


def _each(pieces: list[str], context: Context) -> list[Point]:
    try:
        return [Point(piece, tuple(candidates(piece, context))) for piece in pieces]
    except CoordinateError:
        return []
