"""Ground on which a burial is more or less likely: added, changed and taken away with the parameters of a surface."""

from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from shapely.geometry import mapping, shape

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.geojson import collection
from gis_case.core.recording import attempt
from gis_case.planning.rules.terrain import with_factor, without_factor
from gis_case.planning.services.surface import change_parameters, parameters_of
from gis_case.planning.terrain_forms import TerrainForm
from gis_case.planning.views.base import blueprint
from gis_case.planning.views.search import readable
from gis_case.planning.views.told import terrain_signs

DIGITS = 7


def changeable(case_id: UUID) -> Case:
    """Return the case if the present actor may change its parameters."""
    case = readable(case_id)
    if not contributes(db.session, current_actor(), case):
        abort(403)
    return case


def factor_of(case: Case, name: str) -> dict[str, Any]:
    """Return one ground of a case by its id."""
    found = next((one for one in parameters_of(db.session, case.id).factors if one["id"] == name), None)
    if found is None:
        raise NotFound
    return found


def typed_of(factor: dict[str, Any]) -> dict[str, Any]:
    """Return a ground as the form shows it; one of several parts is shown as text, which the map cannot draw."""
    ground = shape(factor["area"])
    where = {"area": ground} if ground.geom_type == "Polygon" else {"pasted": ground}
    return {"words": factor["words"], "times": factor["times"], **where}


def kept_of(form: TerrainForm, name: str) -> dict[str, Any]:
    """Return a ground as the parameters keep it."""
    ground = form.ground
    assert ground is not None  # refused before
    return {"id": name, "words": form.words.data, "times": form.times.data, "area": _rounded(mapping(ground))}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def terrain_page(case: Case, form: TerrainForm, factor: dict[str, Any] | None, status: int) -> ResponseReturnValue:
    """Show the form of one ground."""
    return render_template("planning/terrain.html", case=case, form=form, factor=factor), status


@blueprint.get("/ho-so/<uuid:case_id>/tim-tiep/thong-so/dia-hinh.geojson")
@requires(Permission.EXACT_POINTS)
def terrain_features(case_id: UUID) -> ResponseReturnValue:
    """Give the map what the case has, and the grounds as they stand now."""
    actor, case = current_actor(), readable(case_id)
    note("case.points_read", "case", case.id)
    signs = [one for one in sections.features(db.session, actor, case) if one["properties"]["kind"] != "terrain"]
    return collection([*signs, *terrain_signs(parameters_of(db.session, case.id).factors)])


@blueprint.route("/ho-so/<uuid:case_id>/tim-tiep/thong-so/dia-hinh", methods=["GET", "POST"])
@requires(Permission.FIELDWORK_WRITE)
def add_terrain(case_id: UUID) -> ResponseReturnValue:
    """Show an empty form of a ground, and keep what is added with its reason."""
    return _changed(changeable(case_id), None)


@blueprint.route("/ho-so/<uuid:case_id>/tim-tiep/thong-so/dia-hinh/<ground>", methods=["GET", "POST"])
@requires(Permission.FIELDWORK_WRITE)
def terrain(case_id: UUID, ground: str) -> ResponseReturnValue:
    """Show one ground as a form, and keep what is changed, or that it counts no more, with the reason."""
    case = changeable(case_id)
    return _changed(case, factor_of(case, ground))


def _changed(case: Case, factor: dict[str, Any] | None) -> ResponseReturnValue:
    if request.method == "GET":
        typed = typed_of(factor) if factor else None
        return terrain_page(case, TerrainForm(formdata=None, data=typed), factor, 200)
    form, name = TerrainForm(), factor["id"] if factor else uuid4().hex[:12]
    gone = factor is not None and request.form.get("act") == "remove"
    valid = form.validate_on_submit()
    if valid and not gone and form.ground is None:
        form.area.errors = [gettext("Draw its outline on the map, or paste it as GeoJSON.")]
        valid = False

    def act() -> None:
        kept = parameters_of(db.session, case.id).factors
        factors = without_factor(kept, name) if gone else with_factor(kept, kept_of(form, name))
        change_parameters(db.session, actor=current_actor(), case=case, reason=form.reason.data or "", factors=factors)

    if not valid or not attempt(form, act):
        return terrain_page(case, form, factor, 422)
    flash(gettext("The change is kept, and the surface is computed anew."), "success")
    return redirect(url_for("planning.parameters", case_id=case.id))
