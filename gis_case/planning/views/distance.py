"""The other view of clusters: by distance alone, worked out when it is asked for, beside the clusters that stand."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from shapely.geometry import mapping

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.queries import organisations
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.geojson import collection
from gis_case.core.paging import SIZES, Page
from gis_case.geo.clusters import by_distance_lonlat, outline
from gis_case.planning.forms import DistanceForm
from gis_case.planning.queries.clusters import outlines_of_reports, placed_of_commune, standing_of
from gis_case.planning.rules.difference import Difference, difference
from gis_case.planning.views.base import blueprint
from gis_case.planning.views.clusters import outline_sign

# What one request may work out: well below a second of it.
MOST_REPORTS = 50_000
MOST_DRAWN = 2_000


@dataclass(frozen=True, slots=True)
class ByDistance:
    """`groups`: rows into the reports, the largest first; `clusters`: the numbers of those that stand there."""

    reports: list[Any]
    groups: list[list[int]]
    clusters: set[int]
    different: Difference


def worked_out(form: DistanceForm) -> ByDistance | None:
    """Return the groups; None where more reports are looked at than one request may put together."""
    reports = placed_of_commune(db.session, current_actor(), form.commune_id, MOST_REPORTS + 1)
    if len(reports) > MOST_REPORTS:
        return None
    lonlat = np.array([(one.lon, one.lat) for one in reports], dtype=np.float64).reshape(-1, 2)
    found = by_distance_lonlat(lonlat, form.eps.data or 0.0, int(form.minimum.data or 0))
    groups = sorted((rows.tolist() for rows in found.members()), key=lambda rows: (-len(rows), rows[0]))
    ids = [one.id for one in reports]
    standing = standing_of(db.session, ids)
    return ByDistance(reports, groups, {*standing.values()}, difference(ids, standing, groups))


def asked() -> tuple[DistanceForm, dict[str, Any]]:
    """Return the form as the address has it, and what links keep of it."""
    communes = db.session.scalars(organisations(OrgKind.COMMUNE))
    form = DistanceForm(request.args, communes=communes, meta={"csrf": False})
    form.valid = form.validate()
    return form, {name: value for name in ("eps", "minimum", "commune") if (value := request.args.get(name, ""))}


@blueprint.get("/cum-toa-do/theo-khoang-cach")
@requires(Permission.PLAN_APPROVE)
def clusters_by_distance() -> ResponseReturnValue:
    """Show groups by distance and what is otherwise in the clusters that stand; nothing is kept."""
    form, kept = asked()
    made = worked_out(form) if form.valid else None
    groups = list(enumerate(zip(made.groups, made.different.partners, strict=True), start=1)) if made else []
    size, number = SIZES[0], max(1, request.args.get("page", 1, type=int))
    number = min(number, max(1, -(-len(groups) // size)))
    return render_template(
        "planning/distance.html",
        form=form,
        made=made,
        most=MOST_REPORTS,
        page=Page(groups[(number - 1) * size : number * size], number, size, len(groups)),
        args=kept,
        eps=form.eps.data,
    ), 200 if form.valid else 422


@blueprint.get("/cum-toa-do/theo-khoang-cach.geojson")
@requires(Permission.PLAN_APPROVE)
def distance_outlines() -> ResponseReturnValue:
    """Give the map the groups by distance over the clusters that stand."""
    form, _ = asked()
    made = worked_out(form) if form.valid else None
    if made is None:
        return collection([])
    note("map.points_read", "report_cluster", "list", count=len(made.reports))
    standing = outlines_of_reports(db.session, made.clusters, MOST_DRAWN)
    drawn = [_group(made, number, rows) for number, rows in enumerate(made.groups[:MOST_DRAWN], start=1)]
    return collection([*(outline_sign(row) for row in standing), *drawn])


def _group(made: ByDistance, number: int, rows: list[int]) -> dict[str, Any]:
    chosen = [made.reports[row] for row in rows]
    ground = outline([(one.lon, one.lat) for one in chosen], [one.r95_m for one in chosen])
    words = gettext("Group %(number)s by distance: %(count)s reports", number=number, count=len(rows))
    properties = {"id": f"group-{number}", "kind": "group", "label": words}
    return {"type": "Feature", "geometry": mapping(ground.hull), "properties": properties}
