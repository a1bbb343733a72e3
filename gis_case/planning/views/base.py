"""The blueprint of planning."""

from flask import Blueprint

import gis_case.planning.jobs
import gis_case.planning.queries.chances  # noqa: F401 - dossiers are followed from here on, and who asks for chances is answered

blueprint = Blueprint("planning", __name__)
