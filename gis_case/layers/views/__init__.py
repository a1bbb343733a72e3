"""Pages of boundaries and layers, and what maps ask for."""

from gis_case.layers.views import boundaries, intake, lists, maps, page
from gis_case.layers.views.base import blueprint

PARTS = (boundaries, intake, lists, maps, page)

__all__ = ["blueprint"]
