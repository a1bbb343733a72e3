"""Pages of position reports."""

from gis_case.positions.views import create, imports, judge, lists, page, section, tellers
from gis_case.positions.views.base import blueprint

__all__ = ["blueprint", "create", "imports", "judge", "lists", "page", "section", "tellers"]
