"""Where to search next in a case: the page, its picture and outlines, its parameters."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import undefer

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes, get_case
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.geojson import collection
from gis_case.core.recording import attempt
from gis_case.planning.forms import ParametersForm, typed_of
from gis_case.planning.models import SearchSurface
from gis_case.planning.queries.surface import found_in, settings_of, surfaces_of
from gis_case.planning.rules.answer import unpacked
from gis_case.planning.rules.picture import picture
from gis_case.planning.services.surface import ask_for_surface, change_parameters, is_behind, parameters_of
from gis_case.planning.views.base import blueprint
from gis_case.planning.views.told import features_of, hectares, report_names, terrain_words, told
from gis_case.planning.words import PARAMETERS

MOST_VERSIONS = 20
# What lies on the map beside the answer: what was told, searched and dug.
BESIDE = frozenset({"report", "searched", "dig"})


def readable(case_id: UUID) -> Case:
    """Return the case if the present actor may read it; otherwise the page is not found."""
    return get_case(db.session, current_actor(), case_id)


def version_of(case: Case, number: int) -> SearchSurface:
    """Return one version of the surface of a case."""
    wanted = select(SearchSurface).where(SearchSurface.case_id == case.id, SearchSurface.number == number)
    found: SearchSurface | None = db.session.scalars(wanted.options(undefer(SearchSurface.cells))).one_or_none()
    if found is None:
        raise NotFound
    return found


@blueprint.get("/ho-so/<uuid:case_id>/tim-tiep")
@requires(Permission.EXACT_POINTS)
def where_next(case_id: UUID) -> ResponseReturnValue:
    """Show where to search next, in words first; an older version by its number."""
    actor, case = current_actor(), readable(case_id)
    versions = list(db.session.scalars(surfaces_of(case.id).limit(MOST_VERSIONS)))
    asked = request.args.get("ban", type=int)
    shown = next((one for one in versions if one.number == asked), None) if asked else next(iter(versions), None)
    if asked and shown is None:
        raise NotFound
    note("surface.read", "search_surface", shown.id if shown else case.id)
    return render_template(
        "planning/search.html",
        case=case,
        surface=shown,
        versions=versions,
        told=told(shown, report_names(db.session, case.id)) if shown else None,
        behind=is_behind(db.session, case.id),
        found=found_in(db.session, case.id),
        settings=list(db.session.scalars(settings_of(case.id).limit(MOST_VERSIONS))),
        parameters=parameters_of(db.session, case.id),
        words=PARAMETERS,
        hectares=hectares,
        may_change=contributes(db.session, actor, case) and actor.may(Permission.FIELDWORK_WRITE),
    )


@blueprint.get("/ho-so/<uuid:case_id>/tim-tiep/<int:number>.png")
@requires(Permission.EXACT_POINTS)
def surface_picture(case_id: UUID, number: int) -> ResponseReturnValue:
    """Give the map the surface as a picture; it belongs to the reader alone and is kept by no cache."""
    one = version_of(readable(case_id), number)
    return Response(picture(unpacked(one.cells, one.grid["rows"], one.grid["columns"])), mimetype="image/png")


@blueprint.get("/ho-so/<uuid:case_id>/tim-tiep/<int:number>.geojson")
@requires(Permission.EXACT_POINTS)
def surface_features(case_id: UUID, number: int) -> ResponseReturnValue:
    """Give the map the picture's place, the outlines with their hectares, and the blocks."""
    actor, case = current_actor(), readable(case_id)
    note("case.points_read", "case", case.id)
    drawn = features_of(version_of(case, number), whole=True)
    beside = [one for one in sections.features(db.session, actor, case) if one["properties"]["kind"] in BESIDE]
    return collection([*drawn, *beside])


@blueprint.post("/ho-so/<uuid:case_id>/tim-tiep/tinh-lai")
@requires(Permission.FIELDWORK_WRITE, Permission.POSITION_WRITE)
def compute_again(case_id: UUID) -> ResponseReturnValue:
    """Have the surface computed from what the dossier holds now."""
    case = readable(case_id)
    ask_for_surface(db.session, case_id=case.id, actor=current_actor())
    db.session.commit()
    flash(gettext("The computation is asked for. Open this page again in a moment."), "success")
    return redirect(url_for("planning.where_next", case_id=case.id))


@blueprint.route("/ho-so/<uuid:case_id>/tim-tiep/thong-so", methods=["GET", "POST"])
@requires(Permission.FIELDWORK_WRITE)
def parameters(case_id: UUID) -> ResponseReturnValue:
    """Show every number as a form, and keep what is changed with its reason."""
    actor, case = current_actor(), readable(case_id)
    if not contributes(db.session, actor, case):
        abort(403)
    form = ParametersForm(data=typed_of(parameters_of(db.session, case.id)))

    def act() -> None:
        change_parameters(db.session, actor=actor, case=case, reason=form.reason.data or "", **form.changes())

    if form.validate_on_submit() and attempt(form, act):
        flash(gettext("The change is kept, and the surface is computed anew."), "success")
        return redirect(url_for("planning.where_next", case_id=case.id))
    status = 422 if request.method == "POST" else 200
    factors = parameters_of(db.session, case.id).factors
    return render_template(
        "planning/parameters.html", case=case, form=form, factors=factors, terrain_words=terrain_words
    ), status
