"""The blueprint of planning."""

from flask import Blueprint

import gis_case.planning.jobs  # noqa: F401 - what changes in a dossier is followed from here on

blueprint = Blueprint("planning", __name__)
