"""One base map or layer: where it is from, who sees it, and taking it out of use."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.access.queries import BY_NAME
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.recording import attempt
from gis_case.layers.forms import AudienceForm, ReasonForm, SystemForm
from gis_case.layers.models import MapLayer
from gis_case.layers.queries import get_layer, manages
from gis_case.layers.services.audience import change_audience
from gis_case.layers.services.intake import state_system, withdraw
from gis_case.layers.views.base import blueprint, told
from gis_case.layers.words import AUDIENCES, FORMATS, PURPOSES, SIGNS, STATES


@blueprint.get("/<uuid:layer_id>")
@requires(Permission.MAP_VIEW)
def show(layer_id: UUID) -> ResponseReturnValue:
    """Show one layer."""
    return _page(get_layer(db.session, current_actor(), layer_id))


def _page(layer: MapLayer, status: int = 200, **forms: Any) -> ResponseReturnValue:
    named = select(Organisation.name).where(Organisation.id.in_(layer.shared_org_ids)).order_by(*BY_NAME)
    shared = {"audience": layer.audience, "orgs": [str(one) for one in layer.shared_org_ids]}
    page = {
        "manages": manages(current_actor()),
        "shared_with": list(db.session.scalars(named)),
        "states": STATES,
        "purposes": PURPOSES,
        "formats": FORMATS,
        "audiences": AUDIENCES,
        "signs_of": SIGNS,
        "system_form": SystemForm(formdata=None),
        "audience_form": AudienceForm(formdata=None, data=shared).fill(db.session),
        "reason_form": ReasonForm(formdata=None),
    }
    return render_template("layers/show.html", **told(layer), **page | forms), status


@blueprint.post("/<uuid:layer_id>/he")
@requires(Permission.PLAN_APPROVE)
def state_layer_system(layer_id: UUID) -> ResponseReturnValue:
    """Say in which system the file is."""
    layer, form = get_layer(db.session, current_actor(), layer_id), SystemForm()

    def act() -> None:
        state_system(db.session, actor=current_actor(), one=layer, crs=form.crs.data)

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(layer, 422, system_form=form)
    flash(gettext("The file is read anew in this system."), "success")
    return redirect(url_for("layers.show", layer_id=layer_id))


@blueprint.post("/<uuid:layer_id>/ai-xem")
@requires(Permission.PLAN_APPROVE)
def share(layer_id: UUID) -> ResponseReturnValue:
    """Say who sees the layer."""
    layer, form = get_layer(db.session, current_actor(), layer_id), AudienceForm().fill(db.session)

    def act() -> None:
        change_audience(db.session, actor=current_actor(), layer=layer, **form.access())

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(layer, 422, audience_form=form)
    flash(gettext("Kept who sees it."), "success")
    return redirect(url_for("layers.show", layer_id=layer_id))


@blueprint.post("/<uuid:layer_id>/thoi-dung")
@requires(Permission.PLAN_APPROVE)
def retire(layer_id: UUID) -> ResponseReturnValue:
    """Take the layer out of use."""
    layer, form = get_layer(db.session, current_actor(), layer_id), ReasonForm()

    def act() -> None:
        withdraw(db.session, actor=current_actor(), one=layer, reason=form.reason.data or "")

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(layer, 422, reason_form=form)
    flash(gettext("It is out of use. The file and where it is from are kept."), "success")
    return redirect(url_for("layers.show", layer_id=layer_id))
