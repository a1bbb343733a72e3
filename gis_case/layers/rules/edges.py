"""How the areas of communes lie beside one another: gaps, overlaps, places and sizes that cannot be right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from gis_case.geo.geodesic import distance_m
from gis_case.layers.rules.names import Known

HA = 10_000.0
# A gap or overlap below this is how carefully lines were drawn, not whose land it is.
TOLERANCE_HA = 0.5
# Two lines that are meant as one run no farther apart than twice this.
SLIT_M = 1.0
AREA_DIFFERS_PERCENT = 5.0
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """A gap or an overlap: hectares, the communes beside it, where (degrees)."""

    hectares: float
    commune_ids: tuple[int, ...]
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What is to be looked at before areas become boundaries."""

    gaps: list[Spot] = field(default_factory=list)
    overlaps: list[Spot] = field(default_factory=list)
    # commune -> kilometres between its area and its known point, where the area does not hold the point.
    away_km: dict[int, float] = field(default_factory=dict)
    # commune -> hectares of the area, and by how many percent it differs from the official one.
    areas: dict[int, tuple[float, float | None]] = field(default_factory=dict)


class Plane:
    """An equal-area plane around some areas, so that hectares are hectares."""

    def __init__(self, shapes: list[BaseGeometry]) -> None:
        west, south, east, north = shapely.total_bounds(shapes)
        lon, lat = (west + east) / 2, (south + north) / 2
        plane = f"+proj=laea +lat_0={lat:.6f} +lon_0={lon:.6f} +datum=WGS84 +units=m"
        self._there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
        self._back = Transformer.from_crs(plane, "EPSG:4326", always_xy=True)

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """Return `shape` (degrees) in metres."""
        return _moved(shape, self._there)

    def round(self, shape: BaseGeometry) -> BaseGeometry:
        """Return `shape` (metres) in degrees."""
        return _moved(shape, self._back)


def _moved(shape: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    def move(corners: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(transformer.transform(corners[:, 0], corners[:, 1]))

    return shapely.transform(shape, move)


def mended(shape: BaseGeometry) -> tuple[BaseGeometry, str]:
    """Return `shape` as a valid multipolygon, and why it had to be mended ("" when not)."""
    why = "" if shapely.is_valid(shape) else str(shapely.is_valid_reason(shape))
    whole = shapely.make_valid(shape) if why else shape
    parts = [part for part in shapely.get_parts(shapely.get_parts(whole)) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else shapely.MultiPolygon(), why


def survey(
    areas: Mapping[int, BaseGeometry], known: Mapping[int, Known], *, tolerance_ha: float = TOLERANCE_HA
) -> Survey:
    """Look at the areas of communes (degrees, valid): what overlaps, what is left out, what lies or measures wrong."""
    if not areas:
        return Survey()
    ids, shapes = list(areas), list(areas.values())
    plane = Plane(shapes)
    flat = [plane.flat(shape) for shape in shapes]
    return Survey(
        gaps=_gaps(plane, ids, flat, tolerance_ha),
        overlaps=_overlaps(plane, ids, flat, tolerance_ha),
        away_km=_away(areas, known),
        areas={one: _sized(shape.area / HA, known.get(one)) for one, shape in zip(ids, flat, strict=True)},
    )


def _sized(hectares: float, known: Known | None) -> tuple[float, float | None]:
    official = known.area_ha if known else None
    return hectares, (hectares - official) / official * 100 if official else None


def _spot(plane: Plane, shape: BaseGeometry, communes: tuple[int, ...]) -> Spot:
    lon, lat = plane.round(shape.representative_point()).coords[0]
    return Spot(shape.area / HA, communes, lon, lat)


def _overlaps(plane: Plane, ids: list[int], flat: list[BaseGeometry], tolerance_ha: float) -> list[Spot]:
    pairs = shapely.STRtree(flat).query(flat, predicate="intersects")
    found = []
    for one, other in pairs.T:
        if one < other:
            common = shapely.intersection(flat[one], flat[other])
            if common.area / HA > tolerance_ha:
                found.append(_spot(plane, common, (ids[one], ids[other])))
    return sorted(found, key=lambda spot: -spot.hectares)


def _gaps(plane: Plane, ids: list[int], flat: list[BaseGeometry], tolerance_ha: float) -> list[Spot]:
    """Holes in the union of all: land of the province that no commune would have.

    Areas are widened first and the holes narrowed back, so that a slit between two lines opens no hole to the outside.
    """
    tree, found = shapely.STRtree(flat), []
    wider = shapely.buffer(flat, SLIT_M, join_style="mitre")
    for part in shapely.get_parts(shapely.union_all(wider)):
        for ring in part.interiors:
            hole = shapely.buffer(shapely.Polygon(ring), SLIT_M, join_style="mitre")
            if hole.area / HA > tolerance_ha:
                beside = sorted(ids[place] for place in tree.query(hole, predicate="dwithin", distance=SLIT_M))
                found.append(_spot(plane, hole, tuple(beside)))
    return sorted(found, key=lambda spot: -spot.hectares)


def _away(areas: Mapping[int, BaseGeometry], known: Mapping[int, Known]) -> dict[int, float]:
    found = {}
    for one, shape in areas.items():
        commune = known.get(one)
        if commune is None or commune.lon is None or commune.lat is None:
            continue
        point = shapely.Point(commune.lon, commune.lat)
        if not shapely.covers(shape, point):
            nearest = shapely.shortest_line(shape, point).coords[0]
            found[one] = distance_m(nearest[0], nearest[1], commune.lon, commune.lat) / 1000
    return found


def simplified(areas: Mapping[int, BaseGeometry], tolerance_m: float) -> dict[int, BaseGeometry]:
    """Return the areas with fewer corners; an edge that two communes share stays one edge."""
    ids, shapes = list(areas), list(areas.values())
    plane = Plane(shapes)
    thinned = shapely.coverage_simplify([plane.flat(shape) for shape in shapes], tolerance_m)
    back = (mended(plane.round(shape))[0] for shape in thinned)
    return {one: thin if thin.area else areas[one] for one, thin in zip(ids, back, strict=True)}
