"""Finds military grid references with square letters in a text: XS7678, 48PXT383254, XS 399-133."""

from dataclasses import dataclass, replace

from gis_case.geo.lexer import DASHES, Kind, Token
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.mgrs import (
    BANDS,
    CYCLE_M,
    LETTERS,
    ROWS,
    SQUARE_M,
    column_easting,
    full_northing,
    row_northing,
    zones_of_column,
)
from gis_case.geo.reading import Notation, Reading, Stated
from gis_case.geo.refusals import odd_digits, unfit_letters, wrong_band

# Northings of Vietnam, its seas included, by which a square without its zone's letter is counted.
_SOUTH_M = 700_000
_BETWEEN = frozenset({*DASHES, "/", ",", ";", "&"})
# Grid reference, kilometre, national, provincial and district roads.
_ABBREVIATIONS = frozenset({"GR", "KM", "QL", "TL", "HL"})
_AND = frozenset({"and", "và", "va", "to", "đến"})


@dataclass(frozen=True, slots=True)
class Square:
    """A reference as written: zone (0 when missing), band (may be missing), square letters, digits of each number."""

    zone: int
    band: str
    letters: str
    east: str
    north: str


def find_lettered(tokens: list[Token], stated: Stated) -> tuple[list[Square], list[Token]]:
    """Return the references in a text in their order, and the tokens that are left.

    Raises:
        CoordinateError: letters are followed by digits that cannot be halved.
    """
    found: list[Square] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        square, length = _square(tokens, at, stated)
        if square is None:
            rest.append(tokens[at])
            length = 1
        while square is not None:
            found.append(square)
            at += length
            square, length = _continued(tokens, at, square)
        at += length
    return found, rest


def read_lettered(squares: list[Square]) -> list[Reading]:
    """Return the readings of references: the centre of each square, in metres of the UTM grid.

    Raises:
        CoordinateError: the letters do not belong to the zone, or the zone's letter to the northing.
    """
    readings: list[Reading] = []
    for number, square in enumerate(squares, 1):
        found = [reading for zone in _zones(square) for reading in _placed(square, zone)]
        if not found:
            raise unfit_letters(square.letters)
        several = len(squares) > 1
        notes = (_one_of_several(number, len(squares)),) if several else ()
        readings += [replace(one, notes=notes, number=number if several else 0) for one in found]
    return readings


def _square(tokens: list[Token], at: int, stated: Stated) -> tuple[Square | None, int]:
    start, zone, band = at, 0, ""
    first = tokens[at]
    if first.kind is Kind.NUM and first.text.isdigit() and 1 <= int(first.text) <= 60 and at + 1 < len(tokens):
        zone, at = int(first.text), at + 1
    word = tokens[at]
    if word.kind is not Kind.WORD:
        return None, 0
    letters = word.text.upper() if zone and len(word.text) in (1, 3) else word.text
    if zone and len(letters) == 1 and letters in BANDS and at + 1 < len(tokens):
        band, at = letters, at + 1
        letters = tokens[at].text.upper() if tokens[at].kind is Kind.WORD else ""
    elif len(letters) == 3 and zone and letters[0] in BANDS:
        band, letters = letters[0], letters[1:]
    if not zone and letters in _ABBREVIATIONS:
        return None, 0
    if len(letters) != 2 or letters[0] not in LETTERS or letters[1] not in ROWS:
        if band and len(letters) == 2 and letters.isascii() and _digits(tokens, at + 1)[0]:
            raise unfit_letters(letters)
        return None, 0
    pair, length = _digits(tokens, at + 1)
    digits = _whole(tokens, at + 1)
    if not pair and len(digits) > 2 and (zone or len(tokens) == 2) and not _is_mark(tokens, at + 2):
        raise odd_digits(digits)
    at += 1 + length
    if pair is None and not (band and zone):
        return None, 0
    east, north = pair or ("", "")
    if not zone and len(east) < 2 and (start or at < len(tokens)):
        return None, 0  # "QL 12" amid other words is a name
    if not zone and stated.zone:
        zone, band = stated.zone, stated.band
    return Square(zone, band, letters, east, north), at - start


def _digits(tokens: list[Token], at: int) -> tuple[tuple[str, str] | None, int]:
    """The two halves of the digits that stand here, and how many tokens they take."""
    run = _whole(tokens, at)
    if not run:
        return None, 0
    after = at + 1
    dashed = after < len(tokens) and tokens[after].text in DASHES
    other = _whole(tokens, after + dashed)
    if other and len(other) == len(run) <= 5 and (dashed or len(run) != 4 or not _even_run_follows(tokens, after)):
        return (run, other), 2 + dashed
    if len(run) % 2 or len(run) > 10 or _is_mark(tokens, after):
        return None, 0
    half = len(run) // 2
    return (run[:half], run[half:]), 1


def _even_run_follows(tokens: list[Token], at: int) -> bool:
    """Whether more than one run of digits follows, so that each is a square of its own."""
    return bool(_whole(tokens, at) and _whole(tokens, at + 1))


def _continued(tokens: list[Token], at: int, last: Square) -> tuple[Square | None, int]:
    """A further reference that leaves the letters out: "XT6616, 6716"."""
    joined = at < len(tokens) and (tokens[at].text in _BETWEEN or tokens[at].low in _AND)
    run = _whole(tokens, at + joined)
    if not joined and len(last.east) != 2:
        return None, 0
    if len(run) < 4 or len(run) != len(last.east + last.north):
        return None, 0
    half = len(run) // 2
    return replace(last, east=run[:half], north=run[half:]), 1 + joined


def _is_mark(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind is Kind.MARK


def _whole(tokens: list[Token], at: int) -> str:
    fits = at < len(tokens) and tokens[at].kind is Kind.NUM and tokens[at].text.isdigit()
    return tokens[at].text if fits else ""


def _zones(square: Square) -> tuple[int, ...]:
    return (square.zone,) if square.zone else zones_of_column(square.letters[0])[:2]


def _placed(square: Square, zone: int) -> list[Reading]:
    column, row = column_easting(zone, square.letters[0]), row_northing(zone, square.letters[1])
    if column is None or row is None:
        return []
    side = SQUARE_M / 10 ** len(square.east)
    x = column + int(square.east or 0) * side + side / 2
    low = row + int(square.north or 0) * side + side / 2
    if square.band:
        counted, fits = full_northing(low, square.band)
        if not fits:
            raise wrong_band(square.band, square.letters)
        y = float(counted)
    else:
        y = low if low >= _SOUTH_M else low + CYCLE_M
    stated = Stated(grid="utm", zone=zone, band=square.band)
    return [Reading(Notation.MGRS, x, y, side, stated=stated, cell_m=side)]


def _one_of_several(number: int, count: int) -> Note:
    return note(
        N_("square %(number)d of the %(count)d that the text names"), "one_of_several", number=number, count=count
    )
