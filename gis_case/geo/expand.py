"""Gives shortened references their missing hundreds of kilometres, by system and by what is known beside."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gis_case.geo.hypotheses import Hypothesis
from gis_case.geo.provinces import Box
from gis_case.geo.reading import Context, Reading
from gis_case.geo.refusals import no_such_square, shortened
from gis_case.geo.regions import Region, regions
from gis_case.geo.square_systems import square_hypotheses
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import from_wgs84, to_wgs84

_SOVIET_CELL_M = 2000.0
# A sheet's grid runs a little over the edge of its zone.
_ZONE_SLACK_DEG = 0.3
_SPIRAL = {
    "1": (0, 2),
    "2": (1, 2),
    "3": (2, 2),
    "4": (2, 1),
    "5": (2, 0),
    "6": (1, 0),
    "7": (0, 0),
    "8": (0, 1),
    "9": (1, 1),
}
_CLOCKWISE = {"A": (0, 1), "B": (1, 1), "C": (1, 0), "D": (0, 0)}
_ROWS = {"A": (0, 1), "B": (1, 1), "C": (0, 0), "D": (1, 0)}


@dataclass(frozen=True, slots=True)
class _Ground:
    """The south-west corner that a reference may have in one system."""

    e: float
    n: float
    pull: float


def expanded(readings: list[Reading], context: Context) -> Iterator[tuple[Reading, Hypothesis]]:
    """Yield every place that a shortened reference, in all its readings, may mean, each with its system.

    The narrowest known region that has such a square, in whichever order of the numbers, counts; wider ones
    are not asked any more.

    Raises:
        CoordinateError: nobody said where to look, or no such square lies there.
    """
    asked = list(regions(context, readings[0].stated))
    if not asked:
        raise shortened()
    for region in asked:
        found = [place for reading in readings for place in _in(region, reading, context)]
        if found:
            yield from found
            return
    raise no_such_square(asked[-1].why)


def _in(region: Region, reading: Reading, context: Context) -> Iterator[tuple[Reading, Hypothesis]]:
    for hypothesis in square_hypotheses(reading, context):
        cell = _cell_m(reading, hypothesis, context)
        for ground in _grounds(region, reading, hypothesis):
            x, y, side = _centre(reading, ground, cell, context.numbering)
            placed = replace(reading, x=x, y=y, cell_m=side, modulo_m=0.0, step=side or reading.step)
            yield (
                placed,
                replace(hypothesis, weight=hypothesis.weight * ground.pull, why=(*hypothesis.why, region.why)),
            )


def _grounds(region: Region, reading: Reading, hypothesis: Hypothesis) -> Iterator[_Ground]:
    """Find the corners, 100 km apart, whose points lie in the region and in the zone."""
    seen: set[tuple[float, float]] = set()
    for box in region.boxes:
        for e in _steps(reading.x, *_span(box, hypothesis, axis=0), reading.modulo_m):
            for n in _steps(reading.y, *_span(box, hypothesis, axis=1), reading.modulo_m):
                if (e, n) in seen:
                    continue
                seen.add((e, n))
                middle = reading.cell_m / 2
                at = to_wgs84(hypothesis.system, e + middle, n + middle, hypothesis.lon0, hypothesis.zone)
                if region.holds(at.lon, at.lat) and _in_zone(at.lon, hypothesis):
                    yield _Ground(e, n, region.pull(at.lon, at.lat))


def _span(box: Box, hypothesis: Hypothesis, axis: int) -> tuple[float, float]:
    """The least and greatest easting (axis 0) or northing (1) of a box, from its corners and mid-sides."""
    west, south, east, north = box
    lons, lats = (west, (west + east) / 2, east), (south, (south + north) / 2, north)
    values = [
        from_wgs84(lon, lat, hypothesis.system, lon0=hypothesis.lon0, zone=hypothesis.zone)[axis]
        for lon in lons
        for lat in lats
    ]
    return min(values) - 1000, max(values) + 1000


def _steps(rest: float, least: float, most: float, modulo: float) -> Iterator[float]:
    value = rest + math.floor(least / modulo) * modulo
    while value <= most:
        if value >= least - modulo / 10:
            yield value
        value += modulo


def _in_zone(lon: float, hypothesis: Hypothesis) -> bool:
    if hypothesis.zone is None:
        return True
    middle = hypothesis.zone * 6 - (3 if SYSTEMS[hypothesis.system].datum == "hn72" else 183)
    return abs(lon - middle) <= 3 + _ZONE_SLACK_DEG


def _cell_m(reading: Reading, hypothesis: Hypothesis, context: Context) -> float:
    """The side of the square: Soviet sheets of 1:100 000 have a 2 km grid with even numbers."""
    scale = context.scale or reading.stated.scale or 0
    even = reading.x % _SOVIET_CELL_M == 0 and reading.y % _SOVIET_CELL_M == 0
    wide = scale >= 100_000 and SYSTEMS[hypothesis.system].datum == "hn72" and reading.cell_m == 1000 and even
    return _SOVIET_CELL_M if wide else reading.cell_m


def _centre(reading: Reading, ground: _Ground, cell: float, numbering: str) -> tuple[float, float, float]:
    """Return the centre of the square, or of the part of it, and its side."""
    if not reading.part:
        return ground.e + cell / 2, ground.n + cell / 2, cell
    if reading.part in _CLOCKWISE:
        right, up = (_ROWS if numbering == "rows" else _CLOCKWISE)[reading.part]
        side = cell / 2
    else:
        count = int(reading.part) - 1
        right, up = (count % 3, 2 - count // 3) if numbering == "rows" else _SPIRAL[reading.part]
        side = cell / 3
    return ground.e + (right + 0.5) * side, ground.n + (up + 0.5) * side, side
