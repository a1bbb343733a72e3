"""Reads a coordinate in any notation a Vietnamese document or witness uses, into all its readings."""

from dataclasses import dataclass, replace
from itertools import pairwise

from gis_case.geo.angles import Angle, Gatherer, is_compact
from gis_case.geo.damage import mend_degrees
from gis_case.geo.errors import CoordinateError
from gis_case.geo.grads import read_grads
from gis_case.geo.lettered import find_lettered, read_lettered
from gis_case.geo.lexer import Kind, Token, tokenize
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.numbers import Item, styles
from gis_case.geo.offsets import is_road_distance, read_offset
from gis_case.geo.pairs import height_note, read_degrees, read_grid
from gis_case.geo.reading import Context, Notation, Reading, Stated
from gis_case.geo.refusals import (
    does_not_fit,
    local_grid,
    most_telling,
    nothing_found,
    only_an_offset,
    road_distance,
    several_points,
)
from gis_case.geo.shortened import read_shortened
from gis_case.geo.statements import take_heights, take_statements
from gis_case.geo.words import tells_an_offset, understand, unread_word, without_names

__all__ = ["Context", "Notation", "Reading", "Stated", "parse"]

# One point in three notations, with its system, meridian and height, has fewer.
_MOST_NUMBERS = 24
_LARGEST_LOCAL = 10_000
_BESIDE_DEGREES = 0.3


@dataclass(frozen=True, slots=True)
class _Beside:
    """What counts beside the numbers: the context, whether an offset is told, and the letter of a stated zone."""

    context: Context
    offset: bool
    band: str


def parse(text: str, *, context: Context = Context()) -> list[Reading]:  # noqa: B008 - frozen
    """Return every reading of `text` as one point, the best first; at least one.

    Args:
        text: at most 200 characters: decimal degrees, degrees and minutes, degrees, minutes and
            seconds, DDMMSS with letters, grads, a full easting and northing in metres, a military grid
            reference with or without its letters, or a distance from the neighbouring point, with whatever
            the text says of its system. Several notations of one point may stand between slashes.
        context: what is known beside the text; here its language, the neighbouring point and the
            numbering of squares count, and whether any place is known.

    Returns:
        Readings with x, y in degrees or metres and the step of the last digit. No datum is supposed, and
        shortened references are not yet completed.

    Raises:
        CoordinateError: nothing or no single point can be read; the message says what to type.
    """
    tokens = tokenize(text)
    numbers = _count(tokens)
    if not numbers:
        raise only_an_offset() if tells_an_offset(tokens) else nothing_found()
    if numbers > _MOST_NUMBERS:
        raise several_points(numbers)
    tokens, mended = mend_degrees(tokens)
    stated, tokens = take_statements(tokens)
    readings = _in_grads(tokens) or _as_squares(tokens, stated, context) or _plainly(tokens, stated, context)
    if mended:
        readings = [replace(one, warnings=(*one.warnings, _mended_note())) for one in readings]
    return sorted(readings, key=lambda reading: -reading.score)


def _in_grads(tokens: list[Token]) -> list[Reading]:
    reading = read_grads(tokens)
    return [reading] if reading else []


def _as_squares(tokens: list[Token], stated: Stated, context: Context) -> list[Reading]:
    """Read military grid references; degrees beside them are read too and come first."""
    squares, rest = find_lettered(tokens, stated)
    if not squares:
        _, without_heights = take_heights(tokens)
        return [_with_text(one, stated) for one in read_shortened(without_heights, stated, context)]
    readings = [_with_text(one, stated) for one in read_lettered(squares)]
    if not any(token.kind is Kind.MARK for token in rest):
        return readings
    try:
        return [*_plainly(rest, stated, context), *(replace(one, score=_BESIDE_DEGREES) for one in readings)]
    except CoordinateError:
        return readings


def _with_text(reading: Reading, stated: Stated) -> Reading:
    """Add what the text states beside the reference; the reference's own zone comes first."""
    return replace(reading, stated=stated.with_more(reading.stated))


def _plainly(tokens: list[Token], stated: Stated, context: Context) -> list[Reading]:
    """Read degrees or a full grid; else a distance from the neighbouring point.

    Raises:
        CoordinateError: with the reason that helps the user most.
    """
    try:
        return _read_plainly(tokens, stated, context)
    except CoordinateError as error:
        named = without_names(tokens)
        if error.code != "several" or len(named) == len(tokens) or not any(t.kind is Kind.MARK for t in named):
            raise
        return [replace(one, warnings=(*one.warnings, _unread_note())) for one in _read_plainly(named, stated, context)]


def _read_plainly(tokens: list[Token], stated: Stated, context: Context) -> list[Reading]:
    raw, offset = tokens, tells_an_offset(tokens)
    heights, plain = take_heights(tokens)
    tokens = understand(plain)
    segments = [segment for segment in _segments(tokens) if _count(segment)]
    beside = _Beside(context, offset, stated.band if stated.zone else "")
    readings, errors = _read_segments(segments, beside)
    if not readings and len(segments) == 2:  # the slash parted latitude from longitude
        readings, more = _read_segments([tokens], beside)
        errors = errors + more if not readings else []
    word = unread_word(plain) if readings else ""
    if word and all(reading.notation is Notation.DECIMAL and reading.step == 1 for reading in readings):
        raise nothing_found()  # "mộ số 12 hàng 5" counts things
    if readings:
        return [_with_remarks(reading, stated, offset, heights, bool(errors), word) for reading in readings]
    region = read_offset(raw, context)
    if region is not None:
        return [region]
    raise _why_not(raw, offset or heights, errors)


def _why_not(tokens: list[Token], offset: bool, errors: list[CoordinateError]) -> CoordinateError:
    """The reason that helps the user most."""
    if is_road_distance(tokens):
        return road_distance()
    if _is_local_grid(tokens):
        return local_grid()
    if offset:
        return only_an_offset()
    return most_telling(errors) if errors else nothing_found()


def _is_local_grid(tokens: list[Token]) -> bool:
    """Whether letters stand before two numbers of a few hundred metres: N550 E500."""
    letters = {
        token.low for token, after in pairwise(tokens) if after.kind is Kind.NUM and 90 < _value(after) < _LARGEST_LOCAL
    }
    return {"n", "e"} <= letters and not any(token.kind is Kind.MARK for token in tokens)


def _value(token: Token) -> float:
    return float(token.text.replace(",", ".")) if token.text.count(",") + token.text.count(".") < 2 else 0.0


def _read_segments(segments: list[list[Token]], beside: _Beside) -> tuple[list[Reading], list[CoordinateError]]:
    """Read each notation of the point; what agrees is kept once, in its finest form."""
    found: list[list[Reading]] = []
    errors: list[CoordinateError] = []
    for segment in segments:
        try:
            found.append(_read_segment(segment, beside))
        except CoordinateError as error:
            errors.append(error)
    if len(found) <= 1:
        return [reading for group in found for reading in group], errors
    return _agreed([group[0] for group in found]), errors


def _read_segment(tokens: list[Token], beside: _Beside) -> list[Reading]:
    readings: list[Reading] = []
    errors: list[CoordinateError] = []
    for items, thousands in styles(tokens):
        try:
            readings += _read_items(items, thousands, beside)
        except CoordinateError as error:
            errors.append(error)
    if not readings:
        raise most_telling(errors) if errors else does_not_fit()
    unique: list[Reading] = []
    for reading in readings:
        if all((reading.x, reading.y) != (other.x, other.y) for other in unique):
            unique.append(reading)
    return unique


def _read_items(items: list[Item], thousands: bool, beside: _Beside) -> list[Reading]:
    """Read one segment in one style of numbers; beside an offset only plainly marked points count."""
    if sum(isinstance(item, Token) and item.kind is Kind.COMMA for item in items) > 1:
        raise several_points(sum(not isinstance(item, Token) for item in items))
    gatherer = Gatherer(items)
    angles = gatherer.gather()
    if beside.band and (grid := read_grid(angles, beside.band)):
        return [grid]
    if not thousands and not (beside.offset and not all(_is_plainly_an_angle(angle) for angle in angles)):
        try:
            return read_degrees(angles, gatherer.dashed, beside.context)
        except CoordinateError:
            grid = read_grid(angles, beside.band)
            if grid is None or (grid.swapped and all(is_compact(angle) for angle in angles)):
                raise
            return [grid]
    grid = read_grid(angles, beside.band)
    if grid is None:
        raise does_not_fit()
    return [grid]


def _is_plainly_an_angle(angle: Angle) -> bool:
    """Whether an angle has marks, a hemisphere or decimals, so that it is no distance."""
    return angle.marked or bool(angle.hemisphere) or (angle.plain is not None and angle.plain.decimals > 1)


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


def _with_remarks(reading: Reading, stated: Stated, offset: bool, heights: bool, unread: bool, word: str) -> Reading:
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
        warnings.append(_unread_note())
    if word:
        warnings.append(
            note(N_("The word “%(word)s” was not understood. Check the point."), "word_unread", word=word[:20])
        )
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


def _unread_note() -> Note:
    return note(N_("A part of the text was not read."), "part_unread")


def _mended_note() -> Note:
    return note(
        N_("A degree sign seems to have become a 0; the 0 was read as the sign. Check the degrees."),
        "degree_sign",
    )
