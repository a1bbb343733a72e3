"""Two ways of putting reports together, held against each other."""

from gis_case.planning.rules.difference import difference


def test_the_same_partition_differs_nowhere():
    found = difference("abcde", {"a": 1, "b": 1, "c": 2, "d": 2}, [[2, 3], [0, 1]])

    assert (found.same, found.otherwise) == (5, 0)
    assert found.partners == [[(2, 2)], [(1, 2)]]


def test_each_way_of_lying_otherwise_is_counted_apart():
    standing = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": 2}
    # a, b stay; c is grouped with cluster 2; d stands alone; g, in no cluster, is grouped; h is alone in both.
    found = difference("abcdefgh", standing, [[0, 1], [2, 4, 5, 6]])

    assert (found.same, found.elsewhere, found.only_standing, found.only_grouped) == (5, 1, 1, 1)
    assert found.otherwise == 3
    assert found.partners == [[(1, 2)], [(2, 2), (1, 1), (None, 1)]]


def test_one_cluster_in_two_groups_keeps_the_larger():
    found = difference("abcde", dict.fromkeys("abcde", 1), [[0, 1], [2, 3, 4]])

    assert (found.same, found.elsewhere) == (3, 2)
