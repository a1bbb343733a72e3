"""Finds what a text says of its own system (VN-2000, KTT 107°15′, 48N …) and takes it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gis_case.geo.errors import CoordinateError
from gis_case.geo.lexer import DASHES, Kind, Token
from gis_case.geo.messages import N_, note
from gis_case.geo.mgrs import BANDS
from gis_case.geo.provinces import CURRENT, FORMER, plain
from gis_case.geo.reading import Stated
from gis_case.geo.words import METRES

_DATUMS = {
    ("vn", "2000"): "vn2000",
    ("wgs", "84"): "wgs84",
    ("wgs", "1984"): "wgs84",
    ("hn", "72"): "hn72",
    ("hn", "1972"): "hn72",
    ("nội", "72"): "hn72",
    ("nội", "1972"): "hn72",
    ("hanoi", "72"): "hn72",
    ("hanoi", "1972"): "hn72",
    ("indian", "1960"): "indian1960",
    ("indian", "60"): "indian1960",
    ("ấn", "1960"): "indian1960",
    ("ấn", "60"): "indian1960",
}
# "múi chiếu 30" is a damaged "múi chiếu 3°".
_GRID_OF_WIDTH = {"3": "tm3", "6": "utm", "30": "tm3", "60": "utm"}
_ZONE_WORDS = frozenset({"zone", "múi", "mui", "lưới", "luoi"})
_FILLERS = _ZONE_WORDS | {"chiếu", "chieu", "số", "so"}
_MERIDIAN_WORDS = frozenset({"ktt", "lo", "trục", "truc"})
_SOUTH_OF_S, _NORTH_OF_S = 3_500_000, 4_450_000
_SHEET_WORDS = frozenset({"sheet", "tờ", "mảnh"})
_SHEET_ROWS = frozenset("CDEF")
_QUADRANTS = frozenset({"i", "ii", "iii", "iv"})
_LONGEST_PLACE = 4


@dataclass(slots=True)
class Cursor:
    """A walk over tokens that takes what it understands and keeps the rest."""

    tokens: list[Token]
    at: int = 0

    def word(self, ahead: int = 0) -> str:
        """The word `ahead` of here in lower case, or nothing."""
        token = self.token(ahead)
        return token.low if token is not None else ""

    def number(self, ahead: int = 0) -> str:
        """The number `ahead` of here as written, or nothing."""
        token = self.token(ahead)
        return token.text if token is not None and token.kind is Kind.NUM else ""

    def symbol(self, ahead: int = 0) -> str:
        """The sign `ahead` of here, or nothing."""
        token = self.token(ahead)
        return token.text if token is not None and token.kind in (Kind.SYMBOL, Kind.MARK) else ""

    def is_dash(self, ahead: int) -> bool:
        """Whether a dash stands `ahead` of here."""
        symbol = self.symbol(ahead)
        return bool(symbol) and symbol in DASHES

    def token(self, ahead: int = 0) -> Token | None:
        """The token `ahead` of here, or None past the end."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None


def take_statements(tokens: list[Token]) -> tuple[Stated, list[Token]]:
    """Return what the text states of its system, and the tokens that are left.

    Raises:
        CoordinateError: a zone's letter names no band.
    """
    cursor, stated, rest = Cursor(tokens), Stated(), list[Token]()
    has_grid_numbers = any(_is_grid_number(token) for token in tokens)
    while cursor.at < len(tokens):
        length, update = _take(cursor, tokens[cursor.at], has_grid_numbers)
        if length:
            stated = stated.with_more(update)
            cursor.at += length
        else:
            rest.append(tokens[cursor.at])
            cursor.at += 1
    return stated, rest


def _take(cursor: Cursor, token: Token, has_grid_numbers: bool) -> tuple[int, Stated]:
    """What begins at this token, asking only those who may know it: most tokens begin nothing."""
    if token.kind is Kind.NUM:
        length, update = _take_zone(cursor) if len(token.text) <= 2 else (0, Stated())
        if has_grid_numbers and cursor.symbol(1) == "°":  # beside a grid, degrees are its meridian: 107°15′
            length, update = _meridian_value(cursor, 0)
        return (length, update) if length or token.text != "1" else _take_scale(cursor)
    for take in _BY_WORD.get(token.low, ()):
        length, update = take(cursor)
        if length:
            return length, update
    if token.low in _BEFORE_MERIDIAN:
        length, update = _take_meridian(cursor, has_grid_numbers)
        if length:
            return length, update
    return _take_place(cursor) if token.text[0].isupper() else (0, Stated())


def take_heights(tokens: list[Token]) -> tuple[bool, list[Token]]:
    """Return whether a height or distance such as "312 m" or "1km" stood there, and the other tokens."""
    rest: list[Token] = []
    found = False
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        unit = after.low if after is not None else ""
        small = token.kind is Kind.NUM and _whole_digits(token) <= 4
        if small and (unit in METRES or unit == "km"):
            found = True
        else:
            rest.append(token)
    return found, rest


def _take_datum(cursor: Cursor) -> tuple[int, Stated]:
    word = cursor.word()
    step = 1
    if word == "ấn" and cursor.word(1) == "độ":
        step = 2
    step += cursor.is_dash(step)
    datum = _DATUMS.get((word, cursor.number(step)))
    return (step + 1, Stated(datum=datum)) if datum else (0, Stated())


def _take_projection(cursor: Cursor) -> tuple[int, Stated]:
    """UTM, UTM 48N, TM-3, múi 3°, zone 48."""
    word = cursor.word()
    if word == "tm":
        step = 1 + cursor.is_dash(1)
        return (step + 1, Stated(grid="tm3")) if cursor.number(step) == "3" else (0, Stated())
    if word != "utm" and word not in _ZONE_WORDS:
        return 0, Stated()
    step = 1
    while cursor.word(step) in _FILLERS:
        step += 1
    number = cursor.number(step)
    damaged = len(number) == 2 and cursor.word(step - 1) not in ("chiếu", "chieu")
    if word != "utm" and number in _GRID_OF_WIDTH and not damaged:
        degrees = cursor.symbol(step + 1) == "°" or cursor.word(step + 1) in ("độ", "do")
        return step + 1 + degrees, Stated(grid=_GRID_OF_WIDTH[number])
    if number in ("18", "19") and word != "utm":
        return step + 1, Stated(grid="gk", zone=int(number))
    if number.isdigit() and 1 <= int(number) <= 60:
        band = _band(cursor, step + 1) if len(cursor.word(step + 1)) == 1 else ""
        if band or 46 <= int(number) <= 51:
            return step + 1 + bool(band), Stated(grid="utm", zone=int(number), band=band)
    return (1, Stated(grid="utm")) if word == "utm" else (0, Stated())


def _take_zone(cursor: Cursor) -> tuple[int, Stated]:
    """A zone in front of a grid, 48N 681566 2417592, or after it."""
    number, ahead = cursor.number(), cursor.token(2)
    if not (number.isdigit() and 1 <= int(number) <= 60 and len(cursor.word(1)) == 1):
        return 0, Stated()
    last = ahead is None or ahead.kind is not Kind.NUM
    if last and not any(_is_grid_number(token) for token in cursor.tokens[: cursor.at]):
        return 0, Stated()
    if ahead is not None and not last and _whole_digits(ahead) < 5:
        return 0, Stated()
    band = _band(cursor, 1)
    return (2, Stated(grid="utm", zone=int(number), band=band)) if band else (0, Stated())


def _band(cursor: Cursor, ahead: int) -> str:
    """The zone's letter when one stands there: a band of latitude; N may stand for north.

    Raises:
        CoordinateError: the letter names no band, or is an S that may as well stand for south.
    """
    token = cursor.token(ahead)
    if token is None or token.kind is not Kind.WORD or len(token.text) != 1 or not token.tight:
        return ""
    letter = token.text.upper()
    if letter not in BANDS or (letter == "S" and not _is_of_band_s(cursor)):
        raise CoordinateError(
            note(
                N_("Zone letter %(letter)s is not used in Vietnam. Type for example 48Q 681566 2417592."),
                "zone_letter",
                letter=letter,
            )
        )
    return letter


def _is_of_band_s(cursor: Cursor) -> bool:
    """Whether a number is a northing of 32° to 40° north, where S is a band."""
    numbers = (token.text.replace(",", ".") for token in cursor.tokens if token.kind is Kind.NUM)
    return any(text.count(".") < 2 and _SOUTH_OF_S <= float(text) <= _NORTH_OF_S for text in numbers)


def _take_scale(cursor: Cursor) -> tuple[int, Stated]:
    """A map scale such as 1/50.000 or 1:50000."""
    digits = cursor.number(2).replace(".", "").replace(",", "")
    is_scale = cursor.number() == "1" and cursor.symbol(1) in ("/", ":") and 4 <= len(digits) <= 7
    return (3, Stated(scale=int(digits))) if is_scale and digits.endswith("000") else (0, Stated())


def _take_sheet(cursor: Cursor) -> tuple[int, Stated]:
    """A map sheet: "tờ 6342 III", "mảnh F-48-68-D"."""
    step = int(cursor.word() in _SHEET_WORDS)
    if step and cursor.word(1) == "số":
        step += 1
    number = cursor.number(step)
    if step and len(number) == 4 and number.isdigit():
        quadrant = step + 1 + cursor.is_dash(step + 1)
        named = cursor.word(quadrant) in _QUADRANTS
        sheet = f"{number} {cursor.word(quadrant).upper()}" if named else number
        return (quadrant + 1 if named else step + 1), Stated(sheet=sheet)
    first = cursor.token(step)
    if first is None or first.text not in _SHEET_ROWS or cursor.number(step + 2) not in ("47", "48", "49"):
        return 0, Stated()
    if not (cursor.is_dash(step + 1) and cursor.is_dash(step + 3) and cursor.number(step + 4).isdigit()):
        return 0, Stated()
    sheet, end = f"{first.text}-{cursor.number(step + 2)}-{cursor.number(step + 4)}", step + 5
    if cursor.is_dash(end) and len(cursor.word(end + 1)) == 1:
        return end + 2, Stated(sheet=f"{sheet}-{cursor.word(end + 1).upper()}")
    return end, Stated(sheet=sheet)


def _take_place(cursor: Cursor) -> tuple[int, Stated]:
    """The name of a province, or of the country, whose words would else be read as hemispheres: Hà Nam."""
    for length in range(_LONGEST_PLACE, 0, -1):
        words = [cursor.word(ahead) for ahead in range(length)]
        if not all(words):
            continue
        name = plain(" ".join(words))
        if name == "viet nam":
            return length, Stated()
        if name in FORMER or name in CURRENT:
            return length, Stated(place=name)
    return 0, Stated()


def _take_meridian(cursor: Cursor, has_grid_numbers: bool) -> tuple[int, Stated]:
    """KTT 107°15′, kinh tuyến trục 107.25, L0 = 107-15; "KT" alone only beside a grid."""
    words = [cursor.word(ahead) for ahead in range(3)]
    if words[:2] in (["kinh", "tuyến"], ["kinh", "tuyen"]) and words[2] in _MERIDIAN_WORDS:
        step = 3
    elif words[0] in _MERIDIAN_WORDS or (words[0] == "kt" and has_grid_numbers):
        step = 1
    elif words[0] == "l" and cursor.number(1) == "0":
        step = 2
    else:
        return 0, Stated()
    while cursor.symbol(step) in ("=", ":", "(", "."):
        step += 1
    return _meridian_value(cursor, step)


def _meridian_value(cursor: Cursor, step: int) -> tuple[int, Stated]:
    degrees = cursor.number(step).replace(",", ".")
    damaged = len(degrees) == 4 and degrees.isdigit() and degrees.endswith("0")  # "1050 00" is 105°00′
    if damaged:
        degrees = degrees[:3]
    if degrees.count(".") > 1 or not degrees or not 100 <= float(degrees) <= 120:
        return 0, Stated()
    step += 1
    marked = cursor.symbol(step) == "°" or cursor.is_dash(step) or cursor.word(step) in ("độ", "do", "o")
    step += marked
    marked = marked or damaged
    minutes = cursor.number(step)
    if not (marked and len(minutes) == 2 and minutes.isdigit() and int(minutes) < 60):
        return step, Stated(grid="tm3", lon0=float(degrees))
    step += 1
    step += cursor.symbol(step) == "'" or cursor.word(step) in ("phút", "phut")
    if cursor.number(step) in ("0", "00") and cursor.symbol(step + 1) == '"':
        step += 2
    return step, Stated(grid="tm3", lon0=float(degrees) + int(minutes) / 60)


def _whole_digits(token: Token) -> int:
    """How many digits stand before the decimal mark, "448.849" counted as thousands; 0 if no number."""
    if token.kind is not Kind.NUM:
        return 0
    pieces = token.text.replace(",", ".").split(".")
    if len(pieces) > 2 or len(pieces[-1]) == 3:
        return len("".join(pieces))
    return len(pieces[0])


def _is_grid_number(token: Token) -> bool:
    """Whether a number can only be metres: six digits in front, or several thousands marks."""
    pieces = token.text.replace(",", ".").split(".")
    return token.kind is Kind.NUM and (len(pieces[0]) >= 6 or len(pieces) > 2)


_BEFORE_MERIDIAN = _MERIDIAN_WORDS | {"kinh", "kt", "l"}
_BY_WORD: Mapping[str, tuple[Callable[[Cursor], tuple[int, Stated]], ...]] = {
    **dict.fromkeys((word for word, _ in _DATUMS), (_take_datum,)),
    **dict.fromkeys(("utm", "tm", *_ZONE_WORDS), (_take_projection,)),
    **dict.fromkeys((*_SHEET_WORDS, *(letter.casefold() for letter in _SHEET_ROWS)), (_take_sheet,)),
}
