"""What each term of priority weighs: shown, changed with a reason, every version kept."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.campaigns.forms import WeightsForm
from gis_case.campaigns.queries.board import weights_versions
from gis_case.campaigns.rules.priority import Term, kept, told
from gis_case.campaigns.services.priority import change_weights, weights_of
from gis_case.campaigns.views.base import blueprint, refused, seen_again
from gis_case.campaigns.words import TERMS
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.positions.queries import names_of

MOST_VERSIONS = 20


def _form() -> WeightsForm:
    number, weights = weights_of(db.session)
    return WeightsForm(data={**kept(weights), "version": number})


@blueprint.get("/ke-hoach/trong-so")
@requires(Permission.PLAN_APPROVE)
def weights() -> ResponseReturnValue:
    """Show the weights as a form, and how they came about."""
    return _page(_form())


@blueprint.post("/ke-hoach/trong-so")
@requires(Permission.PLAN_APPROVE)
def weigh() -> ResponseReturnValue:
    """Keep the weights with their reason."""
    form = _form()

    def act() -> None:
        said: dict[str, Any] = {"reason": form.reason.data or "", "seen_number": form.version.data or 0}
        change_weights(db.session, actor=current_actor(), weights=form.weights(), **said)

    if status := refused(form, act):
        return _page(form, status)
    flash(gettext("The weights are kept, and every priority is made anew."), "success")
    return redirect(url_for("campaigns.weights"))


def _page(form: WeightsForm, status: int = 200) -> ResponseReturnValue:
    versions = list(db.session.scalars(weights_versions().limit(MOST_VERSIONS)))
    if status == 409:
        seen_again(form, weights_of(db.session)[0])
    people = names_of(db.session, *(one.created_by_id for one in versions))
    return render_template(
        "campaigns/weights.html",
        form=form,
        versions=[(one, told(one.weights), people.get(one.created_by_id, "")) for one in versions],
        terms=[(term, TERMS[term][0]) for term in Term],
    ), status
