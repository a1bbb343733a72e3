"""The ground a cluster covers, and how well its best report knows it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from pyproj import Proj
from shapely import MultiPoint, Polygon, transform

from gis_case.geo.clusters.rule import FLOOR_M


@dataclass(frozen=True, slots=True)
class Outline:
    """`hull` in degrees on WGS 84, `area_ha` hectares, `best_r95_m` metres, `lon` and `lat` of its middle."""

    hull: Polygon
    area_ha: float
    best_r95_m: float
    lon: float
    lat: float


def outline(lonlat: ArrayLike, r95_m: ArrayLike, cores: ArrayLike | None = None) -> Outline:
    """Return the ground of one cluster.

    Args:
        lonlat: (n, 2) degrees of its members, n at least 1.
        r95_m: (n,) their 95 % radii in metres.
        cores: (n,) which of them founded it; the hull is drawn around these alone, since a vague member lies
            far from what it speaks of. None: around all.

    Returns:
        Outline. The hull stands off its points by the best radius, at most FLOOR_M, so that it is never a line.
    """
    degrees = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    radii = np.asarray(r95_m, dtype=np.float64)
    chosen = degrees if cores is None else degrees[np.asarray(cores, dtype=np.bool_)]
    lon, lat = chosen.mean(axis=0)
    plane = Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    metres = np.column_stack(plane(chosen[:, 0], chosen[:, 1]))
    best = float(radii.min())
    shape = MultiPoint(metres).convex_hull.buffer(min(best, FLOOR_M), quad_segs=6)
    hull = transform(shape, lambda xy: np.column_stack(plane(xy[:, 0], xy[:, 1], inverse=True)))
    return Outline(hull, float(shape.area) / 10_000, best, float(lon), float(lat))
