"""Distances and circles over the WGS 84 ellipsoid."""

import math

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from gis_case.geo.area import inside_vietnam, looks_swapped

__all__ = ["circle_polygon", "distance_m", "inside_vietnam", "looks_swapped", "separation_m"]

_GEOD = Geod(ellps="WGS84")


def separation_m(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shortest distance over the WGS 84 ellipsoid between paired points.

    Args:
        here: (n, 2) longitude, latitude in degrees, longitude first.
        there: (n, 2), the same order and units; row i pairs with row i of `here`.

    Returns:
        (n,) metres, never negative. Ellipsoidal height is ignored.

    Raises:
        ValueError: the shapes differ or are not (n, 2), a value is not finite, or a latitude is beyond ±90.

    Source: Karney (2013), Algorithms for geodesics, J. Geodesy 87, 43-55, through PROJ.
    """
    first, second = np.asarray(here, dtype=np.float64), np.asarray(there, dtype=np.float64)
    if first.ndim != 2 or first.shape[1] != 2 or first.shape != second.shape:
        raise ValueError(f"two (n, 2) arrays of one shape are needed, not {first.shape} and {second.shape}")
    both = np.vstack([first, second])
    if not np.isfinite(both).all() or (np.abs(both[:, 1]) > 90).any():
        raise ValueError("longitude and latitude must be finite, and latitude within ±90")
    _, _, metres = _GEOD.inv(first[:, 0], first[:, 1], second[:, 0], second[:, 1])
    return np.asarray(metres, dtype=np.float64)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the metres between two WGS 84 points in degrees; errors and source as `separation_m`."""
    return float(separation_m(np.array([[lon, lat]]), np.array([[other_lon, other_lat]]))[0])


def circle_polygon(lon: float, lat: float, radius_m: float, n: int = 48) -> list[tuple[float, float]]:
    """Return a closed ring of points at `radius_m` metres around a WGS 84 point.

    Args:
        lon, lat: centre in degrees.
        radius_m: radius in metres along the ellipsoid, above 0 and at most 1 000 km.
        n: corners of the ring, at least 8.

    Returns:
        n + 1 pairs of longitude, latitude in degrees, counter-clockwise, the last equal to the first.

    Raises:
        ValueError: the centre is not on the globe, or the radius or the count is out of range.

    Source: Karney (2013), the direct geodesic problem, through PROJ.
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90):
        raise ValueError("the centre must be finite, with latitude within ±90")
    if not 0 < radius_m <= 1_000_000 or n < 8:
        raise ValueError("the radius must be above 0 and at most 1 000 km, and n at least 8")
    bearings = -np.arange(n) * (360.0 / n)
    lons, lats, _ = _GEOD.fwd(np.full(n, lon), np.full(n, lat), bearings, np.full(n, radius_m))
    ring = [(float(x), float(y)) for x, y in zip(lons, lats, strict=True)]
    return [*ring, ring[0]]
