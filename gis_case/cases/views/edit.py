"""Open a case and change its header; who comes second sees what the first wrote and loses nothing."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.cases.forms import CaseForm, EditCaseForm
from gis_case.cases.models import Case
from gis_case.cases.queries import events_of, organisations, sites_to_choose
from gis_case.cases.services import change_case, open_case
from gis_case.cases.views.base import blueprint, readable, settings
from gis_case.cases.views.page import may_write
from gis_case.cases.words import GRAVES
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.errors import Stale
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.sites.models import BattleSite

MOST_SITES = 1000


def prepared(form: CaseForm, case: Case | None = None) -> CaseForm:
    """Fill the lists of `form`: a commune's officer opens cases of their own commune only."""
    actor = current_actor()
    communes = organisations(OrgKind.COMMUNE)
    if actor.org_kind is OrgKind.COMMUNE:
        communes = communes.where(Organisation.id.in_({actor.org_id, case.owner_org_id if case else None}))
    pairs = [(org.id, org.name) for org in db.session.scalars(communes)]
    own = actor.org_kind is OrgKind.COMMUNE and len(pairs) == 1
    fixed = own or (case is not None and case.owner_org_id is not None)
    form.owner_org_id.choices = options(pairs, None if fixed else gettext("Not known yet"))
    sites = [(site.id, site.name) for site in db.session.scalars(sites_to_choose().limit(MOST_SITES))]
    if case and case.site and case.site_id not in {site_id for site_id, _ in sites}:
        sites.append((case.site.id, case.site.name))
    form.site_id.choices = options(sites, gettext("None, or not known yet"))
    return form


@blueprint.get("/ho-so/moi")
@requires(Permission.CASE_WRITE)
def new() -> ResponseReturnValue:
    """Ask what is known of a new case."""
    actor = current_actor()
    own = actor.org_id if actor.org_kind is OrgKind.COMMUNE else None
    return render_template("cases/new.html", form=prepared(CaseForm(owner_org_id=own)))


@blueprint.post("/ho-so/moi")
@requires(Permission.CASE_WRITE)
def create() -> ResponseReturnValue:
    """Open a case."""
    form, opened = prepared(CaseForm()), []

    def act() -> None:
        values = form.values("owner_org_id")
        owner = db.session.get(Organisation, form.owner_org_id.data) if form.owner_org_id.data else None
        pattern = settings().case_number_pattern
        opened.append(open_case(db.session, actor=current_actor(), owner=owner, pattern=pattern, **values))

    if form.validate_on_submit() and attempt(form, act):
        flash(gettext("The case is open. Add what the informants said next."), "success")
        return redirect(url_for("cases.show", case_id=opened[0].id))
    return render_template("cases/new.html", form=form), 422


@blueprint.get("/ho-so/<uuid:case_id>/sua")
@requires(Permission.CASE_WRITE)
def edit(case_id: UUID) -> ResponseReturnValue:
    """Show the header as a form."""
    case = _mine(case_id)
    return render_template("cases/edit.html", case=case, form=prepared(EditCaseForm(obj=case), case))


@blueprint.post("/ho-so/<uuid:case_id>/sua")
@requires(Permission.CASE_WRITE)
def save(case_id: UUID) -> ResponseReturnValue:
    """Keep the changed header, unless somebody was quicker."""
    case = _mine(case_id)
    form = prepared(EditCaseForm(), case)
    if not form.validate_on_submit():
        return render_template("cases/edit.html", case=case, form=form), 422
    values, seen = form.values("version"), form.version.data
    try:
        kept = attempt(
            form, lambda: change_case(db.session, actor=current_actor(), case=case, seen_version=seen, **values)
        )
    except Stale:
        return _second(case_id, form)
    if not kept:
        return render_template("cases/edit.html", case=_mine(case_id), form=form), 422
    flash(gettext("The changes are kept."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _mine(case_id: UUID) -> Case:
    case = readable(case_id, parts=True)
    if not may_write(current_actor(), case):
        abort(403)
    return case


def _second(case_id: UUID, form: EditCaseForm) -> ResponseReturnValue:
    """Show what the other officer wrote beside what was typed; sending again is then a choice."""
    db.session.rollback()
    case = _mine(case_id)
    last = db.session.execute(events_of(case.id, newest=1)).first()
    form.version.data = case.version  # type: ignore[assignment]
    page: dict[str, Any] = {"case": case, "form": form, "last": last, "theirs": _differences(case, form)}
    return render_template("cases/edit.html", **page), 409


def _differences(case: Case, form: EditCaseForm) -> list[tuple[object, object]]:
    """Return label and present value of each field that now differs from what was typed."""
    site: BattleSite | None = case.site
    words = {
        "title": case.title,
        "owner_org_id": case.owner.name if case.owner else "",
        "grave_kind": GRAVES[case.grave_kind],
        "site_id": site.name if site else "",
        "summary": case.summary,
    }
    return [
        (field.label.text, words[field.name])
        for field in form
        if field.name in words and field.data != getattr(case, field.name)
    ]
