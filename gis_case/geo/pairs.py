"""Makes readings of gathered angles: a latitude with a longitude, or a grid's easting and northing."""

from dataclasses import dataclass, replace

from gis_case.geo.angles import Angle, Value, evaluate
from gis_case.geo.area import check_lonlat, inside_vietnam
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.numbers import Number
from gis_case.geo.reading import Context, Notation, Reading
from gis_case.geo.refusals import (
    does_not_fit,
    is_range,
    is_truncated,
    nothing_found,
    same_axis,
    several_points,
    single_number,
)
from gis_case.geo.words import VIETNAMESE

MAX_HEIGHT_M = 9000
_EASTINGS = (100_000, 900_000)
_NORTHINGS = (900_000, 2_700_000)
_ANYWHERE = (0, 10_000_001)  # the equator itself, counted from the south
_FALSE_NORTHING = 10_000_000.0
_PREFIXES = (18, 19)
# A point as written but outside Vietnam weighs 0.05: where the place is known to be Vietnam, less than this.
_TURNED_HERE, _TURNED_ANYWHERE = 0.5, 0.03


@dataclass(frozen=True, slots=True)
class _Fit:
    easting: Number
    northing: Number
    first_is_easting: bool
    zone: int | None
    dropped: bool = False


def read_degrees(angles: list[Angle], dashed: bool, context: Context) -> list[Reading]:
    """Return the readings of two angles as latitude and longitude.

    Raises:
        CoordinateError: the angles are not one latitude and one longitude within their limits.
    """
    angles, extra = _without_height(angles)
    _check_shape(angles, dashed)
    first, second = angles
    if first.axis and first.axis == second.axis:
        raise is_range() if dashed else same_axis(first.axis)
    lon_first = first.axis == "lon" or second.axis == "lat"
    lat_angle, lon_angle = (second, first) if lon_first else (first, second)
    lat, lon = evaluate(lat_angle, "lat"), evaluate(lon_angle, "lon")
    stated_order = bool(first.axis or second.axis)
    reading = _reading(lat, lon, stated_order, extra)
    if dashed and not (first.hemisphere and second.hemisphere) and not inside_vietnam(reading.x, reading.y):
        raise is_range()
    letters = {first.letter, second.letter} - {""}
    written, *turned = _with_turned(reading, context)
    both = _with_south(written, letters, context.language) if "n" in letters else [written]
    return [*both, *turned]


def read_grid(angles: list[Angle], band: str = "") -> Reading | None:
    """Return the reading of bare numbers as easting and northing in metres, told apart by their size.

    With a zone's letter the northing may be any on Earth; south of the equator it is counted from the pole
    side and comes out negative.
    """
    if any(angle.marked or angle.colons or angle.sign < 0 for angle in angles):
        return None
    if any(angle.axis for angle in angles[2:]):
        return None
    numbers = [number for angle in angles for number, _ in angle.parts]
    fit = _fit(numbers, _ANYWHERE if band else _NORTHINGS)
    if fit is None:
        return None
    swapped = len(angles) >= 2 and fit.first_is_easting == (angles[0].axis == "lat") and bool(angles[0].axis)
    warnings = (_axes_note(),) if swapped else ()
    return Reading(
        Notation.GRID,
        fit.easting.value,
        fit.northing.value - (_FALSE_NORTHING if band and band < "N" else 0.0),
        max(fit.easting.step, fit.northing.step),
        swapped=swapped,
        zone=fit.zone,
        notes=(height_note(),) if fit.dropped else (),
        warnings=warnings,
    )


def _without_height(angles: list[Angle]) -> tuple[list[Angle], tuple[Note, ...]]:
    last = angles[-1].plain if len(angles) == 3 else None
    if last is None or angles[-1].axis or last.value >= MAX_HEIGHT_M:
        return angles, ()
    return angles[:2], (height_note(),)


def _check_shape(angles: list[Angle], dashed: bool) -> None:
    """Raise unless there are two angles, joined by hyphens only where that is plain."""
    for angle in angles:
        if angle.joined and not (angle.hemisphere and _joins_parts(angle)):
            raise is_range() if angle.hemisphere else is_truncated()
    if not angles:
        raise nothing_found()
    if len(angles) == 1:
        parts = len(angles[0].parts)
        raise single_number() if parts == 1 or angles[0].marked or angles[0].axis else several_points(parts)
    if len(angles) > 2:
        raise is_range() if dashed else several_points(sum(len(angle.parts) for angle in angles))
    first, second = angles
    bare = not (first.marked or second.marked or (first.hemisphere and second.hemisphere))
    if bare and len(first.parts) != len(second.parts):
        raise several_points(len(first.parts) + len(second.parts))


def _joins_parts(angle: Angle) -> bool:
    """Whether hyphens part degrees from minutes, 40-25-06N or 40-25.1N, and not two ends of a range."""
    if angle.joined != len(angle.parts) - 1:
        return False
    (first, _), (last, _) = angle.parts[0], angle.parts[-1]
    return angle.joined == 2 or (angle.joined == 1 and last.decimals > 0 and not first.decimals)


def _reading(lat: Value, lon: Value, stated_order: bool, notes: tuple[Note, ...]) -> Reading:
    """Read latitude and longitude as given, or exchanged when only that lies in Vietnam."""
    notation = max(lat.notation, lon.notation, key=list(Notation).index)
    step = max(lat.step, lon.step)
    if abs(lat.degrees) > 90 and inside_vietnam(lat.degrees, lon.degrees):
        warning = _axes_note() if stated_order else _order_note()
        return Reading(notation, lat.degrees, lon.degrees, step, swapped=True, notes=notes, warnings=(warning,))
    if abs(lat.degrees) > 90 and abs(lon.degrees) > 180:
        raise does_not_fit()
    check_lonlat(lon.degrees, lat.degrees, lon.text, lat.text)
    return Reading(notation, lon.degrees, lat.degrees, step, notes=notes)


def _with_turned(reading: Reading, context: Context) -> list[Reading]:
    """Add the point in Vietnam that other letters or signs would give, when as written it lies elsewhere."""
    lon, lat = abs(reading.x), abs(reading.y)
    if (lon, lat) == (reading.x, reading.y) or inside_vietnam(reading.x, reading.y) or not inside_vietnam(lon, lat):
        return [reading]
    written = note(
        N_("As written the point lies outside Vietnam. The other reading takes it as north and east."),
        "letters_outside",
    )
    turned = note(
        N_("The letters or signs put the point outside Vietnam; this reading takes it as north and east."),
        "hemisphere",
    )
    score = _TURNED_HERE if context.has_place else _TURNED_ANYWHERE
    return [
        replace(reading, warnings=(*reading.warnings, written)),
        replace(reading, x=lon, y=lat, score=score, warnings=(*reading.warnings, turned)),
    ]


def _with_south(reading: Reading, letters: set[str], language: str) -> list[Reading]:
    """Add the reading in which "N" is the Vietnamese Nam, south, unless an English letter rules it out."""
    vietnamese = bool(letters & VIETNAMESE)
    if letters - {"n"} - VIETNAMESE or not (vietnamese or language == "vi"):
        return [reading]
    north_likely = inside_vietnam(reading.x, reading.y) or not vietnamese
    north = Reading(
        reading.notation,
        reading.x,
        reading.y,
        reading.step,
        swapped=reading.swapped,
        score=1.0 if north_likely else 0.4,
        notes=reading.notes,
        warnings=(
            *reading.warnings,
            note(
                N_("The letter N was read as north. In Vietnamese N may mean Nam (south); write B for north."),
                "n_read_as_north",
            ),
        ),
    )
    if reading.swapped:
        return [north]
    south = Reading(
        reading.notation,
        reading.x,
        -reading.y,
        reading.step,
        score=0.1 if north_likely else 1.0,
        notes=reading.notes,
        warnings=(note(N_("The letter N was read as Nam (south)."), "n_read_as_south"),),
    )
    return [north, south] if north_likely else [south, north]


def _fit(numbers: list[Number], northings: tuple[int, int]) -> _Fit | None:
    """Find the easting and northing among the numbers, allowing a height after them."""
    if len(numbers) == 2:
        return _fit_pair(numbers[0], numbers[1], northings)
    if len(numbers) == 3 and numbers[2].value < MAX_HEIGHT_M:
        fit = _fit_pair(numbers[0], numbers[1], northings)
        return fit and _Fit(fit.easting, fit.northing, fit.first_is_easting, fit.zone, dropped=True)
    fits = [
        fit
        for at in range(1, len(numbers))
        if (first := _thousands(numbers[:at])) and (second := _thousands(numbers[at:]))
        if (fit := _fit_pair(first, second, northings))
    ]
    return fits[0] if len(fits) == 1 else None


def _fit_pair(first: Number, second: Number, northings: tuple[int, int]) -> _Fit | None:
    for easting, northing in ((first, second), (second, first)):
        if not northings[0] <= northing.value < northings[1]:
            continue
        prefix, metres = divmod(easting.value, 1_000_000)
        if _EASTINGS[0] <= metres < _EASTINGS[1] and (prefix == 0 or prefix in _PREFIXES):
            return _Fit(easting, northing, easting is first, int(prefix) or None)
    return None


def _thousands(numbers: list[Number]) -> Number | None:
    """Join "2 417 473.7" into one number; None when the pieces are not thousands."""
    *whole, last = numbers
    pieces_fit = all(number.whole_digits == 3 for number in numbers[1:])
    if numbers[0].whole_digits > 3 or not pieces_fit or any(number.decimals for number in whole):
        return None
    text = "".join(number.text for number in numbers)
    return Number(text, float(text), last.decimals)


def _order_note() -> Note:
    return note(
        N_("Longitude stands first here; this reading exchanges the two. Check it before you choose it."),
        "swapped",
    )


def _axes_note() -> Note:
    return note(
        N_("The letters or words contradict the numbers; this reading exchanges the axes. Check it first."),
        "swapped",
    )


def height_note() -> Note:
    """The note that a height was left out."""
    return note(N_("A height or distance was left out of the point."), "height")
