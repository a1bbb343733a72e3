"""Pages of planning: the map, where to search next in a case, clusters of reports."""

from gis_case.planning.views import clusters, distance, map, search, tellers, terrain, validation  # noqa: F401 - each registers its pages
from gis_case.planning.views.base import blueprint

__all__ = ["blueprint"]
