"""The pages of remains, submissions and the laboratory."""

from gis_case.remains.views import conclusions, finds, samples, sections
from gis_case.remains.views.base import blueprint
from gis_case.remains.views.laboratory import blueprint as laboratory_blueprint
from gis_case.remains.views.submissions import blueprint as submissions_blueprint

__all__ = [
    "blueprint",
    "conclusions",
    "finds",
    "laboratory_blueprint",
    "samples",
    "sections",
    "submissions_blueprint",
]
