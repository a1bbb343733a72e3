"""Circles of one size, very many of them: cells so small that all within one touch stand for pairs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_case.geo.clusters.contact import merged

MOST_TESTS = 4_000_000
GLANCE = 3
# Half of the neighbours that can hold a point within reach of one here; the other half see this cell as theirs.
CLOSE = ((1, 0), (0, 1), (1, 1), (1, -1))
FARTHER = ((2, 0), (0, 2), (2, 1), (1, 2), (2, -1), (1, -2), (2, 2), (2, -2))


@dataclass(frozen=True, slots=True)
class _Cells:
    """Points sorted by cell: `order` into the points, `start` and `size` of each cell, its column and row."""

    order: NDArray[np.int64]
    start: NDArray[np.int64]
    size: NDArray[np.int64]
    keys: NDArray[np.int64]
    width: int

    def beside(self, dx: int, dy: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs of occupied cells of which the second lies at (dx, dy) from the first."""
        wanted = self.keys + dx * self.width + dy
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        there = np.flatnonzero(self.keys[at] == wanted)
        return there, at[there]


def _cells(xy: NDArray[np.float64], reach: float) -> _Cells:
    side = reach / np.sqrt(2) * (1 - 1e-12)
    places = np.floor((xy - xy.min(axis=0)) / side).astype(np.int64) + 2
    width = int(places[:, 1].max()) + 3  # two empty rows on each side keep a column from running into the next
    keys = places[:, 0] * width + places[:, 1]
    order = np.argsort(keys, kind="stable")
    names, start, size = np.unique(keys[order], return_index=True, return_counts=True)
    return _Cells(order, start, size, names, width)


def equal_cores(
    xy: NDArray[np.float64], reach: float, groups: NDArray[np.int64], min_sources: int
) -> NDArray[np.bool_]:
    """Return which points `min_sources` independent sources lie within `reach` of, the point's own included."""
    cells = _cells(xy, reach)
    cell_of = np.empty(len(xy), dtype=np.int64)
    cell_of[cells.order] = np.repeat(np.arange(len(cells.start)), cells.size)
    told = np.unique(np.column_stack([cell_of, groups]), axis=0)
    cores = np.asarray(np.bincount(told[:, 0], minlength=len(cells.start))[cell_of] >= min_sources)
    rest = np.flatnonzero(~cores)
    if not len(rest):
        return cores
    tree = cKDTree(xy)
    most = min(len(xy), min_sources + 1)
    _, near = tree.query(xy[rest], k=most, distance_upper_bound=np.nextafter(reach, np.inf))
    names = np.append(groups, -1)[near]
    found = names != -1
    distinct = _distinct(np.where(found, names, names[:, :1]))
    cores[rest] = distinct >= min_sources
    for at in rest[(distinct < min_sources) & found[:, -1]]:  # more lie near than were asked for
        cores[at] = len(np.unique(groups[tree.query_ball_point(xy[at], reach)])) >= min_sources
    return cores


def _distinct(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many different numbers each row holds."""
    ordered = np.sort(rows, axis=1)
    return np.asarray(1 + (np.diff(ordered, axis=1) != 0).sum(axis=1))


def equal_links(xy: NDArray[np.float64], reach: float) -> NDArray[np.int64]:
    """Return for each point the number of the chain it is in, whose steps are no longer than `reach`."""
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    cells = _cells(xy, reach)
    here = xy[cells.order]
    parts = np.arange(len(cells.start))
    for offsets in (CLOSE, FARTHER):
        sides = [cells.beside(*offset) for offset in offsets]
        first, second = (np.concatenate(side) for side in zip(*sides, strict=True))
        for most in (GLANCE, None):
            apart = parts[first] != parts[second]
            first, second = first[apart], second[apart]
            touch = _reach_each_other(here, cells, first, second, reach, most)
            parts = merged(parts, first[touch], second[touch])
    labels = np.empty(len(xy), dtype=np.int64)
    labels[cells.order] = np.repeat(parts, cells.size)
    return labels


def _reach_each_other(
    here: NDArray[np.float64],
    cells: _Cells,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    reach: float,
    most: int | None,
) -> NDArray[np.bool_]:
    """Return which pairs of cells hold points within reach, looking at `most` points of each."""
    sizes = cells.size if most is None else np.minimum(cells.size, most)
    tests = sizes[first] * sizes[second]
    touch = np.zeros(len(first), dtype=np.bool_)
    for rows in _portions(tests):
        pair = np.repeat(rows, tests[rows])
        count = np.arange(len(pair)) - np.repeat(np.cumsum(tests[rows]) - tests[rows], tests[rows])
        one, other = np.divmod(count, sizes[second[pair]])
        gap = here[cells.start[first[pair]] + one] - here[cells.start[second[pair]] + other]
        touch[pair[np.hypot(gap[:, 0], gap[:, 1]) <= reach]] = True
    return touch


def _portions(tests: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield rows in portions of about MOST_TESTS tests."""
    portion = np.cumsum(tests) // MOST_TESTS
    ends = np.flatnonzero(np.diff(portion)) + 1
    yield from np.split(np.arange(len(tests)), ends)
