"""Reads a distance and direction from a known point: a region, not a point. Road distances are told apart."""

import math
from dataclasses import dataclass

from pyproj import Geod

from gis_case.geo.lexer import Kind, Token
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.reading import Context, Notation, Reading

_GEOD = Geod(ellps="WGS84")
_METRES = {
    **dict.fromkeys(("m", "mét", "met", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("km", "kilômét", "kilomet", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
    **dict.fromkeys(("dặm", "mile", "miles"), 1609.344),
}
_POINTS = {
    **dict.fromkeys(("bắc", "bac", "north", "northern", "n", "b"), 0.0),
    **dict.fromkeys(("đông", "dong", "east", "eastern", "e", "đ"), 90.0),
    **dict.fromkeys(("nam", "south", "southern", "s"), 180.0),
    **dict.fromkeys(("tây", "tay", "west", "western", "w", "t"), 270.0),
    **dict.fromkeys(("ne", "northeast", "đb"), 45.0),
    **dict.fromkeys(("se", "southeast", "đn"), 135.0),
    **dict.fromkeys(("sw", "southwest", "tn"), 225.0),
    **dict.fromkeys(("nw", "northwest", "tb"), 315.0),
}
_LETTERS = frozenset(word for word in _POINTS if len(word) <= 2)
_VIETNAMESE = frozenset({"bắc", "bac", "đông", "dong", "nam", "tây", "tay"})
_TOWARDS = frozenset({"phía", "phia", "hướng", "huong", "về", "ve", "chếch", "bên", "sang"})
_ANGLE_WORDS = frozenset({"bearing", "azimuth", "vị", "hướng"})
_ROADS = frozenset({"ql", "lộ", "đường", "road", "highway", "route", "rc4", "rc", "tl", "cột", "trình"})
_BEFORE_ROAD_KM = frozenset({"at", "tại", "cột"})
_FROM = frozenset({"cách", "from", "of", "away", "about", "khoảng", "chừng"})
# A wind named in words stands for all within half the angle to the next one of eight.
_HALF_WIND_DEG = 22.5
_HALF_BEARING_DEG = 5.0
_FARTHEST_M = 100_000.0


@dataclass(frozen=True, slots=True)
class _Offset:
    """A distance with its half step in metres, and a bearing with its half width in degrees, if one is told."""

    metres: float
    half_step_m: float
    bearing: float | None
    half_width: float


def is_road_distance(tokens: list[Token]) -> bool:
    """Tell whether kilometres of a road are named: "KM 33", "Km33+500", "at 88KM"."""
    words = [_word(token) for token in tokens]
    if _winds(tokens, words) or _FROM & set(words):
        return False
    for at, word in enumerate(words):
        if word != "km":
            continue
        number_before = at and tokens[at - 1].kind is Kind.NUM
        number_after = at + 1 < len(tokens) and tokens[at + 1].kind is Kind.NUM
        beside_road = bool(_ROADS & set(words)) or (at > 1 and words[at - 2] in _BEFORE_ROAD_KM)
        if (number_after and not number_before) or (number_before and beside_road):
            return True
    return False


def read_offset(tokens: list[Token], context: Context) -> Reading | None:
    """Return the region that a distance and direction from the neighbouring point describe, if they do.

    The centre lies at the distance told, or at the neighbouring point when no direction is told;
    `radius_m` holds everything that the words allow.
    """
    if context.near is None:
        return None
    found = _distance(tokens)
    if found is None:
        return None
    lon, lat = context.near
    if found.bearing is None:
        notes = (note(N_("around the neighbouring point; no direction is told"), "around"),)
        return _region(lon, lat, found.metres + found.half_step_m, notes)
    x, y, _ = _GEOD.fwd(lon, lat, found.bearing, found.metres)
    across = 2 * (found.metres + found.half_step_m) * math.sin(math.radians(found.half_width / 2))
    notes = (_from_note(found),)
    return _region(float(x), float(y), math.hypot(across, found.half_step_m), notes)


def _region(lon: float, lat: float, radius_m: float, notes: tuple[Note, ...]) -> Reading:
    warning = note(N_("The words describe a region around this point, not the point itself."), "region")
    return Reading(Notation.OFFSET, lon, lat, 1e-5, radius_m=radius_m, notes=notes, warnings=(warning,))


def _distance(tokens: list[Token]) -> _Offset | None:
    """The first distance that a direction or a word such as "cách" goes with."""
    words = [_word(token) for token in tokens]
    for at, token in enumerate(tokens[:-1]):
        unit = _METRES.get(words[at + 1])
        if token.kind is not Kind.NUM or unit is None:
            continue
        value, half_step = _value(token.text)
        bearing, half_width = _bearing(tokens, words, skip=at)
        if 0 < value * unit <= _FARTHEST_M and (bearing is not None or _FROM & set(words)):
            return _Offset(value * unit, half_step * unit, bearing, half_width)
    return None


def _value(text: str) -> tuple[float, float]:
    """A number and half the step of its last digit that is not 0; 1.5 is taken as told to the half."""
    plain = text.replace(",", ".")
    if plain.count(".") > 1:
        return 0.0, 0.0
    value = float(plain)
    if "." in plain:
        return value, 0.25 if plain.endswith(".5") else 0.5 * 10.0 ** -len(plain.partition(".")[2])
    zeros = len(plain) - len(plain.rstrip("0"))
    return value, 0.5 * 10.0**zeros


def _bearing(tokens: list[Token], words: list[str], skip: int) -> tuple[float | None, float]:
    for at, word in enumerate(words):
        number = tokens[at + 1] if at + 1 < len(tokens) else None
        if word in _ANGLE_WORDS and number is not None and number.kind is Kind.NUM and at + 1 != skip:
            value = float(number.text.replace(",", ".")) if number.text.count(".") + number.text.count(",") < 2 else -1
            if 0 <= value <= 360:
                return value, _HALF_BEARING_DEG
    winds = _winds(tokens, words)
    if not winds:
        return None, 0.0
    at, first = winds[0]
    if len(winds) > 1 and winds[1][0] - at <= 2 and abs(_turn(first, winds[1][1])) == 90:
        return (first + _turn(first, winds[1][1]) / 2) % 360, _HALF_WIND_DEG
    return first, _HALF_WIND_DEG


def _winds(tokens: list[Token], words: list[str]) -> list[tuple[int, float]]:
    """Where directions stand, and which: not the names of places such as Đông Khê or Bắc Sơn."""
    found: list[tuple[int, float]] = []
    for at, word in enumerate(words):
        if word not in _POINTS:
            continue
        before = at - 1 if at and words[at - 1] else at - 2
        joined = bool(found) and found[-1][0] == before
        after_unit = before > 0 and words[before] in _METRES and tokens[before - 1].kind is Kind.NUM
        named = before >= 0 and words[before] in _TOWARDS
        free = word not in _LETTERS | _VIETNAMESE
        if joined or after_unit or named or free:
            found.append((at, _POINTS[word]))
    return found


def _turn(first: float, second: float) -> float:
    """The angle from one wind to another, -180 to 180."""
    return (second - first + 180) % 360 - 180


def _from_note(found: _Offset) -> Note:
    return note(
        N_("%(metres).0f m from the neighbouring point, towards %(bearing).0f°"),
        "from_near",
        metres=found.metres,
        bearing=found.bearing,
    )


def _word(token: Token) -> str:
    return token.low
