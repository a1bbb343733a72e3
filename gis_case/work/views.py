"""The page everybody begins at: what waits on me, oldest first; below, what I wait for."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from gis_case.access.guards import current_actor, requires
from gis_case.access.queries import unconfirmed
from gis_case.access.words import KINDS
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.cases.words import TASKS
from gis_case.core.actor import Actor, Permission, Role
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.paging import Page, paginate
from gis_case.core.signals import count_tasks
from gis_case.work.queries import asked_by, asked_of, at_laboratory, by_stage, next_steps, waiting_count
from gis_case.work.rules import reach_of

blueprint = Blueprint("work", __name__)

FEW = 5

# Where somebody may usefully go when nothing waits.
NEXT_USEFUL = {
    Role.LABORATORY_STAFF: ("laboratory.index", lazy_gettext("See the samples received")),
    Role.STEERING_VIEWER: ("planning.show", lazy_gettext("Open the map")),
    Role.PLANNER: ("planning.show", lazy_gettext("Open the map")),
    Role.ADMINISTRATOR: ("access.organisations", lazy_gettext("Look through the organisations")),
}
CASES = ("cases.index", lazy_gettext("Look through the cases"))


@count_tasks.connect
def count_waiting(sender: object, *, actor: Actor, **_: Any) -> int:
    """Tell the frame how many things wait on the actor's organisation."""
    return waiting_count(db.session, actor)


def asked_page() -> dict[str, Any]:
    """Return which page of a list is asked for, and of how many rows."""
    return {"number": request.args.get("page", 1, type=int), "size": request.args.get("size", 25, type=int)}


def own_cases(actor: Actor, **where: Any) -> Page[Any]:
    """Return a page of the cases whose next step is the actor's organisation's."""
    steps = next_steps(actor, today()).options(joinedload(Case.owner))
    return paginate(db.session, steps, **where)


def gathered(actor: Actor) -> dict[str, Any]:
    """Return the parts of the page that the actor's role has."""
    session = db.session
    if actor.role is Role.LABORATORY_STAFF:
        return {"submissions": paginate(session, at_laboratory(actor), rows=True, **asked_page())}
    if actor.role is Role.ADMINISTRATOR:
        return {"unconfirmed": paginate(session, unconfirmed(), **asked_page())}
    if actor.role is Role.STEERING_VIEWER:
        return {"figures": by_stage(session, actor), "stages": list(Stage)}
    return {
        "tasks": paginate(session, asked_of(actor), rows=True, **asked_page()),
        "awaited": paginate(session, asked_by(actor), rows=True),
        "own": own_cases(actor) if reach_of(actor.role) else None,
    }


@blueprint.get("/")
@blueprint.get("/viec")
@requires(Permission.SELF)
def show() -> ResponseReturnValue:
    """Show what waits on the reader's organisation."""
    actor = current_actor()
    href, label = NEXT_USEFUL.get(actor.role, CASES)
    return render_template(
        "work/show.html", words=TASKS, kinds=KINDS, few=FEW, useful=(href, label), today=today(), **gathered(actor)
    )


@blueprint.get("/viec/dang-cho")
@requires(Permission.CASE_READ)
def awaited() -> ResponseReturnValue:
    """Show everything the reader's organisation waits for."""
    page = paginate(db.session, asked_by(current_actor()), rows=True, **asked_page())
    return render_template("work/awaited.html", page=page, words=TASKS)


@blueprint.get("/viec/buoc-tiep")
@requires(Permission.CASE_READ)
def own() -> ResponseReturnValue:
    """Show every case whose next step is the reader's organisation's."""
    return render_template("work/own.html", page=own_cases(current_actor(), **asked_page()), today=today())
