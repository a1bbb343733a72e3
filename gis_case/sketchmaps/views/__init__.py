"""Pages of hand-drawn maps."""

from gis_case.sketchmaps.views import exchange, ground, lists, page, points, scan, section, trace
from gis_case.sketchmaps.views.base import blueprint

PARTS = (exchange, ground, lists, page, points, scan, section, trace)

__all__ = ["blueprint"]
