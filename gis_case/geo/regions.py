"""Where a point may lie, by what is known beside its text: a neighbour, a commune, a sheet, a province."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from gis_case.geo.messages import N_, Note, note
from gis_case.geo.provinces import Box, provinces_named
from gis_case.geo.reading import Context, Stated
from gis_case.geo.sheets import sheet_boxes

_KM_PER_DEGREE = 111.0
# A square 100 km away is another one: half of that, and a little.
_NEAR_KM = 55.0
_COMMUNE_MORE_KM = 15.0
_SHEET_MARGIN_DEG = 0.05


@dataclass(frozen=True, slots=True)
class Region:
    """Boxes of west, south, east, north in degrees, and points near which the one meant should lie."""

    boxes: tuple[Box, ...]
    why: Note
    focus: tuple[tuple[float, float], ...] = ()

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point in degrees lies in one of the boxes."""
        return any(west <= lon <= east and south <= lat <= north for west, south, east, north in self.boxes)

    def pull(self, lon: float, lat: float) -> float:
        """Return a weight, 1 at a focus and less away from it; 1 everywhere without one."""
        if not self.focus:
            return 1.0
        away = min(math.hypot((lon - x) * math.cos(math.radians(lat)), lat - y) for x, y in self.focus)
        return 1 / (1 + (away * _KM_PER_DEGREE / 15.0) ** 2)


def regions(context: Context, stated: Stated = Stated()) -> Iterator[Region]:  # noqa: B008 - frozen
    """Yield where the point may lie, the narrowest first; nothing when nobody said."""
    if context.near:
        why = note(N_("the square nearest to the neighbouring point"), "near")
        yield Region((_around(*context.near, _NEAR_KM),), why, (context.near,))
    if context.commune_point:
        reach_km = (context.commune_radius_m or 10_000.0) / 1000 + _COMMUNE_MORE_KM
        why = note(N_("the square in or near the stated commune"), "near_commune")
        yield Region((_around(*context.commune_point, reach_km),), why, (context.commune_point,))
    for name in (context.sheet, stated.sheet):
        if name and (found := _sheet(name, context)):
            yield found
    for name in (stated.place, context.province):
        if name and (found := _province(name, context, as_sheet=bool(stated.scale) and name == stated.place)):
            yield found


def _sheet(name: str, context: Context) -> Region | None:
    boxes = tuple(_wider(box, _SHEET_MARGIN_DEG) for box in sheet_boxes(name))
    if boxes:
        return Region(boxes, note(N_("a square on map sheet %(sheet)s"), "on_sheet", sheet=name))
    return _province(name, context, as_sheet=True)


def _province(name: str, context: Context, as_sheet: bool) -> Region | None:
    """The likeliest province of that name; a sheet of that name lies at its chief town."""
    found = provinces_named(name, context.date)
    if not found:
        return None
    why = note(N_("a square in %(province)s"), "in_province", province=found[0].name)
    return Region(found[0].boxes, why, found[0].towns[:1] if as_sheet else ())


def _around(lon: float, lat: float, reach_km: float) -> Box:
    up = reach_km / _KM_PER_DEGREE
    side = up / max(0.2, math.cos(math.radians(lat)))
    return (lon - side, lat - up, lon + side, lat + up)


def _wider(box: Box, margin: float) -> Box:
    west, south, east, north = box
    return (west - margin, south - margin, east + margin, north + margin)
