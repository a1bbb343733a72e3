"""Where to search next: witnesses' errors and searches that found nothing, weighed together."""

from gis_case.geo.search.blocks import Block, next_blocks
from gis_case.geo.search.effects import Effect, effects
from gis_case.geo.search.explain import explain, tenths
from gis_case.geo.search.grid import Grid, grid_over
from gis_case.geo.search.pod import MOST_POD, pod_dig, pod_sweep
from gis_case.geo.search.reports import Place, Report
from gis_case.geo.search.surface import LEVELS, P_OUTSIDE, Factor, Level, Surface, prior, rightness, surface

__all__ = [
    "LEVELS",
    "MOST_POD",
    "P_OUTSIDE",
    "Block",
    "Effect",
    "Factor",
    "Grid",
    "Level",
    "Place",
    "Report",
    "Surface",
    "effects",
    "explain",
    "grid_over",
    "next_blocks",
    "pod_dig",
    "pod_sweep",
    "prior",
    "rightness",
    "surface",
    "tenths",
]
