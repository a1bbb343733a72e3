"""Circles of different sizes that touch: pairs, a bounded number at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

MOST_PAIRS = 8_000_000


class Contacts:
    """The pairs of touching circles among points; walked through as often as needed, never held all at once."""

    def __init__(self, xy: NDArray[np.float64], q: NDArray[np.float64]) -> None:
        self.xy, self.q = xy, q
        self._tree = cKDTree(xy)
        self._reach = 2 * float(q.max())
        pairs = int(self._tree.count_neighbors(self._tree, self._reach))
        self._step = max(1, int(len(xy) * min(1.0, MOST_PAIRS / pairs)))

    def __len__(self) -> int:
        return len(self.xy)

    def chunks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Yield (i, j) of touching pairs, both ways round, without a point and itself."""
        for start in range(0, len(self.xy), self._step):
            rows = np.arange(start, min(len(self.xy), start + self._step))
            near = self._tree.query_ball_point(self.xy[rows], self._reach)
            i = np.repeat(rows, [len(one) for one in near])
            j = np.concatenate([np.asarray(one, dtype=np.int64) for one in near])
            away = np.hypot(*(self.xy[i] - self.xy[j]).T)
            touch = (away <= self.q[i] + self.q[j]) & (i != j)
            yield i[touch], j[touch]


def cores_of(contacts: Contacts, groups: NDArray[np.int64], min_sources: int) -> NDArray[np.bool_]:
    """Return which points `min_sources` independent sources touch, the point's own included."""
    counts = np.ones(len(contacts), dtype=np.int64)
    for i, j in contacts.chunks():
        other = groups[i] != groups[j]
        told = np.unique(np.column_stack([i[other], groups[j[other]]]), axis=0)
        counts += np.bincount(told[:, 0], minlength=len(contacts))
    return counts >= min_sources


def linked(contacts: Contacts, cores: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each core the number of the chain of touching cores that it is in."""
    number = np.cumsum(cores) - 1
    parts = np.arange(int(cores.sum()))
    for i, j in contacts.chunks():
        both = cores[i] & cores[j] & (i < j)
        parts = merged(parts, number[i[both]], number[j[both]])
    return parts


def merged(parts: NDArray[np.int64], i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `parts` (n,) after those of i and j have become one, pair by pair."""
    n = int(parts.max(initial=-1)) + 1
    links = coo_matrix((np.ones(len(i), dtype=np.bool_), (parts[i], parts[j])), shape=(n, n))
    _, joined = connected_components(links, directed=False)
    return np.asarray(joined[parts], dtype=np.int64)
