"""Reads a coordinate in any notation a Vietnamese document or witness uses, into all its readings."""

import string
from dataclasses import replace

from gis_case.geo.angles import Gatherer, is_compact
from gis_case.geo.errors import CoordinateError
from gis_case.geo.lexer import DASHES, Kind, Token, tokenize
from gis_case.geo.messages import N_, note
from gis_case.geo.numbers import Item, styles
from gis_case.geo.pairs import height_note, read_degrees, read_grid
from gis_case.geo.reading import Context, Notation, Reading, Stated
from gis_case.geo.refusals import (
    does_not_fit,
    is_military_grid,
    most_telling,
    nothing_found,
    only_an_offset,
    several_points,
)
from gis_case.geo.statements import take_heights, take_statements
from gis_case.geo.words import tells_an_offset, understand

__all__ = ["Context", "Notation", "Reading", "Stated", "parse"]

_SQUARE_LETTERS = frozenset(string.ascii_uppercase) - {"I", "O"}


def parse(text: str, *, context: Context = Context()) -> list[Reading]:  # noqa: B008 - frozen
    """Return every reading of `text` as one point, the best first; at least one.

    Args:
        text: at most 200 characters: decimal degrees, degrees and minutes, degrees, minutes and
            seconds, DDMMSS with letters, or a full easting and northing in metres, with whatever the
            text says of its system. Several notations of one point may stand between slashes.
        context: what is known beside the text; here only its language counts.

    Returns:
        Readings with x, y in degrees or metres and the step of the last digit. No datum is supposed.

    Raises:
        CoordinateError: nothing or no single point can be read; the message says what to type.
    """
    tokens = tokenize(text)
    offset = tells_an_offset(tokens)
    stated, tokens = take_statements(tokens)
    if _is_military_grid(tokens):
        raise is_military_grid()
    heights, tokens = take_heights(tokens)
    tokens = understand(tokens)
    segments = [segment for segment in _segments(tokens) if _count(segment)]
    if not segments:
        raise only_an_offset() if offset or heights else nothing_found()
    readings, errors = _read_segments(segments, context.language, offset)
    if not readings and len(segments) == 2:  # the slash parted latitude from longitude
        readings, more = _read_segments([tokens], context.language, offset)
        errors = errors + more if not readings else []
    if not readings:
        raise only_an_offset() if offset else most_telling(errors)
    readings = [_with_remarks(reading, stated, offset, heights, bool(errors)) for reading in readings]
    return sorted(readings, key=lambda reading: -reading.score)


def _read_segments(
    segments: list[list[Token]], language: str, offset: bool
) -> tuple[list[Reading], list[CoordinateError]]:
    """Read each notation of the point; what agrees is kept once, in its finest form."""
    found: list[list[Reading]] = []
    errors: list[CoordinateError] = []
    for segment in segments:
        try:
            found.append(_read_segment(segment, language, offset))
        except CoordinateError as error:
            errors.append(error)
    if len(found) <= 1:
        return [reading for group in found for reading in group], errors
    return _agreed([group[0] for group in found]), errors


def _read_segment(tokens: list[Token], language: str, offset: bool) -> list[Reading]:
    readings: list[Reading] = []
    errors: list[CoordinateError] = []
    for items, thousands in styles(tokens):
        try:
            readings += _read_items(items, thousands, language, offset)
        except CoordinateError as error:
            errors.append(error)
    if not readings:
        raise most_telling(errors) if errors else does_not_fit()
    unique: list[Reading] = []
    for reading in readings:
        if all((reading.x, reading.y) != (other.x, other.y) for other in unique):
            unique.append(reading)
    return unique


def _read_items(items: list[Item], thousands: bool, language: str, offset: bool) -> list[Reading]:
    """Read one segment in one style of numbers; beside an offset only plainly marked points count."""
    if sum(isinstance(item, Token) and item.kind is Kind.COMMA for item in items) > 1:
        raise several_points(sum(not isinstance(item, Token) for item in items))
    gatherer = Gatherer(items)
    angles = gatherer.gather()
    if not thousands and not (offset and not all(a.marked or a.hemisphere for a in angles)):
        try:
            return read_degrees(angles, gatherer.dashed, language)
        except CoordinateError:
            grid = read_grid(angles)
            if grid is None or (grid.swapped and all(is_compact(angle) for angle in angles)):
                raise
            return [grid]
    grid = read_grid(angles)
    if grid is None:
        raise does_not_fit()
    return [grid]


def _agreed(readings: list[Reading]) -> list[Reading]:
    """Keep the finest of those that agree; warn on all of them when some do not."""
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda reading: (reading.step, len(reading.warnings))):
        if not any(_agree(reading, other) for other in kept):
            kept.append(reading)
    if len(kept) == 1:
        return kept
    warning = note(
        N_("The notations in this text give different points. Check which one the source meant."),
        "notations_disagree",
    )
    return [replace(reading, warnings=(*reading.warnings, warning)) for reading in kept]


def _agree(one: Reading, other: Reading) -> bool:
    reach = (one.step + other.step) * 1.01
    same_unit = one.is_grid == other.is_grid
    return same_unit and abs(one.x - other.x) <= reach and abs(one.y - other.y) <= reach


def _with_remarks(reading: Reading, stated: Stated, offset: bool, heights: bool, unread: bool) -> Reading:
    """Add what the text states, and warnings on the parts that were not used."""
    warnings = list(reading.warnings)
    if offset:
        warnings.append(
            note(
                N_("The text also tells a distance or direction; the point is the written coordinate, without it."),
                "offset",
            )
        )
    if unread:
        warnings.append(note(N_("A part of the text was not read."), "part_unread"))
    notes = (*reading.notes, height_note()) if heights and not offset else reading.notes
    return replace(reading, stated=stated, notes=notes, warnings=tuple(warnings))


def _segments(tokens: list[Token]) -> list[list[Token]]:
    """Split at slashes when each side has a point of its own; else a slash only parts two numbers."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is Kind.SLASH:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts if all(_count(part) != 1 for part in parts) else [tokens]


def _count(tokens: list[Token]) -> int:
    return sum(token.kind is Kind.NUM for token in tokens)


def _is_military_grid(tokens: list[Token]) -> bool:
    """Whether two square letters stand before an even number of digits, as in XS7678 or XS 399-133."""
    for at, token in enumerate(tokens[:-1]):
        number = tokens[at + 1]
        if token.kind is not Kind.WORD or number.kind is not Kind.NUM or not number.text.isdigit():
            continue
        if len(token.text) not in (2, 3) or not _SQUARE_LETTERS.issuperset(token.text):
            continue
        if len(token.text) == 3 and not (at and tokens[at - 1].kind is Kind.NUM and token.tight):
            continue
        if len(number.text) in (4, 6, 8, 10) or _is_hyphenated_pair(tokens[at + 1 : at + 4]):
            return True
    return False


def _is_hyphenated_pair(tokens: list[Token]) -> bool:
    if len(tokens) < 3 or tokens[1].text not in DASHES or tokens[2].kind is not Kind.NUM:
        return False
    return len(tokens[0].text) == len(tokens[2].text) <= 5
