"""Mends degree signs that a change of fonts turned into a zero: 20027’ is 20°27’."""

from dataclasses import replace

from gis_case.geo.lexer import Kind, Token

_DEGREE = Token(Kind.MARK, "°", True, 0)


def mend_degrees(tokens: list[Token]) -> tuple[list[Token], bool]:
    """Return the tokens with their degree signs put back, and whether any was.

    Only where minutes follow and the number could be no degrees: "20027’", "200 27’", "1060 06’", "20 0 27’".
    """
    mended: list[Token] = []
    changed = False
    at = 0
    while at < len(tokens):
        taken, pieces = _pieces(tokens, at)
        changed = changed or bool(pieces)
        mended += pieces or [tokens[at]]
        at += taken or 1
    return mended, changed


def _pieces(tokens: list[Token], at: int) -> tuple[int, list[Token]]:
    """How many tokens to replace, and with what; nothing when they are as they should be."""
    token = tokens[at]
    if token.kind is not Kind.NUM:
        return 0, []
    whole, _, decimals = token.text.replace(",", ".").partition(".")
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if _is_minutes(after) and len(whole) in (4, 5, 6) and "." not in decimals:
        cut = len(whole) - 3
        fits = whole[cut] == "0" and int(whole[cut + 1 :]) < 60 and _could_be_degrees(whole[:cut])
        if fits and (cut > 1 or whole[0] in "89"):
            minutes = replace(token, text=token.text[cut + 1 :], tight=True)
            return 1, [replace(token, text=whole[:cut]), _DEGREE, minutes]
    minutes_follow = at + 2 < len(tokens) and _is_short(after) and _is_minutes(tokens[at + 2])
    if minutes_follow and not decimals and len(whole) in (3, 4) and whole[-1] == "0" and int(whole) > 180:
        return 1, [replace(token, text=whole[:-1]), _DEGREE]
    zero_apart = at + 3 < len(tokens) and after is not None and after.text == "0" and not decimals
    if zero_apart and _could_be_degrees(whole) and _is_short(tokens[at + 2]) and _is_minutes(tokens[at + 3]):
        return 2, [token, _DEGREE]
    return 0, []


def _is_minutes(token: Token | None) -> bool:
    return token is not None and token.kind is Kind.MARK and token.level == 1


def _is_short(token: Token | None) -> bool:
    """Whether a number may be minutes: at most two whole digits."""
    return token is not None and token.kind is Kind.NUM and len(token.text.replace(",", ".").split(".")[0]) <= 2


def _could_be_degrees(text: str) -> bool:
    return len(text) <= 3 and 0 < int(text) <= 180
