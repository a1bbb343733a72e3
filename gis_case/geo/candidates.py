"""Turns a text and what is known beside it into ranked points on WGS 84, each with its error budget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gis_case.geo.area import inside_vietnam
from gis_case.geo.bands import band_warnings, check_band
from gis_case.geo.beside import remarks
from gis_case.geo.budget import terms
from gis_case.geo.errors import BallparkError, CoordinateError
from gis_case.geo.expand import expanded
from gis_case.geo.hypotheses import Hypothesis, hypotheses, other_meridians
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.parse import parse
from gis_case.geo.reading import Context, Notation, Reading
from gis_case.geo.refusals import most_telling
from gis_case.geo.square_systems import square_hypotheses
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import to_wgs84
from gis_case.geo.uncertainty import Term, combine

_OUTSIDE_VIETNAM = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """One point that a text may mean: degrees on WGS 84, radii in metres, and the reasons.

    `r95_m` is the 95 % radius, `r_max_m` the radius that holds the whole location, `terms` what they are
    made of. `weight` compares the candidates of one text and sums to 1 over them. `system`, `lon0` and
    `zone` say how the numbers were read; `op_code` and `epsg_db_version`, or
    `calibration`, how they were converted.
    """

    lon: float
    lat: float
    system: str
    notation: Notation
    op_code: int | None
    epsg_db_version: str
    r95_m: float
    r_max_m: float
    terms: tuple[Term, ...]
    weight: float
    why: tuple[Note, ...]
    warnings: tuple[Note, ...]
    swapped: bool = False
    lon0: float | None = None
    zone: int | None = None
    calibration: str = ""


def candidates(text: str, context: Context = Context()) -> list[Candidate]:  # noqa: B008 - frozen
    """Return the points that `text` may mean, the likeliest first; at least one.

    Args:
        text: as for `parse`, at most 200 characters.
        context: what is known beside the text. A system stated in the text outranks it.

    Returns:
        Candidates. Degrees without a stated system give WGS 84, then VN-2000; a grid gives TM-3 on the
        stated meridian or that of the province, then UTM. Points outside Vietnam are kept, with a
        warning, only when no other reading lies inside or the system was stated.

    Raises:
        CoordinateError: the text cannot be read, or its grid needs a meridian, zone or province.
        BallparkError: PROJ would have guessed a datum shift.
    """
    found: list[Candidate] = []
    errors: list[CoordinateError] = []
    readings = parse(text, context=context)
    shortened = [reading for reading in readings if reading.modulo_m]
    for group in ([shortened] if shortened else []) + [[one] for one in readings if not one.modulo_m]:
        try:
            for placed, hypothesis in _placements(group, context):
                _add(found, errors, placed, hypothesis, context)
        except BallparkError:
            raise
        except CoordinateError as error:
            errors.append(error)
    if not found:
        raise most_telling(errors) if errors else _no_system()
    return _ranked(list(_without_strays(found)))


def _placements(group: list[Reading], context: Context) -> Iterator[tuple[Reading, Hypothesis]]:
    """Every place and system that a reading, or a shortened reference in all its readings, may mean."""
    reading = group[0]
    if reading.modulo_m:
        yield from expanded(group, context)
    elif reading.notation is Notation.MGRS:
        yield from ((reading, hypothesis) for hypothesis in square_hypotheses(reading, context))
    elif reading.notation is Notation.OFFSET:
        yield reading, Hypothesis("wgs84", 1.0, ())
    else:
        yield from ((reading, hypothesis) for hypothesis in hypotheses(reading, context))
        if reading.notation is Notation.GRID:
            yield from ((reading, hypothesis) for hypothesis in other_meridians(reading, context))


def _add(
    found: list[Candidate],
    errors: list[CoordinateError],
    reading: Reading,
    hypothesis: Hypothesis,
    context: Context,
) -> None:
    try:
        found.append(_candidate(reading, hypothesis, context))
    except BallparkError:
        raise  # to leave a system out would make the others look surer than they are
    except CoordinateError as error:
        errors.append(error)


def _candidate(reading: Reading, hypothesis: Hypothesis, context: Context) -> Candidate:
    easting = _with_prefix(reading, hypothesis)
    shift = context.shift_of(SYSTEMS[hypothesis.system].datum)
    position = to_wgs84(hypothesis.system, easting, reading.y, hypothesis.lon0, hypothesis.zone, shift)
    why, warnings = [*hypothesis.why, *reading.notes], [*reading.warnings, *position.warnings]
    warnings += hypothesis.warnings
    if reading.notation is Notation.MGRS and reading.stated.band:
        check_band(reading, position)
    weight = hypothesis.weight * reading.score
    if not inside_vietnam(position.lon, position.lat):
        weight *= _OUTSIDE_VIETNAM
    budget = combine(terms(reading, hypothesis, position, context))
    for remark in remarks(reading, position, budget.r95_m, context):
        weight *= remark.factor
        why += [remark.reason] if remark.reason else []
        warnings += [remark.warning] if remark.warning else []
    warnings += band_warnings(reading, position)
    return Candidate(
        position.lon,
        position.lat,
        hypothesis.system,
        reading.notation,
        position.op_code,
        position.epsg_db_version,
        budget.r95_m,
        budget.r_max_m,
        budget.terms,
        weight,
        tuple(why),
        tuple(warnings),
        reading.swapped,
        hypothesis.lon0,
        hypothesis.zone,
        position.calibration,
    )


def _with_prefix(reading: Reading, hypothesis: Hypothesis) -> float:
    """Put the zone in front of a Gauss–Krüger easting that was written without it."""
    bare = hypothesis.system == "hn72_gk" and reading.zone is None and hypothesis.zone is not None
    bare = bare and reading.x < 1_000_000
    return reading.x + 1_000_000 * (hypothesis.zone or 0) if bare else reading.x


def _without_strays(found: list[Candidate]) -> Iterator[Candidate]:
    """Leave out points outside Vietnam that only a supposed system gave, when others lie inside."""
    inside = {id(candidate) for candidate in found if inside_vietnam(candidate.lon, candidate.lat)}
    for candidate in found:
        supposed = any(reason.code == "supposed" for reason in candidate.why)
        written = any(warning.code == "letters_outside" for warning in candidate.warnings)
        if id(candidate) in inside or not inside or not supposed or written:
            yield candidate


def _ranked(found: list[Candidate]) -> list[Candidate]:
    total = sum(candidate.weight for candidate in found)
    shared = [replace(candidate, weight=candidate.weight / total) for candidate in found]
    return sorted(shared, key=lambda candidate: -candidate.weight)


def _no_system() -> CoordinateError:
    return CoordinateError(
        note(
            N_(
                "This grid cannot be placed without its system. "
                "Choose the province, or type the meridian or zone, for example KTT 107°15′ or 48N."
            ),
            "system_missing",
        )
    )
