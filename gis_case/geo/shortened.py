"""Finds shortened grid references, known up to 100 km: ô vuông 4512, 4512 ô 9, 06.500-87.600, vic 862151."""

from dataclasses import dataclass, replace

from gis_case.geo.lexer import DASHES, Kind, Token
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.mgrs import SQUARE_M
from gis_case.geo.reading import Context, Notation, Reading, Stated

_VIETNAMESE_CUES = frozenset({"ô", "vuông", "vuong", "tọa", "toạ", "toa", "tđ", "td"})
_AMERICAN_CUES = frozenset(
    {
        "vic",
        "vicinity",
        "grid",
        "grids",
        "gr",
        "coord",
        "coords",
        "coordinate",
        "coordinates",
        "square",
        "squares",
        "mgrs",
    }
)
_FILLERS = frozenset(
    {"độ", "do", "lưới", "luoi", "map", "ref", "reference", "the", "of", "in", "at", "near", "số", "so"}
)
_AXES = {"x": "north", "y": "east", "n": "north", "e": "east"}
_PARTS = frozenset("ABCD")
# Which number comes first is a judgement: Vietnamese references put north first, American ones east.
_LIKELY, _UNLIKELY = 0.65, 0.35
_WHOLE_SQUARE = 0.3
_PHONE = 10


@dataclass(frozen=True, slots=True)
class _Shape:
    """Two numbers of a reference in metres with the side of their square (0: a point), and a part of it."""

    first: float
    second: float
    cell_m: float
    step: float
    part: str = ""
    order: str = ""
    unread: bool = False


def read_shortened(tokens: list[Token], stated: Stated, context: Context) -> list[Reading]:
    """Return the readings of a text that is a shortened grid reference; none when it is not one.

    Each has its south-west corner (or point) modulo 100 km, in both orders of the numbers unless letters
    tell which is which.
    """
    if any(token.kind is Kind.MARK for token in tokens):
        return []
    words = [token.low for token in tokens if token.kind is Kind.WORD]
    vietnamese, american = any(w in _VIETNAMESE_CUES for w in words), any(w in _AMERICAN_CUES for w in words)
    on_a_map = bool(stated.sheet or stated.scale)
    shape = _labelled(tokens) or _pair(tokens, vietnamese or american or on_a_map or stated.grid == "utm")
    shape = shape or _run(tokens, vietnamese or american or on_a_map, context)
    if shape is None:
        return []
    east_first = american or (stated.grid == "utm" and not vietnamese) or (context.language == "en" and not vietnamese)
    return [reading for order in _orders(shape, east_first) for reading in _readings(shape, *order, context)]


def _labelled(tokens: list[Token]) -> _Shape | None:
    """ "X 17473.7 Y 48849": two labels, each before five whole digits."""
    found: dict[str, Token] = {}
    for at, token in enumerate(tokens[:-1]):
        if token.kind is not Kind.WORD or token.low not in _AXES:
            continue
        value = tokens[at + 1 + (tokens[at + 1].text in (":", "="))] if at + 2 < len(tokens) else tokens[at + 1]
        if value.kind is Kind.NUM and len(value.text.replace(",", ".").split(".")[0]) == 5:
            found[_AXES[token.low]] = value
    numbers = sum(token.kind is Kind.NUM for token in tokens)
    if len(found) != 2 or numbers != 2:
        return None
    north, east = (found[axis].text.replace(",", ".") for axis in ("north", "east"))
    if max(north.count("."), east.count(".")) > 1:
        return None
    decimals = max(len(text.partition(".")[2]) for text in (north, east))
    return _Shape(float(north), float(east), 0.0, 10.0**-decimals, order="north")


def _pair(tokens: list[Token], cue: bool) -> _Shape | None:
    """Two numbers of one shape with a dash between: 23-90-09, 13695-64473, 06.500-87.600."""
    at = next((at for at, token in enumerate(tokens) if token.kind is Kind.NUM), len(tokens))
    if at + 2 >= len(tokens) or tokens[at + 1].text not in DASHES or tokens[at + 2].kind is not Kind.NUM:
        return None
    first, second, rest = tokens[at].text, tokens[at + 2].text, tokens[at + 3 :]
    part, unread = _part(rest)
    if part is None:
        return None
    if not cue and unread and 1 <= _as_number(first) <= 31 and 1 <= _as_number(second) <= 12:
        return None  # a day
    if first.isdigit() and second.isdigit() and len(first) == len(second) and 2 <= len(first) <= 5:
        if len(first) == 4 and first[:2] in ("19", "20") and second[:2] in ("19", "20"):
            return None  # years
        return _whole(first, second, part, unread)
    kilometres = [_kilometres(text) for text in (first, second)]
    if kilometres[0] is None or kilometres[1] is None or part or unread:
        return None
    north, east = kilometres[0], kilometres[1]
    step = next(float(size) for size in (100, 10, 1) if north % size == 0 and east % size == 0)
    return _Shape(north, east, 0.0, step)


def _run(tokens: list[Token], cue: bool, context: Context) -> _Shape | None:
    """One run of digits, 4512 or 862151, with a word before it or a place known beside the text."""
    numbers = [at for at, token in enumerate(tokens) if token.kind is Kind.NUM]
    if not numbers:
        return None
    at = numbers[0]
    before = [token for token in tokens[:at] if token.kind is Kind.WORD and token.low not in _FILLERS]
    if before and before[-1].low not in _VIETNAMESE_CUES | _AMERICAN_CUES:
        return None
    digits, rest = tokens[at].text, tokens[at + 1 :]
    if not cue and len(digits) == _PHONE and digits[0] == "0":
        return None
    if len(digits) == 2 and rest and rest[0].kind is Kind.NUM and len(rest[0].text) == 2 and cue:
        digits, rest = digits + rest[0].text, rest[1:]
    part, unread = _part(rest)
    if part is None or not digits.isdigit() or not (cue or (context.has_place and len(tokens) == 1 + len(rest))):
        return None
    if len(digits) == 5 and not part and not unread:
        digits, part = digits[:4], digits[4]
    if len(digits) not in (4, 6, 8, 10) or part == "0":
        return None
    half = len(digits) // 2
    return _whole(digits[:half], digits[half:], part, unread)


def _as_number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _whole(first: str, second: str, part: str, unread: bool) -> _Shape | None:
    side = SQUARE_M / 10 ** len(first)
    if part and len(first) != 2:
        return None
    return _Shape(int(first) * side, int(second) * side, side, side, part, unread=unread)


def _kilometres(text: str) -> float | None:
    """ "06.500" in metres: kilometres with three decimals."""
    whole, _, decimals = text.replace(",", ".").partition(".")
    fits = len(whole) == 2 and len(decimals) == 3 and decimals.isdigit()
    return float(whole + decimals) if fits else None


def _part(rest: list[Token]) -> tuple[str | None, bool]:
    """What part of the square the tokens after the digits name, and whether a number there stays unread.

    None when what follows makes it no reference at all.
    """
    numbers = [token.text for token in rest if token.kind is Kind.NUM]
    letters = [token.text for token in rest if token.kind is Kind.WORD and len(token.text) == 1]
    letters = [text.upper() for text in letters if text.upper() in _PARTS]
    if len(numbers) > 1 or len(letters) > 1 or (numbers and letters):
        return None, False
    if letters:
        return letters[0], False
    if not numbers:
        return "", False
    if len(numbers[0]) == 1 and numbers[0] in "123456789":
        return numbers[0], False
    return ("", True) if len(numbers[0]) == 2 and numbers[0].isdigit() else (None, False)


def _orders(shape: _Shape, east_first: bool) -> list[tuple[str, float]]:
    if shape.order:
        return [(shape.order, 1.0)]
    likely, other = ("east", "north") if east_first else ("north", "east")
    return [(likely, _LIKELY)] if shape.first == shape.second else [(likely, _LIKELY), (other, _UNLIKELY)]


def _readings(shape: _Shape, first: str, score: float, context: Context) -> list[Reading]:
    x, y = (shape.first, shape.second) if first == "east" else (shape.second, shape.first)
    warnings = () if shape.order else (_order_note(first),)
    if shape.unread:
        warnings = (*warnings, _unread_note())
    whole = Reading(
        Notation.SQUARE,
        x,
        y,
        shape.step,
        score=score,
        warnings=warnings,
        cell_m=shape.cell_m,
        modulo_m=float(SQUARE_M),
    )
    if not shape.part:
        return [whole]
    if context.numbering:
        return [replace(whole, part=shape.part)]
    part = replace(whole, part=shape.part, warnings=(*warnings, _numbering_note()))
    return [part, replace(whole, score=score * _WHOLE_SQUARE, notes=(_whole_note(),))]


def _order_note(first: str) -> Note:
    if first == "north":
        return note(
            N_("Read with north (X) first, as Vietnamese squares are written; American references put east first."),
            "north_first",
        )
    return note(
        N_("Read with east first, as American references are written; Vietnamese squares put north (X) first."),
        "east_first",
    )


def _numbering_note() -> Note:
    return note(
        N_("How this map numbers the parts of a square is not confirmed; the usual way was supposed."),
        "numbering_unconfirmed",
    )


def _unread_note() -> Note:
    return note(
        N_("What the last number means is not known; the whole square is given."),
        "part_unread",
    )


def _whole_note() -> Note:
    return note(N_("the whole square, however its parts are numbered"), "whole_square")
