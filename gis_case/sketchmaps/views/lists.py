"""The list of hand-drawn maps."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.views.base import asked_words
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.paging import paginate
from gis_case.sketchmaps.queries import MapFilter, maps_matching, newest_fits
from gis_case.sketchmaps.views.base import blueprint
from gis_case.sketchmaps.words import DRAWN

YES_NO = {"yes": True, "no": False}


@blueprint.get("")
@requires(Permission.EXACT_POINTS)
def index() -> ResponseReturnValue:
    """List the maps one may read."""
    laid, linked = (request.args.get(name, "") for name in ("laid", "linked"))
    wanted = MapFilter(words=asked_words(), laid=YES_NO.get(laid), linked=YES_NO.get(linked))
    kept = {"q": wanted.words, "laid": laid, "linked": linked}
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, maps_matching(current_actor(), wanted), number=number, size=size)
    if page.items:
        note("map.listed", "source_map", "list", count=len(page.items))
    return render_template(
        "sketchmaps/index.html",
        page=page,
        wanted=wanted,
        args={name: value for name, value in kept.items() if value} | ({"size": size} if size != 25 else {}),
        narrowed=any(kept.values()),
        fits=newest_fits(db.session, [one.id for one in page.items]),
        drawn=DRAWN,
    )
