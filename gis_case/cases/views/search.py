"""One box for everything: cases, sites, people, and what a coordinate can mean."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.queries import CaseFilter, cases_matching, with_owner
from gis_case.cases.views.base import asked_words, settings
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.geo.candidates import Candidate, candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.reading import Context
from gis_case.people.queries import martyrs_matching
from gis_case.sites.queries import SiteFilter, sites_matching

blueprint = Blueprint("search", __name__)

MOST = 10
DIGITS_OF_A_COORDINATE = 4


@blueprint.get("/tim")
@requires(Permission.CASE_READ, Permission.SITE_READ)
def show() -> ResponseReturnValue:
    """Show what the words find; each kind apart, a few of each."""
    actor, session, words = current_actor(), db.session, asked_words()
    cases, sites, martyrs = [], [], []
    if words and actor.may(Permission.CASE_READ):
        cases = list(session.scalars(with_owner(cases_matching(actor, CaseFilter(words=words))).limit(MOST)))
    if words and actor.may(Permission.SITE_READ):
        sites = list(session.scalars(sites_matching(SiteFilter(words=words)).limit(MOST)))
    if words and actor.may(Permission.PERSON_READ):
        martyrs = list(session.scalars(martyrs_matching(actor, words).limit(MOST)))
    if martyrs:
        note("martyr.listed", "martyr", "search", count=len(martyrs))
    page = {"words": words, "cases": cases, "sites": sites, "martyrs": martyrs, "readings": readings(words)}
    return render_template("cases/search.html", most=MOST, **page)


def readings(words: str) -> list[Candidate]:
    """Return what the words mean as a coordinate; nothing when they look like none."""
    if sum(mark.isdigit() for mark in words) < DIGITS_OF_A_COORDINATE or words.strip().isdigit():
        return []  # a year or a number alone is looked up, not taken for a grid square
    try:
        return candidates(words, Context(province=settings().province_name))[:4]
    except CoordinateError:
        return []
