"""Pages of planning: the map, where to search next in a case, clusters of reports."""

# Each registers its pages.
from gis_case.planning.views import cases, clusters, map, search, searched, selection, tiles, validation  # noqa: F401
from gis_case.planning.views.base import blueprint

__all__ = ["blueprint"]
