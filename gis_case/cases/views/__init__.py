"""The pages of cases."""

from gis_case.cases.views import documents, edit, lists, martyrs, page
from gis_case.cases.views.base import blueprint
from gis_case.cases.views.search import blueprint as search_blueprint

__all__ = ["blueprint", "documents", "edit", "lists", "martyrs", "page", "search_blueprint"]
