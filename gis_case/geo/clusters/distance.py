"""The other view: points no farther apart than one distance belong together, whatever their errors (DBSCAN)."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from gis_case.geo.clusters.equal import equal_cores, equal_links
from gis_case.geo.clusters.rule import NONE, Clusters, in_order, on_plane


def by_distance(xy: ArrayLike, eps_m: float, minimum: int) -> Clusters:
    """Return clusters by distance alone: DBSCAN, exactly.

    A point with `minimum` points within `eps_m` of it, itself included, is a core; cores within `eps_m` of each other
    are of one cluster; any other point within `eps_m` of a core goes to the nearest, the first of the nearest.

    Args:
        xy: (n, 2) metres on a plane.
        eps_m: the distance, above 0.
        minimum: points that make a core, at least 2.

    Returns:
        Clusters, counted in the order of their first point.

    Raises:
        ValueError: a value is not finite, `eps_m` is not above 0, or `minimum` is below 2.

    Source: Ester, Kriegel, Sander and Xu (1996), A density-based algorithm for discovering clusters, KDD-96.
    """
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(points).all() or not (np.isfinite(eps_m) and eps_m > 0) or minimum < 2:
        raise ValueError("points must be finite, the distance above 0, and at least 2 points asked for")
    labels, cores = np.full(len(points), NONE, dtype=np.int64), np.zeros(len(points), dtype=np.bool_)
    if len(points) < minimum:
        return Clusters(labels, cores)
    cores = equal_cores(points, eps_m, np.arange(len(points)), minimum)
    founders = np.flatnonzero(cores)
    labels[founders] = equal_links(points[founders], eps_m)
    others = np.flatnonzero(~cores)
    if len(founders) and len(others):
        _, place = cKDTree(points[founders]).query(points[others], distance_upper_bound=np.nextafter(eps_m, np.inf))
        near = place < len(founders)
        labels[others[near]] = labels[founders[place[near]]]
    return Clusters(in_order(labels), cores)


def by_distance_lonlat(lonlat: ArrayLike, eps_m: float, minimum: int) -> Clusters:
    """Return the same for (n, 2) longitude, latitude in degrees on WGS 84, as `cluster_lonlat` lays them on a plane."""
    degrees = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    if not len(degrees):
        return by_distance(degrees, eps_m, minimum)
    return by_distance(on_plane(degrees), eps_m, minimum)
