"""Organisations: the list, one of them, and what an administrator changes."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.forms.admin import NewOrganisationForm, OrganisationForm, SectorForm
from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.access.queries import (
    OrganisationFilter,
    communes_outside,
    get_organisation,
    organisations_matching,
    people_of,
    posts_of_commune,
    sector_of,
)
from gis_case.access.services import (
    add_to_sector,
    change_organisation,
    confirm_sector,
    create_organisation,
    remove_from_sector,
)
from gis_case.access.views.base import asked_member, asked_page, asked_words, blueprint
from gis_case.access.words import KINDS, ROLES
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.forms import options
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt

ONE = "/don-vi/<int(max=2147483647):org_id>"
TAKEN = {"uq_organisation_code": "code"}


@blueprint.get("/don-vi")
@requires(Permission.ORG_READ)
def organisations() -> ResponseReturnValue:
    """List the organisations."""
    wanted = OrganisationFilter(asked_words(), asked_member(OrgKind, "kind"), "unconfirmed" in request.args)
    kept = {"q": wanted.words, "kind": wanted.kind, "unconfirmed": "1" if wanted.unconfirmed else None}
    args = {name: value for name, value in kept.items() if value}
    page = paginate(db.session, organisations_matching(wanted), **asked_page())
    return render_template("access/organisations.html", page=page, wanted=wanted, args=args, kinds=KINDS)


@blueprint.get(ONE)
@requires(Permission.ORG_READ)
def organisation(org_id: int) -> ResponseReturnValue:
    """Show one organisation."""
    return page_of(get_organisation(db.session, org_id))


def page_of(org: Organisation, form: SectorForm | None = None) -> ResponseReturnValue:
    """Return the page of `org`; a refused sector form gives itself back."""
    admin = current_actor().may(Permission.ADMIN)
    is_post = org.kind is OrgKind.BORDER_GUARD_POST
    neighbours: list[Any] = []
    if is_post:
        neighbours = list(db.session.execute(sector_of(org.id)))
    elif org.kind is OrgKind.COMMUNE:
        neighbours = list(db.session.execute(posts_of_commune(org.id)))
    page = render_template(
        "access/organisation.html",
        org=org,
        neighbours=neighbours,
        people=list(db.session.scalars(people_of(org.id))) if admin else [],
        form=(form or sector_form(org)) if is_post and admin else None,
        kinds=KINDS,
        roles=ROLES,
    )
    return page, 422 if form else 200


def sector_form(org: Organisation) -> SectorForm:
    """Return the form that adds a commune, with those that may be added."""
    form = SectorForm()
    pairs = [(one.id, one.name) for one in db.session.scalars(communes_outside(org.id))]
    form.commune_id.choices = options(pairs, gettext("Choose"))
    return form


@blueprint.get("/don-vi/moi")
@requires(Permission.ADMIN)
def new_organisation() -> ResponseReturnValue:
    """Ask for a new organisation."""
    return render_template("access/organisation_edit.html", form=NewOrganisationForm(confirmed=True), org=None)


@blueprint.post("/don-vi/moi")
@requires(Permission.ADMIN)
def add_organisation() -> ResponseReturnValue:
    """Create an organisation."""
    form, made = NewOrganisationForm(), []

    def act() -> None:
        made.append(create_organisation(db.session, actor=current_actor(), **form.values()))

    if form.validate_on_submit() and attempt(form, act, taken=TAKEN):
        flash(gettext("%(name)s has been added.", name=made[0].name), "success")
        return redirect(url_for("access.organisation", org_id=made[0].id))
    return render_template("access/organisation_edit.html", form=form, org=None), 422


@blueprint.get(ONE + "/sua")
@requires(Permission.ADMIN)
def edit_organisation(org_id: int) -> ResponseReturnValue:
    """Show what can be changed."""
    org = get_organisation(db.session, org_id)
    return render_template("access/organisation_edit.html", form=OrganisationForm(obj=org), org=org)


@blueprint.post(ONE + "/sua")
@requires(Permission.ADMIN)
def save_organisation(org_id: int) -> ResponseReturnValue:
    """Change an organisation."""
    org, form = get_organisation(db.session, org_id), OrganisationForm()

    def act() -> None:
        change_organisation(db.session, actor=current_actor(), org=org, **form.values())

    if form.validate_on_submit() and attempt(form, act, taken=TAKEN):
        flash(gettext("The changes have been saved."), "success")
        return redirect(url_for("access.organisation", org_id=org_id))
    return render_template("access/organisation_edit.html", form=form, org=org), 422


@blueprint.post(ONE + "/dia-ban")
@requires(Permission.ADMIN)
def add_commune(org_id: int) -> ResponseReturnValue:
    """Add a commune to the sector of a post."""
    post = get_organisation(db.session, org_id)
    form = sector_form(post)

    def act() -> None:
        commune = get_organisation(db.session, form.commune_id.data)
        add_to_sector(db.session, actor=current_actor(), post=post, commune=commune)

    if form.validate_on_submit() and attempt(form, act):
        flash(gettext("The commune has been added. Confirm it once the province has said so."), "success")
        return redirect(url_for("access.organisation", org_id=org_id, _anchor="dia-ban"))
    return page_of(post, form)


@blueprint.post(ONE + "/dia-ban/<int(max=2147483647):commune_id>/xac-nhan")
@requires(Permission.ADMIN)
def confirm_commune(org_id: int, commune_id: int) -> ResponseReturnValue:
    """Say that the province has confirmed a commune of a sector."""
    post, commune = get_organisation(db.session, org_id), get_organisation(db.session, commune_id)
    confirm_sector(db.session, actor=current_actor(), post=post, commune=commune)
    db.session.commit()
    flash(gettext("%(name)s is now a confirmed part of the sector.", name=commune.name), "success")
    return redirect(url_for("access.organisation", org_id=org_id, _anchor="dia-ban"))


@blueprint.post(ONE + "/dia-ban/<int(max=2147483647):commune_id>/bo")
@requires(Permission.ADMIN)
def remove_commune(org_id: int, commune_id: int) -> ResponseReturnValue:
    """Take a commune out of a sector."""
    post, commune = get_organisation(db.session, org_id), get_organisation(db.session, commune_id)
    remove_from_sector(db.session, actor=current_actor(), post=post, commune=commune)
    db.session.commit()
    flash(gettext("%(name)s has been taken out of the sector.", name=commune.name), "success")
    return redirect(url_for("access.organisation", org_id=org_id, _anchor="dia-ban"))
