"""The planner's map: the page, what its layers ask for, and the panels beside it."""

from typing import Any
from uuid import UUID

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.cases.queries import get_case
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.forms import read_uuid
from gis_case.core.geojson import collection
from gis_case.planning.queries.map import cases_on_map, sites_on_map
from gis_case.planning.views.base import blueprint
from gis_case.positions.kept_views import get_view, outline_of
from gis_case.positions.models import MapView, PositionReport
from gis_case.positions.queries import days_told, only_readable, place_of
from gis_case.positions.views.asked import Asked, choices, read_filter
from gis_case.sites.queries import SiteFilter, days_fought, get_site, place_for, site_features, sites_matching
from gis_case.sites.words import PERIODS

FOCUS_ZOOM = 14
NO_CASE = UUID(int=0)


def kept(response: Response, tag: str = "") -> Response:
    """Let a browser keep the answer for itself, and ask each time whether it still holds.

    Without a `tag` one is made of the answer, which row policies and filters have shaped: it cannot be out of date.
    """
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    if tag:
        response.set_etag(tag)
    else:
        response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/ban-do")
@requires(Permission.MAP_VIEW)
def show() -> ResponseReturnValue:
    """Show the map; the address names filters, or one thing to look at, and never a place."""
    actor = current_actor()
    ground = dict(current_app.config["MAP_GROUND"])
    asked, view = _opened(actor)
    if centre := _focus(actor) or _place_of(view):
        ground["centre"] = centre
    return render_template(
        "planning/show.html",
        map_ground=ground,
        view=view,
        outline=outline_of(db.session, view) if view else None,
        extents={"fought": days_fought(db.session), "told": days_told(db.session, actor)},
        tile_url=url_for("planning.tile", z=0, x=0, y=0).replace("0/0/0", "{z}/{x}/{y}"),
        case_tile_url=url_for("planning.cases_of_tile", z=0, x=0, y=0).replace("0/0/0", "{z}/{x}/{y}"),
        asked=asked,
        choices=choices(),
    )


def _opened(actor: Actor) -> tuple[Asked, MapView | None]:
    """Return the filter of the address, or of the kept view it names, and the view: whole, or its area alone."""
    if code := request.args.get("xem"):
        view = get_view(db.session, actor, code)
        return read_filter(MultiDict([(name, one) for name, values in view.query.items() for one in values])), view
    asked = read_filter(request.args)
    return asked, get_view(db.session, actor, asked.kept["area"]) if "area" in asked.kept else None


def _place_of(view: MapView | None) -> str:
    """Return "lon,lat,zoom" of where a kept view looks."""
    return f"{view.lon:.6f},{view.lat:.6f},{view.zoom:g}" if view and view.zoom is not None else ""


def _focus(actor: Actor) -> str:
    """Return "lon,lat,zoom" of the report, case or site that the address names."""
    place: Any = None
    for name in ("report", "case", "site"):
        if thing := read_uuid(request.args.get(name, "")):
            place = FOCUS[name](actor, thing)
    return f"{place.lon:.6f},{place.lat:.6f},{FOCUS_ZOOM}" if place is not None and place.lon is not None else ""


def _focus_report(actor: Actor, report_id: UUID) -> Any:
    note("position.read", "position_report", report_id)
    return place_of(db.session, actor, report_id)


def _focus_case(actor: Actor, case_id: UUID) -> Any:
    note("case.points_read", "case", case_id)
    return db.session.execute(cases_on_map(actor, case_id=get_case(db.session, actor, case_id).id)).one_or_none()


def _focus_site(actor: Actor, site_id: UUID) -> Any:
    shape = func.ST_Centroid(func.ST_GeomFromGeoJSON(place_for(actor)))
    at = sites_matching(SiteFilter()).with_only_columns(func.ST_X(shape).label("lon"), func.ST_Y(shape).label("lat"))
    site = get_site(db.session, site_id)
    return db.session.execute(at.where(type(site).id == site.id)).one_or_none()


FOCUS = {"report": _focus_report, "case": _focus_case, "site": _focus_site}


@blueprint.get("/ban-do/dia-diem.geojson")
@requires(Permission.SITE_READ)
def sites() -> ResponseReturnValue:
    """Give the battle sites as areas."""
    wanted = read_filter(request.args).wanted
    features = site_features(db.session, current_actor(), sites_on_map(wanted))
    for one in features:
        one["properties"]["href"] = url_for("planning.site_panel", site_id=one["properties"]["id"])
    return kept(collection(features))


@blueprint.get("/ban-do/ho-so/<uuid:case_id>")
@requires(Permission.CASE_READ)
def case_panel(case_id: UUID) -> ResponseReturnValue:
    """Show a case beside the map; asked for as a page, go to its dossier."""
    if "panel" not in request.args:
        return redirect(url_for("cases.show", case_id=case_id))
    actor = current_actor()
    case = get_case(db.session, actor, case_id, parts=True)
    note("case.read", "case", case.id)
    reports = only_readable(select(func.count()), actor).where(PositionReport.case_id == case.id)
    return render_template("planning/_case_panel.html", case=case, reports=db.session.scalar(reports))


@blueprint.get("/ban-do/dia-diem/<uuid:site_id>")
@requires(Permission.SITE_READ)
def site_panel(site_id: UUID) -> ResponseReturnValue:
    """Show a battle site beside the map; asked for as a page, go to it."""
    if "panel" not in request.args:
        return redirect(url_for("sites.show", site_id=site_id))
    site = get_site(db.session, site_id)
    commune = db.session.get(Organisation, site.commune_id) if site.commune_id else None
    return render_template("planning/_site_panel.html", site=site, commune=commune, periods=PERIODS)
