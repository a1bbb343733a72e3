"""The itemised error budget of one reading in one system."""

from collections.abc import Iterator

from gis_case.geo.hypotheses import Hypothesis
from gis_case.geo.messages import N_, note
from gis_case.geo.reading import Context, Notation, Reading
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import Position
from gis_case.geo.uncertainty import (
    SOURCE_TERMS,
    Term,
    cell_radius_m,
    latlon_precision_radius_m,
    map_radius_m,
    source_term,
)

_SCALE = 50_000
_MAP_NOTATIONS = frozenset({Notation.MGRS, Notation.SQUARE})
# Sources that bring the error of a map with them, or that used none.
_WITHOUT_MAP = frozenset({"gnss", "gnss_canopy", "survey", "document", "map_50k", "map_100k"})


def terms(reading: Reading, hypothesis: Hypothesis, position: Position, context: Context) -> Iterator[Term]:
    """Yield what the error of a point is made of: notation, operation, map, source."""
    yield _notation(reading, position)
    system = SYSTEMS[hypothesis.system]
    if position.calibration:
        yield local_term(position.calibration, position.op_r95_m)
    elif position.op_code is not None:
        yield published_term(hypothesis.system)
    elif system.op_r95_m:
        yield Term("operation", system.op_r95_m, "random", note(N_("no conversion to WGS 84 is published")))
    yield from _source(reading, context)


def local_term(code: str, r95_m: float) -> Term:
    """Return the part of the error that the local calibration `code` brings, in metres."""
    return Term("operation", r95_m, "random", note(N_("local calibration %(code)s"), code=code))


def published_term(key: str) -> Term:
    """Return the part of the error that the published operation of system `key` brings."""
    system = SYSTEMS[key]
    label = note(N_("conversion to WGS 84 (EPSG operation %(operation)d)"), operation=system.op_code)
    return Term("operation", system.op_r95_m, "random", label)


def _notation(reading: Reading, position: Position) -> Term:
    if reading.notation is Notation.OFFSET:
        return Term("region", reading.radius_m, "bound", note(N_("the region that the words describe")))
    if reading.cell_m:
        label = note(N_("square of %(side).0f m"), side=reading.cell_m)
        return Term("notation", cell_radius_m(reading.cell_m), "random", label)
    if reading.is_grid:
        label = note(N_("last digit of the grid, %(step)g m"), step=reading.step)
        return Term("notation", cell_radius_m(reading.step), "random", label)
    radius = latlon_precision_radius_m(position.lat, reading.step)
    return Term("notation", radius, "random", note(N_("last digit of latitude and longitude")))


def _source(reading: Reading, context: Context) -> Iterator[Term]:
    """The source; a military grid reference was read from a printed map unless somebody says otherwise."""
    known = context.source_kind in SOURCE_TERMS
    if reading.notation in _MAP_NOTATIONS and context.source_kind not in _WITHOUT_MAP:
        scale = context.scale or reading.stated.scale or _SCALE
        yield Term("map", map_radius_m(scale), "random", note(N_("printed map, 1:%(scale)d"), scale=scale))
        if known:
            yield source_term(context.source_kind)
    elif reading.notation is Notation.OFFSET and not known:
        yield source_term("memory_feature")
    else:
        yield source_term(context.source_kind)
