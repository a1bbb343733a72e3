"""One version of the boundaries: what was found in the file, what is doubtful, and putting it in force."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.recording import attempt
from gis_case.layers.forms import AdoptForm, ReasonForm, SystemForm
from gis_case.layers.models import BoundaryVersion, MatchedBy
from gis_case.layers.queries import adoptions_of, communes, get_version, is_loaded, manages, newest_adoption
from gis_case.layers.services.boundaries import adopt, concerns, lift, proposed
from gis_case.layers.services.intake import state_system, withdraw
from gis_case.layers.views.base import blueprint, said, told
from gis_case.layers.words import MATCHED, STATES

LEFT_OUT = "0"
MOST_SHOWN = 500


@blueprint.get("/ranh-gioi/<int:number>")
@requires(Permission.MAP_VIEW)
def show_boundaries(number: int) -> ResponseReturnValue:
    """Show one version."""
    return _page(get_version(db.session, number))


def _page(version: BoundaryVersion, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """Return the page of a version; a form that was refused is given back as it was filled."""
    session, names = db.session, {one.id: one.name for one in db.session.scalars(communes())}
    holds, chosen = newest_adoption(session), proposed(version) | _chosen(version)
    page = {
        "names": names,
        "areas": _areas(version, names, chosen),
        "concerns": concerns(version, _supposed(version) | chosen, names),
        "loaded": is_loaded(session, version),
        "adoptions": adoptions_of(session, version),
        "holds": holds if holds and holds.version_id == version.id else None,
        "manages": manages(current_actor()),
        "states": STATES,
        "system_form": SystemForm(formdata=None),
        "adopt_form": AdoptForm(formdata=None),
        "reason_form": ReasonForm(formdata=None),
        "most_shown": MOST_SHOWN,
    }
    return render_template("layers/boundaries.html", **told(version), **page | forms), status


def _supposed(version: BoundaryVersion) -> dict[int, int | None]:
    return {place: one["commune_id"] for place, one in enumerate(version.found.get("areas", []))}


def _areas(version: BoundaryVersion, names: dict[int, str], chosen: dict[int, int | None]) -> list[dict[str, Any]]:
    """The areas of the file as the page lists them: those first that a person must decide."""
    areas = [
        one
        | {
            "place": place,
            "commune": names.get(one["commune_id"] or 0, ""),
            "matched": MATCHED[MatchedBy(one["by"])] if one["by"] else "",
            "why": said(one["doubt"]) if one["doubt"] else "",
            "decided": place in chosen,
            "chosen": chosen.get(place, one["commune_id"]),
        }
        for place, one in enumerate(version.found.get("areas", []))
    ]
    return sorted(areas, key=lambda one: (not one["why"], one["commune"]))


def _chosen(version: BoundaryVersion) -> dict[int, int | None]:
    """What a person has chosen in the form, by the place of the area; what says nothing is not decided."""
    chosen: dict[int, int | None] = {}
    for place in range(len(version.found.get("areas", []))):
        text = request.form.get(f"area-{place}", "")
        if text == LEFT_OUT:
            chosen[place] = None
        elif text.isascii() and text.isdecimal() and len(text) < 10:
            chosen[place] = int(text)
    return chosen


@blueprint.post("/ranh-gioi/<int:number>/he")
@requires(Permission.PLAN_APPROVE)
def state_boundaries_system(number: int) -> ResponseReturnValue:
    """Say in which system the file is."""
    version, form = get_version(db.session, number), SystemForm()

    def act() -> None:
        state_system(db.session, actor=current_actor(), one=version, crs=form.crs.data)

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(version, 422, system_form=form)
    flash(gettext("The file is read anew in this system."), "success")
    return redirect(url_for("layers.show_boundaries", number=number))


@blueprint.post("/ranh-gioi/<int:number>/ap-dung")
@requires(Permission.PLAN_APPROVE)
def adopt_boundaries(number: int) -> ResponseReturnValue:
    """Put a version in force, or back in force."""
    version, form, chosen = get_version(db.session, number), AdoptForm(), {}
    chosen = _chosen(version)

    def act() -> None:
        adopt(
            db.session, actor=current_actor(), version=version, files=current_app.config["FILES"],
            reason=form.reason.data or "", chosen=chosen, accepted=bool(form.accepted.data),
        )  # fmt: skip

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(version, 422, adopt_form=form)
    flash(gettext("These boundaries hold now. Positions are being given their communes anew."), "success")
    return redirect(url_for("layers.show_boundaries", number=number))


@blueprint.post("/ranh-gioi/<int:number>/thoi-dung")
@requires(Permission.PLAN_APPROVE)
def lift_boundaries(number: int) -> ResponseReturnValue:
    """Take the version that holds out of force; another is withdrawn."""
    version, form, actor = get_version(db.session, number), ReasonForm(), current_actor()

    def act() -> None:
        holds = newest_adoption(db.session)
        if holds is not None and holds.version_id == version.id:
            lift(db.session, actor=actor, reason=form.reason.data or "")
        else:
            withdraw(db.session, actor=actor, one=version, reason=form.reason.data or "")

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(version, 422, reason_form=form)
    flash(gettext("It is out of use. The file and where it is from are kept."), "success")
    return redirect(url_for("layers.show_boundaries", number=number))
