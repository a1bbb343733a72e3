"""The pages of fieldwork."""

from gis_case.fieldwork.views import digs, plans, sections, visits
from gis_case.fieldwork.views.base import blueprint

__all__ = ["blueprint", "digs", "plans", "sections", "visits"]
