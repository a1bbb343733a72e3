"""Turns typed text into tokens: one pass, no regular expressions, any typography of degrees."""

import unicodedata
from dataclasses import dataclass, replace
from enum import Enum, auto

from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, note
from gis_case.geo.refusals import several_points

MAX_CHARACTERS = 200
# Many points at once are told without looking at each; one point in three notations has a third of these.
_MOST_RUNS = 60

_DEGREES = "°º˚⁰ᵒﾟ゜∘"
_MINUTES = "'′’‘‛`´ʹʼ‵＇ˈ"
_SECONDS = '"″”“„‟˝ʺ〃＂‶'
_HYPHENS = "-−‐‑﹣－"
_LONG_DASHES = "‒–—―"
DASHES = "-–"
_SPELLING = {
    **dict.fromkeys(map(ord, _DEGREES), "°"),
    **dict.fromkeys(map(ord, _MINUTES), "'"),
    **dict.fromkeys(map(ord, _SECONDS), '"'),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _LONG_DASHES), "–"),
}
_LEVELS = {"°": 0, "'": 1, '"': 2}
_DIGITS = frozenset("0123456789")
_DAMAGED = "\ufffd"


class Kind(Enum):
    """What a token is; WORD and SYMBOL are raw, the later ones come of understanding them."""

    NUM = auto()
    WORD = auto()
    SYMBOL = auto()
    MARK = auto()
    HEMI = auto()
    LABEL = auto()
    SEP = auto()
    COMMA = auto()
    DASH = auto()
    JOIN = auto()
    COLON = auto()
    SIGN = auto()
    SLASH = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `tight` when no space stands before it, `low` a word without its capitals.

    `level` is 0, 1, 2 for degree, minute and second marks; `axis` "lat" or "lon" and `sign` ±1 belong
    to hemispheres, labels and signs.
    """

    kind: Kind
    text: str
    tight: bool = False
    level: int = -1
    axis: str = ""
    sign: int = 0
    low: str = ""


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`.

    Raises:
        CoordinateError: the text is empty, over 200 characters, has a damaged character or very many numbers.
    """
    if not text.strip():
        raise CoordinateError(
            note(N_("Type a coordinate, for example 21°51′11″N 106°45′25″E or 21.853; 106.757."), "empty")
        )
    if len(text) > MAX_CHARACTERS:
        raise CoordinateError(
            note(
                N_(
                    "The text has %(length)d characters; %(limit)d at most can be read. "
                    "Type the coordinate alone, for example 21.853; 106.757."
                ),
                "too_long",
                length=len(text),
                limit=MAX_CHARACTERS,
            )
        )
    plain = _plain(text)
    if _DAMAGED in plain:
        raise CoordinateError(
            note(
                N_("A character could not be read. Retype the signs, for example 21°51′11″N 106°45′25″E."),
                "damaged",
            )
        )
    runs = len("".join(char if char in _DIGITS else " " for char in plain).split())
    if runs > _MOST_RUNS:
        raise several_points(runs)
    return _join_quotes(_scan(plain))


def _plain(text: str) -> str:
    """One spelling for each sign, composed letters, no invisible characters, no raised digits."""
    kept: list[str] = []
    spelled = text.translate(_SPELLING)
    if spelled.isascii() and spelled.isprintable():
        return spelled
    for char in spelled:
        category = unicodedata.category(char)
        if category == "No":
            kept.append(_DAMAGED)
        elif category != "Cf":
            kept.append(" " if category in ("Cc", "Zs") and char not in "\t\n\r" else char)
    return unicodedata.normalize("NFKC", "".join(kept))


def _scan(text: str) -> list[Token]:
    tokens: list[Token] = []
    at, tight = 0, False
    while at < len(text):
        char = text[at]
        if char in _DIGITS:
            end = _number_end(text, at)
            tokens.append(Token(Kind.NUM, text[at:end], tight))
        elif char.isalpha():
            end = at + 1
            while end < len(text) and (text[end].isalpha() or unicodedata.combining(text[end])):
                end += 1
            tokens.append(Token(Kind.WORD, text[at:end], tight, low=text[at:end].casefold()))
        else:
            end = at + 1
            if char in _LEVELS:
                tokens.append(Token(Kind.MARK, char, tight, _LEVELS[char]))
            elif char in "\t\n\r":
                tokens.append(Token(Kind.SYMBOL, ";", False))
            elif not char.isspace():
                tokens.append(Token(Kind.SYMBOL, char, tight))
        tight = not text[end - 1].isspace()
        at = end
    return tokens


def _number_end(text: str, at: int) -> int:
    """Digits, with points and commas that stand between digits."""
    end = at + 1
    while end < len(text):
        if text[end] in _DIGITS:
            end += 1
        elif text[end] in ".," and end + 1 < len(text) and text[end + 1] in _DIGITS:
            end += 2
        else:
            break
    return end


def _join_quotes(tokens: list[Token]) -> list[Token]:
    """Two minute marks run together are one second mark."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last and token.kind is last.kind is Kind.MARK and token.level == last.level == 1 and token.tight:
            joined[-1] = replace(last, text='"', level=2)
        else:
            joined.append(token)
    return joined
