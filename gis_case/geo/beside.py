"""Compares a point with what is known beside its text: commune, neighbouring point, map sheet, province."""

from dataclasses import dataclass

from gis_case.geo.geodesic import distance_m
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.provinces import provinces_named
from gis_case.geo.reading import Context, Notation, Reading
from gis_case.geo.regions import regions
from gis_case.geo.transform import Position

_FAR = 0.1
_ELSEWHERE = 0.3
_NEAR_M = 50_000.0
_SQUARES = frozenset({Notation.MGRS, Notation.SQUARE})


@dataclass(frozen=True, slots=True)
class Remark:
    """What a comparison found: a factor of weight, and a reason or a warning."""

    factor: float
    reason: Note | None = None
    warning: Note | None = None


def remarks(reading: Reading, position: Position, r95_m: float, context: Context) -> list[Remark]:
    """Return what speaks for and against a point by what is known beside its text."""
    found = [
        _commune(position, r95_m, context),
        _neighbour(position, r95_m, context),
        _sheet(reading, position, context),
    ]
    if context.commune_point is None and context.near is None and reading.notation in _SQUARES:
        found.append(_province(position, context))
    return [one for one in found if one is not None]


def _commune(position: Position, r95_m: float, context: Context) -> Remark | None:
    if context.commune_point is None:
        return None
    lon, lat = context.commune_point
    away_m = distance_m(lon, lat, position.lon, position.lat)
    if away_m <= (context.commune_radius_m or 10_000.0) + r95_m:
        return Remark(1.0, reason=note(N_("lies in or near the stated commune"), "in_commune"))
    far = note(
        N_("%(km).0f km from the stated commune. Check the system, the meridian and the digits."),
        "far_from_commune",
        km=max(1.0, away_m / 1000),
    )
    return Remark(_FAR, warning=far)


def _neighbour(position: Position, r95_m: float, context: Context) -> Remark | None:
    if context.near is None:
        return None
    away_m = distance_m(*context.near, position.lon, position.lat)
    if away_m <= _NEAR_M + r95_m:
        return None
    far = note(
        N_("%(km).0f km from the neighbouring point. Check the system, the meridian and the digits."),
        "far_from_near",
        km=away_m / 1000,
    )
    return Remark(_FAR, warning=far)


def _sheet(reading: Reading, position: Position, context: Context) -> Remark | None:
    """A sheet named beside the text or in it."""
    name = context.sheet or reading.stated.sheet
    if not name:
        return None
    found = next(regions(Context(sheet=name, date=context.date)), None)
    if found is None or found.holds(position.lon, position.lat):
        return None
    return Remark(_ELSEWHERE, warning=note(N_("This point is not on map sheet %(sheet)s."), "off_sheet", sheet=name))


def _province(position: Position, context: Context) -> Remark | None:
    warning = outside_province(position.lon, position.lat, context)
    return Remark(_ELSEWHERE, warning=warning) if warning else None


def outside_province(lon: float, lat: float, context: Context) -> Note | None:
    """Return a warning when a point in degrees is not in the stated province, present or former."""
    found = provinces_named(context.province, context.date) if context.province else []
    boxes = [box for one in found for box in one.boxes]
    if not boxes or any(west <= lon <= east and south <= lat <= north for west, south, east, north in boxes):
        return None
    return note(
        N_("This point is not in %(province)s. Check the system, the meridian and the digits."),
        "outside_province",
        province=found[0].name,
    )
