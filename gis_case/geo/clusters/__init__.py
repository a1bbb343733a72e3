"""Reports that speak of one place: found by the touch of their circles, known again from run to run."""

from gis_case.geo.clusters.distance import by_distance, by_distance_lonlat
from gis_case.geo.clusters.identity import Matched, match
from gis_case.geo.clusters.outline import Outline, outline
from gis_case.geo.clusters.rule import (
    FLOOR_M,
    LEVELS_M,
    MIN_SOURCES,
    Clusters,
    cluster,
    cluster_lonlat,
    source_numbers,
)

__all__ = [
    "FLOOR_M",
    "LEVELS_M",
    "MIN_SOURCES",
    "Clusters",
    "Matched",
    "Outline",
    "by_distance",
    "by_distance_lonlat",
    "cluster",
    "cluster_lonlat",
    "match",
    "outline",
    "source_numbers",
]
