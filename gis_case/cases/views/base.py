"""The blueprint of the cases' pages, and what its parts share."""

from uuid import UUID

from flask import Blueprint, current_app, request

from gis_case.access.guards import current_actor
from gis_case.cases.models import Case
from gis_case.cases.queries import get_case
from gis_case.config import Settings
from gis_case.core.db import db
from gis_case.core.forms import clean

blueprint = Blueprint("cases", __name__)

LARGEST_ID = 2**31 - 1
LONGEST_WORDS = 200


def settings() -> Settings:
    """Return how this installation is set up."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def readable(case_id: UUID, *, parts: bool = False) -> Case:
    """Return the case if the present actor may read it; otherwise the page is not found."""
    return get_case(db.session, current_actor(), case_id, parts=parts)


def asked_words(name: str = "q") -> str:
    """Return the words of the query, composed, of a sensible length."""
    return clean(request.args.get(name, ""))[:LONGEST_WORDS]


def asked_id(name: str) -> int | None:
    """Return an organisation's id from the query; what cannot be one counts as not asked."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= LARGEST_ID else None
