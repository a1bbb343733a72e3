"""The layer of what was searched and dug, and its panels."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Row

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core import shown
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.geojson import collection, feature
from gis_case.fieldwork.words import METHODS
from gis_case.planning.queries.searched import digs, one_dig, one_search, searched_areas
from gis_case.planning.rules.answer import pod_of
from gis_case.planning.rules.parameters import Parameters
from gis_case.planning.views.base import blueprint
from gis_case.planning.views.map import kept
from gis_case.positions.views.asked import read_filter

# A case may have numbers of its own for where to search next; the hatch of the map speaks of all alike.
USUAL = Parameters()


@blueprint.get("/ban-do/da-tim.geojson")
@requires(Permission.CASE_READ)
def searched() -> ResponseReturnValue:
    """Give the ground that was searched in vain, and every dig."""
    actor, wanted = current_actor(), read_filter(request.args).wanted
    searches, dug = searched_areas(db.session, actor, wanted), digs(db.session, actor, wanted)
    if (searches or dug) and actor.may(Permission.EXACT_POINTS):
        note("map.points_read", "case", "searched", count=len(searches) + len(dug))
    return kept(collection([*map(_searched, searches), *map(_dug, dug)]))


def _pod(row: Row[Any], kind: str) -> float:
    method = row.method.value if kind == "search" and row.method else "walkover"
    return pod_of({"kind": kind, "method": method, "depth_m": row.depth_m or 0.0}, USUAL)


def _searched(row: Row[Any]) -> dict[str, Any]:
    return feature(
        row.shape,
        id=row.id,
        kind="searched",
        label=gettext("Searched for case %(case)s", case=row.number),
        pod=round(_pod(row, "search"), 2),
        date=shown.day(row.on),
        method=str(METHODS[row.method]) if row.method else "",
        result=gettext("nothing found"),
        href=url_for("planning.search_panel", finding_id=row.id),
    )


def _dug(row: Row[Any]) -> dict[str, Any]:
    return feature(
        row.shape,
        id=row.id,
        kind="dig",
        label=gettext("Dug for case %(case)s", case=row.number),
        date=shown.day(row.on),
        depth_m=row.depth_m,
        result=_found(row),
        href=url_for("planning.dig_panel", dig_id=row.id),
    )


def _found(row: Row[Any]) -> str:
    return str(gettext("remains found") if row.remains_found else gettext("no remains found"))


@blueprint.get("/ban-do/da-tim/<uuid:finding_id>")
@requires(Permission.CASE_READ)
def search_panel(finding_id: UUID) -> ResponseReturnValue:
    """Show a search beside the map; asked for as a page, go to its case."""
    row = one_search(db.session, current_actor(), finding_id)
    how = str(METHODS[row.method]) if row.method else ""
    return _panel(row, gettext("Searched for case %(case)s", case=row.number), gettext("nothing found"), how, "search")


@blueprint.get("/ban-do/khai-quat/<uuid:dig_id>")
@requires(Permission.CASE_READ)
def dig_panel(dig_id: UUID) -> ResponseReturnValue:
    """Show a dig beside the map; asked for as a page, go to its case."""
    row = one_dig(db.session, current_actor(), dig_id)
    return _panel(row, gettext("Dug for case %(case)s", case=row.number), _found(row), "", "dig")


def _panel(row: Row[Any], title: str, result: str, how: str, kind: str) -> ResponseReturnValue:
    if "panel" not in request.args:
        return redirect(url_for("cases.show", case_id=row.case_id))
    exact = current_actor().may(Permission.EXACT_POINTS)
    if exact:
        note("case.read", "case", row.case_id)
    pod = round(100 * _pod(row, kind))
    return render_template(
        "planning/_searched_panel.html", row=row, title=title, result=result, how=how, pod=pod, exact=exact
    )
