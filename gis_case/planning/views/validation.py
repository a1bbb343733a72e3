"""How often finds lay where they were said to be."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from gis_case.access.guards import requires
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.paging import SIZES, Page
from gis_case.planning.queries.validation import finds_with_surfaces
from gis_case.planning.rules.validation import rates, smallest_area
from gis_case.planning.views.base import blueprint


@blueprint.get("/noi-tim/kiem-chung")
@requires(Permission.PLAN_APPROVE)
def validation() -> ResponseReturnValue:
    """Show the rates, and each find with the area that it lay in; no place is told."""
    finds = [(row, smallest_area(row.levels, row.lon, row.lat)) for row in finds_with_surfaces(db.session)]
    size = SIZES[0]
    number = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-len(finds) // size)))
    shown = Page(finds[(number - 1) * size : number * size], number, size, len(finds))
    return render_template("planning/validation.html", page=shown, rates=rates(level for _, level in finds))
