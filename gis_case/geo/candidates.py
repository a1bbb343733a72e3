"""Turns a text and what is known beside it into ranked points on WGS 84, each with its error budget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gis_case.geo.area import inside_vietnam
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.hypotheses import Hypothesis, hypotheses
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.parse import parse
from gis_case.geo.reading import Context, Notation, Reading
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import Position, to_wgs84
from gis_case.geo.uncertainty import Term, cell_radius_m, combine, latlon_precision_radius_m, source_term

_OUTSIDE_VIETNAM = 0.05
_FAR_FROM_COMMUNE = 0.1
_BANDS = {"N": (0.0, 90.0), "P": (8.0, 16.0), "Q": (16.0, 24.0)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One point that a text may mean: degrees on WGS 84, radii in metres, and the reasons.

    `r95_m` is the 95 % radius, `r_max_m` the radius that holds the whole location, `terms` what they are
    made of. `weight` compares the candidates of one text and sums to 1 over them. `system`, `lon0` and
    `zone` say how the numbers were read; `op_code` and `epsg_db_version` how they were converted.
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
    for reading in parse(text, context=context):
        for hypothesis in hypotheses(reading, context):
            try:
                found.append(_candidate(reading, hypothesis, context))
            except CoordinateError as error:
                errors.append(error)
    if not found:
        raise errors[0] if errors else _no_system()
    return _ranked(list(_without_strays(found)))


def _candidate(reading: Reading, hypothesis: Hypothesis, context: Context) -> Candidate:
    easting = _with_prefix(reading, hypothesis)
    position = to_wgs84(hypothesis.system, easting, reading.y, hypothesis.lon0, hypothesis.zone)
    why, warnings = [*hypothesis.why, *reading.notes], [*reading.warnings, *position.warnings]
    warnings += hypothesis.warnings
    weight = hypothesis.weight * reading.score
    if not inside_vietnam(position.lon, position.lat):
        weight *= _OUTSIDE_VIETNAM
    budget = combine(_terms(reading, hypothesis, position, context))
    factor, remark = _beside_commune(position, budget.r95_m, context)
    if remark is not None:
        (why if factor == 1 else warnings).append(remark)
    warnings += _band_warnings(reading, position)
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
        weight * factor,
        tuple(why),
        tuple(warnings),
        reading.swapped,
        hypothesis.lon0,
        hypothesis.zone,
    )


def _with_prefix(reading: Reading, hypothesis: Hypothesis) -> float:
    """Put the zone in front of a Gauss–Krüger easting that was written without it."""
    bare = hypothesis.system == "hn72_gk" and reading.zone is None and hypothesis.zone is not None
    return reading.x + 1_000_000 * (hypothesis.zone or 0) if bare else reading.x


def _terms(reading: Reading, hypothesis: Hypothesis, position: Position, context: Context) -> Iterator[Term]:
    if reading.is_grid:
        yield Term(
            "notation",
            cell_radius_m(reading.step),
            "random",
            note(N_("last digit of the grid, %(step)g m"), step=reading.step),
        )
    else:
        radius = latlon_precision_radius_m(position.lat, reading.step)
        yield Term("notation", radius, "random", note(N_("last digit of latitude and longitude")))
    if position.op_code is not None:
        system = SYSTEMS[hypothesis.system]
        label = note(N_("conversion to WGS 84 (EPSG operation %(operation)d)"), operation=position.op_code)
        yield Term("operation", system.op_r95_m, "random", label)
    yield source_term(context.source_kind)


def _beside_commune(position: Position, r95_m: float, context: Context) -> tuple[float, Note | None]:
    """Compare the point with the commune it should be in: a factor of weight, and a remark."""
    if context.commune_point is None:
        return 1.0, None
    lon, lat = context.commune_point
    away_m = distance_m(lon, lat, position.lon, position.lat)
    reach_m = (context.commune_radius_m or 10_000.0) + r95_m
    if away_m <= reach_m:
        return 1.0, note(N_("lies in or near the stated commune"), "in_commune")
    far = note(
        N_("%(km).0f km from the stated commune. Check the system, the meridian and the digits."),
        "far_from_commune",
        km=max(1.0, away_m / 1000),
    )
    return _FAR_FROM_COMMUNE, far


def _band_warnings(reading: Reading, position: Position) -> list[Note]:
    """Warn when the zone letter belongs to another latitude; N may also stand for north."""
    south, north = _BANDS.get(reading.stated.band, (-90.0, 90.0))
    if south <= position.lat <= north:
        return []
    return [
        note(
            N_("Zone letter %(letter)s belongs to another latitude. Check the letter and the northing."),
            "band",
            letter=reading.stated.band,
        )
    ]


def _without_strays(found: list[Candidate]) -> Iterator[Candidate]:
    """Leave out points outside Vietnam that only a supposed system gave, when others lie inside."""
    inside = {id(candidate) for candidate in found if inside_vietnam(candidate.lon, candidate.lat)}
    for candidate in found:
        supposed = any(reason.code == "supposed" for reason in candidate.why)
        if id(candidate) in inside or not inside or not supposed:
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
