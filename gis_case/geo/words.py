"""The words and letters of coordinates, Vietnamese and English, and what they mean where they stand."""

from dataclasses import replace

from gis_case.geo.lexer import DASHES, Kind, Token

_HEMISPHERES = {
    **dict.fromkeys(("n", "north", "northing", "mn", "b", "bắc", "bac"), ("lat", 1)),
    **dict.fromkeys(("s", "south", "nam"), ("lat", -1)),
    **dict.fromkeys(("e", "east", "easting", "me", "đ", "đông", "dong"), ("lon", 1)),
    **dict.fromkeys(("w", "west", "t", "tây", "tay"), ("lon", -1)),
    # Copies of encyclopaedias in other languages; S is north in Croatian, which only the numbers can tell.
    **dict.fromkeys(("с", "север", "північ", "nord", "norte", "sjever", "北纬", "北緯", "北"), ("lat", 1)),
    **dict.fromkeys(("ю", "юг", "sud", "sur", "jug", "南纬", "南緯", "南"), ("lat", -1)),
    **dict.fromkeys(("и", "изток", "в", "восток", "ø", "øst", "ö", "ost", "est", "este", "istok"), ("lon", 1)),
    **dict.fromkeys(("东经", "東經", "东", "東"), ("lon", 1)),
    **dict.fromkeys(("з", "запад", "ouest", "oeste", "west", "zapad", "西经", "西經", "西"), ("lon", -1)),
}
VIETNAMESE = frozenset({"b", "bắc", "bac", "nam", "đ", "đông", "dong", "t", "tây", "tay"})

_LABELS = {
    **dict.fromkeys(("vĩ", "vi", "vđ", "vt", "lat", "latitude", "φ"), "lat"),
    **dict.fromkeys(("kinh", "kđ", "kt", "lon", "long", "lng", "longitude", "λ"), "lon"),
}
_MARKS = {
    **dict.fromkeys(("độ", "do", "deg", "degree", "degrees", "o", "度"), 0),
    **dict.fromkeys(("phút", "phut", "ph", "min", "minute", "minutes", "分"), 1),
    **dict.fromkeys(("giây", "giay", "gi", "sec", "second", "seconds", "秒"), 2),
}
_SHORT_MARKS = {"d": 0, "đ": 0, "p": 1, "g": 2}
_SEPARATORS = frozenset({"và", "va", "and", "x", "y", "h"})
_LONGEST_LETTERS = 3
METRES = frozenset({"m", "mét", "met", "metre", "metres", "meter", "meters"})
_DISTANCES = frozenset({"km", "kilômét", "kilomet", "kilometre", "kilometres", "kilometers", "dặm", "miles"})
_FAR = _DISTANCES | {"cách", "phía", "hướng", "bearing", "azimuth", "from", "away"}


def tells_an_offset(tokens: list[Token]) -> bool:
    """Tell whether the text speaks of a distance or a direction from something."""
    return any(token.low in _FAR for token in tokens)


def is_name(token: Token) -> bool:
    """Tell whether a word is unknown here, so that digits run onto it make a name such as M2."""
    word = token.low
    known = (_HEMISPHERES, _LABELS, _MARKS, _SHORT_MARKS, _SEPARATORS, METRES, _FAR)
    return token.kind is Kind.WORD and not any(word in group for group in known)


def unread_word(tokens: list[Token]) -> str:
    """Return a word that stands where a direction would, or between two bare numbers, and means nothing here."""
    marked = any(token.kind is Kind.MARK for token in tokens)
    numbers = [at for at, token in enumerate(tokens) if token.kind is Kind.NUM]
    for at, token in enumerate(tokens):
        if not is_name(token) or not numbers or not numbers[0] < at:
            continue
        after_angle = tokens[at - 1].kind in (Kind.MARK, Kind.NUM)
        if (after_angle and len(token.text) <= _LONGEST_LETTERS) or (not marked and at < numbers[-1]):
            return token.text
    return ""


def without_names(tokens: list[Token]) -> list[Token]:
    """Leave out numbers that belong to a word before them and to no angle: "điểm cao 417 (21°51′…"."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        named = before is not None and before.kind is Kind.WORD and before.low not in _HEMISPHERES
        in_angle = after is not None and (after.kind in (Kind.MARK, Kind.NUM) or after.low in _MARKS)
        if not (token.kind is Kind.NUM and named and not in_angle):
            kept.append(token)
    return kept


def understand(tokens: list[Token]) -> list[Token]:
    """Turn raw words and symbols into marks, hemispheres, labels, separators and signs.

    Words that mean nothing here are left out; so is a name with the digits that run onto it (M2, LS1).
    """
    understood: list[Token] = []
    skip_number = False
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind is Kind.WORD:
            skip_number = is_name(token) and after is not None and after.kind is Kind.NUM and after.tight
            meant = _word(token, before, after)
        elif token.kind is Kind.SYMBOL:
            meant = _symbol(token, before, after)
        elif token.kind is Kind.NUM and (skip_number or _numbers_a_point(tokens, at)):
            skip_number, meant = False, None
        else:
            meant = token
        if meant is not None:
            understood.append(meant)
    return understood


def _numbers_a_point(tokens: list[Token], at: int) -> bool:
    """Whether a number only counts points, as in "3: 21.5, 106.7" or "1) …"."""
    if at + 2 >= len(tokens) or len(tokens[at].text) > 3 or not tokens[at].text.isdigit():
        return False
    sign, after = tokens[at + 1], tokens[at + 2]
    return sign.kind is Kind.SYMBOL and sign.text in ":)" and sign.tight and not after.tight


def _word(token: Token, before: Token | None, after: Token | None) -> Token | None:
    word = token.low
    after_number = before is not None and before.kind is Kind.NUM
    runs_on = after is not None and after.kind is Kind.NUM and after.tight
    if after_number and word in _MARKS:
        return replace(token, kind=Kind.MARK, level=_MARKS[word])
    if after_number and token.tight and word == token.text and word in _SHORT_MARKS and (
        runs_on or word in "pg"
    ):  # fmt: skip
        return replace(token, kind=Kind.MARK, level=_SHORT_MARKS[word])
    if word in _HEMISPHERES:
        axis, sign = _HEMISPHERES[word]
        return replace(token, kind=Kind.HEMI, text=word, axis=axis, sign=sign)
    if token.text == "D" and before is not None and before.kind in (Kind.NUM, Kind.MARK):
        return replace(token, kind=Kind.HEMI, text="đ", axis="lon", sign=1)
    if word in _LABELS:
        return replace(token, kind=Kind.LABEL, axis=_LABELS[word])
    return replace(token, kind=Kind.SEP) if word in _SEPARATORS else None


def _symbol(token: Token, before: Token | None, after: Token | None) -> Token | None:
    number_before = before is not None and before.kind is Kind.NUM
    number_runs_on = after is not None and after.kind is Kind.NUM and after.tight
    if token.text == ":" and number_before and token.tight and number_runs_on:
        return replace(token, kind=Kind.COLON)
    if token.text in DASHES:
        if number_before and token.tight and number_runs_on:
            return replace(token, kind=Kind.JOIN)
        opens = before is None or before.kind is Kind.SYMBOL  # a long dash elsewhere only separates
        signed = number_runs_on and (token.text == "-" or opens)
        return replace(token, kind=Kind.SIGN if signed else Kind.DASH, sign=-1)
    if token.text == "+" and number_runs_on:
        return replace(token, kind=Kind.SIGN, sign=1)
    if token.text == "/":
        return replace(token, kind=Kind.SLASH)
    return replace(token, kind=Kind.SEP) if token.text in ",;|" else None
