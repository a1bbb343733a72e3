"""DBSCAN and HDBSCAN tuned with the answer in hand, for `python -m tests.bench.clusters --peers PYTHON`.

Run by a Python of its own that has scikit-learn and hdbscan, which the product does not need: `PYTHON tuned.py FILE…`
reads xy (metres, n by 2) and truth (n) from .npz files, one for each throw of the dice, and prints the best mean
agreement of each rule and what it was tuned to.
"""

import itertools
import json
import sys

import numpy as np
from hdbscan import HDBSCAN
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score

REACH_M = (100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 850, 1000, 1300, 1600, 2000)
LEAST = (2, 3, 4, 5, 6, 8, 10, 15)
SIZES = (2, 3, 5, 8, 12, 20)
NEIGHBOURS = (1, 2, 3, 4, 6, 8, 10, 15)
MERGED_BELOW_M = (0, 150, 300)


def rules():
    """Every rule with every setting that is tried."""
    for eps, least in itertools.product(REACH_M, LEAST):
        yield "DBSCAN", {"eps": eps, "min_samples": least}, DBSCAN
    for size, near, merged, way in itertools.product(SIZES, NEIGHBOURS, MERGED_BELOW_M, ("eom", "leaf")):
        settings = {
            "min_cluster_size": size, "min_samples": near, "cluster_selection_epsilon": float(merged),
            "cluster_selection_method": way,
        }  # fmt: skip
        yield "HDBSCAN", settings, HDBSCAN


def agreement(known, labels) -> float:
    """The adjusted Rand index; what stands alone is a cluster of one, as in our own figure."""
    labels = np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)
    return float(adjusted_rand_score(known["truth"], labels))


def main() -> int:
    """Try every setting; print a line of JSON for each rule: its name, best agreement and settings."""
    throws = [np.load(file) for file in sys.argv[1:]]
    best: dict[str, tuple[float, dict[str, object]]] = {}
    for name, settings, kind in rules():
        found = float(np.mean([agreement(one, kind(**settings).fit_predict(one["xy"])) for one in throws]))
        if name not in best or found > best[name][0]:
            best[name] = found, settings
    for name, (found, settings) in best.items():
        print(json.dumps({"name": name, "agreement": found, "settings": settings}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
