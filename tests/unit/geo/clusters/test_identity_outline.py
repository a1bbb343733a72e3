"""A cluster keeps its name from run to run, and its ground can be drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from gis_case.geo.clusters import match, outline
from gis_case.geo.clusters.rule import source_numbers


def test_a_cluster_that_gains_and_loses_members_keeps_its_name():
    found = match({"A": "abcd", "B": "xyz"}, ["bcdef", "wxyz"])

    assert (found.kept, found.parents, found.gone) == ({0: "A", 1: "B"}, {}, ())


def test_of_two_that_grow_into_one_the_larger_gives_the_name():
    found = match({"A": "abc", "B": "vwxyz"}, ["abcvwxyz"])

    assert (found.kept, found.parents, found.gone) == ({0: "B"}, {0: ("A",)}, ("A",))


def test_of_one_that_falls_apart_the_largest_piece_keeps_the_name():
    found = match({"A": "abcdefg"}, ["abc", "defg"])

    assert (found.kept, found.parents, found.gone) == ({1: "A"}, {0: ("A",)}, ())


def test_a_few_members_in_common_are_not_the_same_cluster():
    found = match({"A": "abcdefgh"}, ["astuvwxyz"])

    assert (found.kept, found.parents, found.gone) == ({}, {0: ("A",)}, ("A",))


RUNS = st.lists(st.integers(-1, 5), min_size=1, max_size=30)


@settings(deadline=None)
@given(RUNS, st.randoms())
def test_names_go_on_once_and_the_order_of_members_is_nothing(labels, dice):
    def runs(numbers):
        return [[at for at, one in enumerate(numbers) if one == name] for name in sorted({*numbers} - {-1})]

    old = {f"C{at}": members for at, members in enumerate(runs(labels))}
    changed = [one if dice.random() < 0.7 else dice.randint(-1, 5) for one in labels]
    new = runs(changed)
    found = match(old, new)
    again = match({name: members[::-1] for name, members in old.items()}, [members[::-1] for members in new])

    assert found == again
    assert len({*found.kept.values()}) == len(found.kept)
    assert {*found.kept.values()} | {*found.gone} == {*old}
    assert match(old, list(old.values())).kept == dict(enumerate(old))


def test_the_outline_stands_off_its_founders_and_leaves_the_vague_out():
    lonlat = [(106.75, 21.85), (106.752, 21.85), (106.75, 21.852), (106.80, 21.90)]
    found = outline(lonlat, [30, 60, 90, 1500], [True, True, True, False])

    assert found.best_r95_m == 30
    assert all(found.hull.covers(Point(one)) for one in lonlat[:3])
    assert not found.hull.covers(Point(lonlat[3]))
    assert found.area_ha == pytest.approx(2.3 + 2.1 + 0.28, abs=0.25)  # the triangle, its border, three sectors
    assert (found.lon, found.lat) == pytest.approx(np.mean(lonlat[:3], axis=0))


def test_one_spot_is_drawn_as_a_disc():
    assert outline([(106.75, 21.85)], [5000]).area_ha == pytest.approx(np.pi * 4, rel=0.02)


def test_names_of_sources_become_numbers():
    assert source_numbers(["b", None, "b", None, "c"]).tolist() == [0, 1, 0, 1, 2]
