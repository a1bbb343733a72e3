"""Which reports belong together: sharp ones found clusters, vaguer ones join them and never weld two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Proj
from scipy.spatial import cKDTree

from gis_case.geo.clusters.contact import Contacts, cores_of, linked
from gis_case.geo.clusters.equal import equal_cores, equal_links

# No circle counts as smaller: a burial place, and the thing a witness remembers it by, have an extent of their own.
FLOOR_M = 200.0
# Reports found clusters step by step, the sharpest first; one beyond the last step only joins.
LEVELS_M = (200.0, 400.0, 800.0, 1600.0)
MIN_SOURCES = 3
NONE = -1
BLOCK_M = 2_000.0

Points = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clusters:
    """What `cluster` found: `labels` (n,) counts clusters from 0, -1 stands alone; `cores` (n,) carried the chain."""

    labels: Labels
    cores: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return int(self.labels.max(initial=NONE)) + 1

    def members(self) -> list[NDArray[np.int64]]:
        """Return the rows of each cluster, ascending."""
        inside = np.flatnonzero(self.labels >= 0)
        order = inside[np.argsort(self.labels[inside], kind="stable")]
        ends = np.cumsum(np.bincount(self.labels[inside], minlength=self.count))
        return np.split(order, ends[:-1]) if self.count else []


def cluster(
    xy: ArrayLike, r95_m: ArrayLike, *, groups: ArrayLike | None = None, min_sources: int = MIN_SOURCES
) -> Clusters:
    """Return which reports speak of one place.

    Two reports are compatible when their 95 % circles touch, each taken as at least FLOOR_M. The steps of
    LEVELS_M are gone through from sharp to vague. At each, a report not yet in a cluster joins that of the
    nearest touching core; what is left is a core when `min_sources` independent sources touch it, itself
    included; touching cores make a new cluster, and others join the nearest core that they touch. A cluster
    with fewer independent sources is given up, and its reports wait for the next step.

    Args:
        xy: (n, 2) metres in a plane.
        r95_m: (n,) 95 % radii in metres, above 0.
        groups: (n,) whole numbers; reports of one number are one source. None: each is a source of its own.
        min_sources: independent sources that a cluster needs, at least 2.

    Returns:
        Clusters, counted in the order of their first report.

    Raises:
        ValueError: shapes differ, a value is not finite, a radius is not above 0, or `min_sources` is below 2.
    """
    points, radii = np.asarray(xy, dtype=np.float64).reshape(-1, 2), np.asarray(r95_m, dtype=np.float64)
    sources = np.arange(len(points)) if groups is None else np.asarray(groups, dtype=np.int64)
    if radii.shape != (len(points),) or sources.shape != radii.shape:
        raise ValueError("points, radii and groups must be of one length")
    if not (np.isfinite(points).all() and np.isfinite(radii).all()) or (radii <= 0).any() or min_sources < 2:
        raise ValueError("points and radii must be finite, radii above 0, and at least 2 sources asked for")
    nearby = _neighbours_together(points)
    state = _State(points[nearby], np.maximum(radii, FLOOR_M)[nearby], sources[nearby], min_sources)
    for level in LEVELS_M:
        state.join(state.q <= level)
        state.found(level)
    state.join(np.ones(len(points), dtype=np.bool_))
    labels, cores = np.empty_like(state.labels), np.empty_like(state.cores)
    labels[nearby], cores[nearby] = state.labels, state.cores
    return Clusters(in_order(labels), cores)


def cluster_lonlat(
    lonlat: ArrayLike, r95_m: ArrayLike, *, groups: ArrayLike | None = None, min_sources: int = MIN_SOURCES
) -> Clusters:
    """Return the same for (n, 2) longitude, latitude in degrees on WGS 84.

    They are laid onto a plane that keeps distances from their middle; between two points that touch it errs by
    less than 1 in 20 000 within 200 km of the middle, and by 3 in 1 000 over the whole of Vietnam.
    """
    degrees = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    if not len(degrees):
        return cluster(degrees, r95_m, groups=groups, min_sources=min_sources)
    return cluster(on_plane(degrees), r95_m, groups=groups, min_sources=min_sources)


def on_plane(degrees: Points) -> Points:
    """Return (n, 2) metres on a plane that keeps distances from the middle of the points; n at least 1."""
    lon, lat = (degrees.min(axis=0) + degrees.max(axis=0)) / 2
    plane = Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    return np.column_stack(plane(degrees[:, 0], degrees[:, 1]))


def _neighbours_together(xy: Points) -> NDArray[np.int64]:
    """Return an order that keeps what is near in the plane near in memory: a third of the time at a million."""
    blocks = np.floor(xy / BLOCK_M)
    return np.lexsort((blocks[:, 1], blocks[:, 0]))


class _State:
    """What is known while the steps are gone through."""

    def __init__(self, xy: Points, q: Points, groups: Labels, min_sources: int) -> None:
        self.xy, self.q, self.groups, self.min_sources = xy, q, groups, min_sources
        self.labels = np.full(len(xy), NONE, dtype=np.int64)
        self.cores = np.zeros(len(xy), dtype=np.bool_)
        self.founders: list[NDArray[np.int64]] = []

    def join(self, may: NDArray[np.bool_]) -> None:
        """Let reports of `may` that are in no cluster join that of the nearest core whose circle they touch."""
        waiting = np.flatnonzero(may & (self.labels == NONE))
        nearest = np.full(len(waiting), np.inf)
        to = np.full(len(waiting), NONE, dtype=np.int64)
        for founders in self.founders:
            away, core = _nearest_touching(self.xy, self.q, waiting, founders)
            better = away < nearest
            nearest[better], to[better] = away[better], core[better]
        joins = to >= 0
        self.labels[waiting[joins]] = self.labels[to[joins]]

    def found(self, level: float) -> None:
        """Make clusters of what is no vaguer than `level` and in none."""
        pool = np.flatnonzero((self.q <= level) & (self.labels == NONE))
        if len(pool) < self.min_sources:
            return
        xy, q, groups = self.xy[pool], self.q[pool], self.groups[pool]
        if level == FLOOR_M:  # all circles are equal: cells find them faster than pairs do
            cores = equal_cores(xy, 2 * FLOOR_M, groups, self.min_sources)
            part = equal_links(xy[cores], 2 * FLOOR_M)
        else:
            contacts = Contacts(xy, q)
            cores = cores_of(contacts, groups, self.min_sources)
            part = linked(contacts, cores)
        founders = pool[cores]
        if not len(founders):
            return
        start = self.labels.max(initial=NONE) + 1
        self.labels[founders] = part + start
        self._take_edge(pool[~cores], founders)
        kept = self._enough_sources(founders, start)
        self.cores[founders[kept]] = True
        self.founders.append(founders[kept])

    def _take_edge(self, others: NDArray[np.int64], founders: NDArray[np.int64]) -> None:
        away, core = _nearest_touching(self.xy, self.q, others, founders)
        near = np.isfinite(away)
        self.labels[others[near]] = self.labels[core[near]]

    def _enough_sources(self, founders: NDArray[np.int64], start: int) -> NDArray[np.bool_]:
        """Give up new clusters of too few sources; return which founders stay."""
        new = np.flatnonzero(self.labels >= start)
        told = np.unique(np.column_stack([self.labels[new], self.groups[new]]), axis=0)
        counts = np.bincount(told[:, 0] - start)
        self.labels[new[counts[self.labels[new] - start] < self.min_sources]] = NONE
        return np.asarray(self.labels[founders] != NONE)


def _nearest_touching(
    xy: Points, q: Points, whose: NDArray[np.int64], among: NDArray[np.int64]
) -> tuple[Points, NDArray[np.int64]]:
    """Return for each of `whose` the distance to the nearest of `among` that it touches, and which; inf and -1."""
    away, found = np.full(len(whose), np.inf), np.full(len(whose), NONE, dtype=np.int64)
    if not len(whose) or not len(among):
        return away, found
    tree, widest = cKDTree(xy[among]), float(q[among].max())
    farthest = float(q[whose].max()) + widest
    distance, place = tree.query(xy[whose], distance_upper_bound=np.nextafter(farthest, np.inf))
    core = among[np.minimum(place, len(among) - 1)]
    touches = distance <= q[whose] + q[core]
    away[touches], found[touches] = distance[touches], core[touches]
    # The nearest does not touch, but one farther off with a wider circle may.
    for at in np.flatnonzero(~touches & (distance <= q[whose] + widest)):
        one = whose[at]
        near = among[np.sort(tree.query_ball_point(xy[one], q[one] + widest))]
        far = np.hypot(*(xy[near] - xy[one]).T)
        far[far > q[one] + q[near]] = np.inf
        best = int(np.argmin(far))
        if np.isfinite(far[best]):
            away[at], found[at] = far[best], near[best]
    return away, found


def in_order(labels: Labels) -> Labels:
    """Count clusters anew, in the order of their first report."""
    inside = np.flatnonzero(labels >= 0)
    names, first, back = np.unique(labels[inside], return_index=True, return_inverse=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(names))
    ordered = np.full(len(labels), NONE, dtype=np.int64)
    ordered[inside] = rank[back]
    return ordered


def source_numbers(names: Sequence[object]) -> Labels:
    """Return a whole number for each name, the same for the same; None is one name like another."""
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], dtype=np.int64)
