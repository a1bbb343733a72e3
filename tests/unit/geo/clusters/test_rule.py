"""Which reports belong together: the rule, its exactness, and how well it finds sites that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_case.geo.clusters import FLOOR_M, LEVELS_M, cluster, cluster_lonlat
from gis_case.geo.clusters.contact import Contacts
from tests.unit.geo.clusters.truth import agreement, by_contact, by_distance, simulated, slow_cluster

EPS = (200, 300, 400, 500, 600, 700, 800, 1000)
LEAST = (3, 5, 8)


def labels_of(points, radii, **options):
    return cluster(np.array(points, dtype=float), np.array(radii, dtype=float), **options).labels.tolist()


def test_three_that_touch_are_one_and_a_distant_one_stands_alone():
    assert labels_of([(0, 0), (300, 0), (600, 0), (5000, 0)], [100] * 4) == [0, 0, 0, -1]


def test_two_that_touch_are_too_few():
    assert labels_of([(0, 0), (300, 0)], [100, 100]) == [-1, -1]
    assert labels_of([(0, 0), (300, 0)], [100, 100], min_sources=2) == [0, 0]


def test_who_repeats_another_does_not_count_twice():
    points, radii = [(0, 0), (50, 0), (100, 0), (150, 0)], [100] * 4

    assert labels_of(points, radii, groups=[1, 1, 2, 2]) == [-1] * 4
    assert labels_of(points, radii, groups=[1, 1, 2, 3]) == [0] * 4


def test_a_chain_of_vague_reports_does_not_weld_two_sites():
    left = [(x, y) for x in (0, 100) for y in (0, 100)]
    right = [(x + 4000, y) for x, y in left]
    chain = [(800, 0), (1600, 0), (2400, 0), (3200, 0)]
    radii = [50] * 8 + [900] * 4

    labels = labels_of(left + right + chain, radii)

    assert len(set(by_contact(np.array(left + right + chain, dtype=float), np.array(radii, dtype=float)))) == 1
    assert labels[:8] == [0] * 4 + [1] * 4
    assert labels[8:] == [0, -1, -1, 1]


def test_vague_reports_alone_still_make_a_cluster():
    assert labels_of([(0, 0), (1500, 0), (0, 1500)], [1000, 1100, 1200]) == [0, 0, 0]


def test_a_report_that_says_next_to_nothing_joins_and_founds_nothing():
    assert labels_of([(0, 0), (100, 0), (200, 0)], [5000] * 3) == [-1] * 3
    assert labels_of([(0, 0), (100, 0), (200, 0), (4000, 0)], [50, 50, 50, 5000]) == [0] * 4


def test_nothing_makes_no_cluster():
    found = cluster(np.empty((0, 2)), np.empty(0))

    assert (found.count, found.members()) == (0, [])


def test_members_are_told_by_cluster():
    found = cluster([(9000, 0), (0, 0), (0, 1), (0, 2), (9000, 1), (9000, 2), (50_000, 0)], [100] * 7)

    assert [members.tolist() for members in found.members()] == [[0, 4, 5], [1, 2, 3]]


@pytest.mark.parametrize(
    ("points", "radii", "options"),
    [
        ([(0, 0)], [0], {}), ([(0, 0)], [-1], {}), ([(0, float("nan"))], [1], {}), ([(0, 0)], [float("inf")], {}),
        ([(0, 0)], [1, 2], {}), ([(0, 0)], [1], {"groups": [1, 2]}), ([(0, 0)], [1], {"min_sources": 1}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(points, radii, options):
    with pytest.raises(ValueError):
        cluster(points, radii, **options)


def test_the_rule_is_exact_at_ten_thousand_points():
    xy, r95, _ = simulated(400, 10_000, 40_000, seed=5)
    groups = np.random.default_rng(6).integers(0, 4000, len(xy))
    found = cluster(xy, r95, groups=groups)

    slow, founders = slow_cluster(xy, r95, groups, 3, FLOOR_M, LEVELS_M)

    assert agreement(slow, found.labels) == pytest.approx(1.0)
    assert (found.labels < 0).tolist() == (slow < 0).tolist()
    assert found.cores.tolist() == founders.tolist()
    assert found.count > 100


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 6000), st.floats(0, 6000), st.sampled_from([20, 150, 250, 390, 700, 1500, 4000]),
            st.integers(0, 12),
        ),
        min_size=1, max_size=40,
    ),
    st.integers(2, 4),
)  # fmt: skip
def test_the_rule_is_exact_wherever_the_points_lie(reports, min_sources):
    table = np.array(reports, dtype=float)
    xy, r95, groups = table[:, :2], table[:, 2], table[:, 3].astype(int)
    found = cluster(xy, r95, groups=groups, min_sources=min_sources)

    slow, founders = slow_cluster(xy, r95, groups, min_sources, FLOOR_M, LEVELS_M)

    assert found.cores.tolist() == founders.tolist()
    assert (found.labels < 0).tolist() == (slow < 0).tolist()
    for members in found.members():
        assert len(np.unique(groups[members])) >= min_sources


def test_pairs_taken_in_portions_are_the_same_pairs(monkeypatch):
    xy, r95, _ = simulated(12, 275, 15_000, seed=3)
    whole = [np.concatenate(side) for side in zip(*Contacts(xy, r95).chunks(), strict=True)]
    monkeypatch.setattr("gis_case.geo.clusters.contact.MOST_PAIRS", 500)
    pieces = list(Contacts(xy, r95).chunks())

    assert len(pieces) > 10
    assert {*zip(*(np.concatenate(side) for side in zip(*pieces, strict=True)), strict=True)} == {
        *zip(*whole, strict=True)
    }


def test_twelve_sites_are_found_again():
    found, tuned, plain = [], {}, []
    for seed in range(6):
        xy, r95, truth = simulated(12, 275, 15_000, seed)
        found.append(agreement(truth, cluster(xy, r95).labels))
        plain.append(agreement(truth, by_contact(xy, r95)))
        for eps in EPS:
            for least in LEAST:
                tuned.setdefault((eps, least), []).append(agreement(truth, by_distance(xy, eps, least)))

    assert np.mean(found) >= 0.88
    assert np.mean(found) >= max(np.mean(each) for each in tuned.values()) - 0.02
    assert np.mean(plain) < 0.7


def test_a_thousand_sites_are_found_again():
    xy, r95, truth = simulated(1000, 25_000, 91_000, seed=1)
    found = agreement(truth, cluster(xy, r95).labels)

    assert found >= 0.85
    assert found >= max(agreement(truth, by_distance(xy, eps, least)) for eps in EPS[:5] for least in LEAST) - 0.02
    assert agreement(truth, by_contact(xy, r95)) < 0.05


def test_degrees_give_the_same_clusters_as_metres():
    xy, r95, _ = simulated(40, 800, 20_000, seed=2)
    lat = 21.85 + (xy[:, 1] - 10_000) / 110_722
    lon = 106.76 + (xy[:, 0] - 10_000) / (111_320 * np.cos(np.radians(21.85)) * 1.00046)
    found = cluster_lonlat(np.column_stack([lon, lat]), r95)

    assert agreement(cluster(xy, r95).labels, found.labels) > 0.98
    assert cluster_lonlat(np.empty((0, 2)), np.empty(0)).count == 0
