"""Pages of planning: the map, where to search next in a case, clusters of reports."""

# Each registers its pages.
from gis_case.planning.views import (  # noqa: F401
    cases,
    clusters,
    distance,
    map,
    search,
    searched,
    selection,
    tellers,
    terrain,
    tiles,
    validation,
)
from gis_case.planning.views.base import blueprint

__all__ = ["blueprint"]
