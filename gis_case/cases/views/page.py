"""The page of one case, and the signs on its map."""

from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import NEWEST_EVENTS, documents_of, martyrs_of, open_tasks, stage_changes_of
from gis_case.cases.timeline import entered, timeline
from gis_case.cases.views.base import blueprint, readable
from gis_case.cases.words import DOCUMENTS, GRAVES, STATES, TASKS
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.geojson import collection
from gis_case.sites.models import BattleSite
from gis_case.sites.queries import site_features


@blueprint.get("/ho-so/<uuid:case_id>")
@requires(Permission.CASE_READ)
def show(case_id: UUID) -> ResponseReturnValue:
    """Show the whole dossier."""
    return case_page(readable(case_id, parts=True))


@blueprint.get("/ho-so/<uuid:case_id>/ban-do.geojson")
@requires(Permission.CASE_READ)
def features(case_id: UUID) -> ResponseReturnValue:
    """Give the map of the page its signs."""
    actor, case = current_actor(), readable(case_id)
    if actor.may(Permission.EXACT_POINTS):
        note("case.points_read", "case", case.id)
    return collection(sections.features(db.session, actor, case))


def site_of_case(session: Session, actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return the area of the battle site of a case."""
    if case.site_id is None:
        return []
    return site_features(session, actor, select(BattleSite).where(BattleSite.id == case.site_id))


sections.register_features(site_of_case)


def may_write(actor: Actor, case: Case) -> bool:
    """Whether `actor` may change the header: the owner and who opened it, and the provincial command."""
    mine = actor.sees_whole_province or actor.org_id in {case.owner_org_id, case.org_id}
    return mine and actor.may(Permission.CASE_WRITE)


def case_page(case: Case, status: int = 200, **extra: Any) -> ResponseReturnValue:
    """Return the page of `case`; a part whose form was refused gives it back in `extra`."""
    actor, session = current_actor(), db.session
    knows_people = actor.may(Permission.PERSON_READ)
    note("case.read", "case", case.id)
    changes = list(session.scalars(stage_changes_of(case.id)))
    whole = "lich-su" in request.args
    entries = timeline(session, case, changes, whole=whole)
    page = {
        "case": case,
        "martyrs": list(session.scalars(martyrs_of(case.id))) if knows_people else [],
        "documents": list(session.scalars(documents_of(case.id))) if knows_people else [],
        "tasks": list(session.scalars(open_tasks(case.id))),
        "entries": entries,
        "more_entries": len(entries) == NEWEST_EVENTS and not whole,
        "dates": entered(changes),
        "may_write": may_write(actor, case),
        "words": {"graves": GRAVES, "tasks": TASKS, "documents": DOCUMENTS, "states": STATES},
    }
    page |= sections.gathered(session, actor, case) | extra
    return render_template("cases/show.html", **page), status
