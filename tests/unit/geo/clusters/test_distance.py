"""DBSCAN by distance is exact, wherever the points lie."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_case.geo.clusters import by_distance, by_distance_lonlat
from tests.unit.geo.clusters.truth import agreement, simulated


def slow(xy, eps, minimum):
    """DBSCAN by a full table of distances and a queue; an edge point goes to its nearest core."""
    away = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    cores = (away <= eps).sum(axis=1) >= minimum
    labels = np.full(len(xy), -1)
    for start in np.flatnonzero(cores):
        if labels[start] < 0:
            labels[start] = label = labels.max() + 1
            queue = [start]
            while queue:
                for other in np.flatnonzero((away[queue.pop()] <= eps) & cores & (labels < 0)):
                    labels[other] = label
                    queue.append(other)
    founders = np.flatnonzero(cores)
    for edge in np.flatnonzero(~cores):
        near = founders[away[edge, founders] <= eps]
        if len(near):
            labels[edge] = labels[near[np.argmin(away[edge, near])]]
    return labels, cores


PLACES = st.lists(st.tuples(st.floats(0, 3000), st.floats(0, 3000)), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(PLACES, st.floats(20, 1500), st.integers(2, 6))
def test_it_is_exact_wherever_the_points_lie(places, eps, minimum):
    xy = np.array(places)
    found = by_distance(xy, eps, minimum)
    labels, cores = slow(xy, eps, minimum)

    assert found.cores.tolist() == cores.tolist()
    assert (found.labels < 0).tolist() == (labels < 0).tolist()
    # Two names for one partition of the cores: as many pairs as names.
    pairs = {*zip(labels[cores].tolist(), found.labels[cores].tolist(), strict=True)}
    assert len(pairs) == len({*labels[cores]}) == len({*found.labels[cores]})


def test_it_is_exact_at_three_thousand_points():
    xy, _, _ = simulated(120, 3000, 25_000, seed=7)
    labels, cores = slow(xy, 400, 4)
    found = by_distance(xy, 400, 4)

    assert found.cores.tolist() == cores.tolist()
    assert agreement(labels, found.labels) == pytest.approx(1.0)
    assert found.count > 20


def test_degrees_are_laid_on_a_plane_first():
    lat = 21.95 + np.array([0, 1, 2, 50]) * 100 / 110_722
    lonlat = np.column_stack([np.full(4, 106.7), lat])

    assert by_distance_lonlat(lonlat, 101, 2).labels.tolist() == [0, 0, 0, -1]
    assert by_distance_lonlat(lonlat, 99, 2).count == 0
    assert by_distance_lonlat(np.empty((0, 2)), 100, 2).count == 0


@pytest.mark.parametrize(("eps", "minimum"), [(0, 3), (-1, 3), (math.nan, 3), (math.inf, 3), (100, 1)])
def test_what_cannot_be_is_refused(eps, minimum):
    with pytest.raises(ValueError, match="at least 2"):
        by_distance([[0, 0], [1, 1]], eps, minimum)
