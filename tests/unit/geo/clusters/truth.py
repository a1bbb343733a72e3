"""Simulated reports whose sites are known, how well a partition agrees with them, and rules to compare with."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

SIGMAS_IN_R95 = 2.4477


def simulated(sites, reports, side_m, seed, vague=0.3, false=0.1, extent_m=100.0):
    """Return (xy, r95, site): `false` of the reports lie anywhere, each a site of its own.

    Sharp reports err by 50 to 400 m, `vague` of them by 500 to 1500 m (95 %); a site has an extent (1 sigma).
    """
    dice = np.random.default_rng(seed)
    places = dice.uniform(0, side_m, (sites, 2))
    wrong = round(reports * false)
    weight = dice.gamma(4, 1, sites)
    site = dice.choice(sites, reports - wrong, p=weight / weight.sum())
    r95 = np.exp(dice.uniform(np.log(50), np.log(400), reports))
    is_vague = dice.random(reports) < vague
    r95[is_vague] = dice.uniform(500, 1500, is_vague.sum())
    sigma = np.hypot(r95[: len(site)] / SIGMAS_IN_R95, extent_m)
    xy = np.vstack([
        places[site] + dice.normal(0, 1, (len(site), 2)) * sigma[:, None], dice.uniform(0, side_m, (wrong, 2)),
    ])  # fmt: skip
    truth = np.concatenate([site, sites + np.arange(wrong)])
    order = dice.permutation(reports)
    return xy[order], r95[order], truth[order]


def agreement(truth, labels):
    """Return the adjusted Rand index of two partitions; what stands alone (-1) is a cluster of one.

    Source: Hubert and Arabie (1985), Comparing partitions, J. Classification 2, 193-218.
    """
    _, rows = np.unique(_alone(truth), return_inverse=True)
    _, columns = np.unique(_alone(labels), return_inverse=True)
    table = coo_matrix((np.ones(len(rows)), (rows, columns)))
    table.sum_duplicates()
    together, in_truth, in_labels = (
        (one * (one - 1) / 2).sum() for one in (table.data, np.bincount(rows), np.bincount(columns))
    )
    expected = in_truth * in_labels / (len(rows) * (len(rows) - 1) / 2)
    return (together - expected) / ((in_truth + in_labels) / 2 - expected)


def _alone(labels):
    return np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)


def components(count, i, j):
    links = coo_matrix((np.ones(len(i), dtype=bool), (i, j)), shape=(count, count))
    return connected_components(links, directed=False)[1]


def by_distance(xy, eps, least):
    """DBSCAN: Ester et al. (1996); an edge point goes to its nearest core."""
    i, j = cKDTree(xy).query_pairs(eps, output_type="ndarray").T
    cores = np.bincount(np.concatenate([i, j]), minlength=len(xy)) + 1 >= least
    both = cores[i] & cores[j]
    labels = np.where(cores, components(len(xy), i[both], j[both]), -1)
    if cores.any():
        away, nearest = cKDTree(xy[cores]).query(xy, distance_upper_bound=eps)
        edge = ~cores & np.isfinite(away)
        labels[edge] = labels[np.flatnonzero(cores)[nearest[edge]]]
    return labels


def by_contact(xy, r95):
    """The plain rule: circles that touch belong together."""
    i, j = cKDTree(xy).query_pairs(2 * r95.max(), output_type="ndarray").T
    touch = np.hypot(*(xy[i] - xy[j]).T) <= r95[i] + r95[j]
    return components(len(xy), i[touch], j[touch])


def slow_cluster(xy, r95, groups, min_sources, floor, levels):
    """The rule of `geo.clusters` as its docstring says it, by a full table of distances."""
    q = np.maximum(r95, floor)
    touch = np.stack([np.hypot(*(xy - one).T) <= q + its for one, its in zip(xy, q, strict=True)])
    labels, founder = np.full(len(xy), -1), np.zeros(len(xy), dtype=bool)
    for level in (*levels, np.inf):
        _join(labels, np.flatnonzero((q <= level) & (labels < 0)), founder, xy, touch)
        if level == np.inf:
            break
        pool = np.flatnonzero((q <= level) & (labels < 0))
        near = touch[np.ix_(pool, pool)]
        core = np.array([len({*groups[pool[row]]}) >= min_sources for row in near], dtype=bool)
        cores = pool[core]
        if not len(cores):
            continue
        i, j = np.nonzero(touch[np.ix_(cores, cores)])
        start = labels.max() + 1
        labels[cores] = components(len(cores), i, j) + start
        new = np.zeros(len(xy), dtype=bool)
        new[cores] = True
        _join(labels, pool[~core], new, xy, touch)
        for name in np.unique(labels[labels >= start]):
            inside = labels == name
            if len(np.unique(groups[inside])) < min_sources:
                labels[inside] = -1
            else:
                founder |= inside & new
    return labels, founder


def _join(labels, who, among, xy, touch):
    there = np.flatnonzero(among)
    for one in who:
        near = there[touch[one, there]]
        if len(near):
            labels[one] = labels[near[np.argmin(np.hypot(*(xy[near] - xy[one]).T))]]
