"""Cases on the planner's map: one by one, or by commune while they are too many to be told apart."""

import json
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import Row

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.geojson import collection, feature
from gis_case.planning.queries.map import cases_by_commune, cases_in_tile, cases_on_map, more_cases_than
from gis_case.planning.rules.tiles import tile_at
from gis_case.planning.views.base import blueprint
from gis_case.planning.views.map import kept
from gis_case.positions.views.asked import read_filter

NO_CASE = UUID(int=0)
# Farther out more cases than these say nothing one by one, and cost everything.
MOST_APART = 1000


@blueprint.get("/ban-do/ho-so.geojson")
@requires(Permission.CASE_READ)
def cases() -> ResponseReturnValue:
    """Give each case at its best position, marked where that is only its commune; or how many each commune has."""
    actor, wanted = current_actor(), read_filter(request.args).wanted
    if not more_cases_than(db.session, actor, wanted, MOST_APART):
        return _apart(db.session.execute(cases_on_map(actor, wanted)).all())
    features = [_commune(row) for row in db.session.execute(cases_by_commune(actor, wanted))]
    body = json.dumps({"type": "FeatureCollection", "grouped": True, "features": features}, ensure_ascii=False)
    return kept(Response(body, mimetype="application/geo+json"))


@blueprint.get("/ban-do/ho-so/<int:z>/<int:x>/<int:y>.geojson")
@requires(Permission.CASE_READ)
def cases_of_tile(z: int, x: int, y: int) -> ResponseReturnValue:
    """Give the cases of one tile one by one, the newest of them where there are very many."""
    place = tile_at(z, x, y)
    if place is None:
        raise NotFound
    return _apart(cases_in_tile(db.session, current_actor(), place, read_filter(request.args).wanted, MOST_APART))


def _apart(rows: Any) -> Response:
    exact = sum(not row.approximate for row in rows)
    if exact and current_actor().may(Permission.EXACT_POINTS):
        note("map.points_read", "case", "list", count=exact)
    # One address is made and filled in: making thousands took as long as all the rest.
    panel = url_for("planning.case_panel", case_id=NO_CASE)
    return kept(collection(_case(row, panel.replace(str(NO_CASE), str(row.id))) for row in rows))


def _case(row: Row[Any], href: str) -> dict[str, Any]:
    label = f"{row.number}: {row.title}"
    if row.approximate:
        label = gettext("%(case)s (no position yet: shown in its commune)", case=label)
    return feature(
        row.shape,
        id=row.id,
        kind="case",
        stage=row.stage.value,
        label=label,
        r95_m=row.r95 and round(row.r95, 1),
        approximate=row.approximate,
        demo=row.demo,
        href=href,
    )


def _commune(row: Row[Any]) -> dict[str, Any]:
    label = ngettext("%(commune)s: %(num)s case", "%(commune)s: %(num)s cases", row.n, commune=row.name)
    return feature(row.shape, id=row.id, kind="caseGroup", n=row.n, label=label)
