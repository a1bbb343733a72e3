"""Whom a case looks for: found among those on record, or written down anew."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.queries import cases_seeking, martyrs_of
from gis_case.cases.services import seek_martyr
from gis_case.cases.views.base import asked_words, blueprint, readable
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Stale
from gis_case.core.forms import read_uuid
from gis_case.core.recording import attempt
from gis_case.people.forms import LINES, KinForm, MartyrForm, typed_of
from gis_case.people.queries import get_martyr, martyrs_matching
from gis_case.people.services import add_kin, add_martyr, change_martyr

MOST_FOUND = 20


@blueprint.get("/ho-so/<uuid:case_id>/liet-si/them")
@requires(Permission.PERSON_WRITE)
def add_martyr_form(case_id: UUID) -> ResponseReturnValue:
    """Look among those on record first: one man is written down once."""
    return _adding(case_id, MartyrForm(name=asked_words()))


def _adding(case_id: UUID, form: MartyrForm, status: int = 200) -> ResponseReturnValue:
    actor, case, words = current_actor(), readable(case_id), asked_words()
    found = db.session.scalars(martyrs_matching(actor, words).limit(MOST_FOUND)).all() if words else []
    if found:
        note("martyr.listed", "martyr", "list", count=len(found))
    known = {martyr.id for martyr in db.session.scalars(martyrs_of(case.id))}
    page = {"case": case, "form": form, "found": found, "known": known, "words": words}
    return render_template("people/add_martyr.html", **page), status


@blueprint.post("/ho-so/<uuid:case_id>/liet-si/them")
@requires(Permission.PERSON_WRITE)
def add_new_martyr(case_id: UUID) -> ResponseReturnValue:
    """Write down a martyr and look for them in this case."""
    actor, case, form = current_actor(), readable(case_id), MartyrForm()

    def act() -> None:
        martyr = add_martyr(db.session, actor=actor, **form.columns())
        seek_martyr(db.session, actor=actor, case=case, martyr=martyr)

    if not form.validate_on_submit() or not attempt(form, act):
        return _adding(case_id, form, 422)
    flash(gettext("The martyr is added to the case."), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="thong-tin"))


@blueprint.post("/ho-so/<uuid:case_id>/liet-si/co-san")
@requires(Permission.PERSON_WRITE)
def seek_known_martyr(case_id: UUID) -> ResponseReturnValue:
    """Look in this case for a martyr who is on record."""
    actor, case = current_actor(), readable(case_id)
    martyr_id = read_uuid(request.form.get("martyr_id", ""))
    if martyr_id is None:
        raise NotFound
    seek_martyr(db.session, actor=actor, case=case, martyr=get_martyr(db.session, actor, martyr_id))
    db.session.commit()
    flash(gettext("The martyr is added to the case."), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="thong-tin"))


@blueprint.get("/liet-si/<uuid:martyr_id>")
@requires(Permission.PERSON_READ)
def show_martyr(martyr_id: UUID) -> ResponseReturnValue:
    """Show what is known of a martyr, and where they are looked for."""
    actor = current_actor()
    martyr = get_martyr(db.session, actor, martyr_id)
    note("martyr.read", "martyr", martyr.id)
    cases = db.session.scalars(cases_seeking(actor, martyr.id)).all()
    return render_template("people/martyr.html", martyr=martyr, cases=cases, lines=LINES)


@blueprint.get("/liet-si/<uuid:martyr_id>/sua")
@requires(Permission.PERSON_WRITE)
def edit_martyr(martyr_id: UUID) -> ResponseReturnValue:
    """Show what is known as a form."""
    martyr = get_martyr(db.session, current_actor(), martyr_id)
    note("martyr.read", "martyr", martyr.id)
    form = MartyrForm(data=typed_of(martyr) | {"version": martyr.version})
    return render_template("people/edit_martyr.html", martyr=martyr, form=form)


@blueprint.post("/liet-si/<uuid:martyr_id>/sua")
@requires(Permission.PERSON_WRITE)
def save_martyr(martyr_id: UUID) -> ResponseReturnValue:
    """Keep the corrections, unless somebody was quicker."""
    actor, form = current_actor(), MartyrForm()
    martyr, seen = get_martyr(db.session, actor, martyr_id), form.version.data

    def act() -> None:
        change_martyr(db.session, actor=actor, martyr=martyr, seen_version=seen, **form.columns())  # type: ignore[arg-type]

    try:
        if not form.validate_on_submit() or not attempt(form, act):
            return render_template("people/edit_martyr.html", martyr=martyr, form=form), 422
    except Stale:
        db.session.rollback()
        martyr = get_martyr(db.session, actor, martyr_id)
        form.version.data = martyr.version  # type: ignore[assignment]
        return render_template("people/edit_martyr.html", martyr=martyr, form=form, theirs=True), 409
    flash(gettext("The changes are kept."), "success")
    return redirect(url_for("cases.show_martyr", martyr_id=martyr_id))


@blueprint.get("/liet-si/<uuid:martyr_id>/than-nhan")
@requires(Permission.PERSON_WRITE)
def kin_form(martyr_id: UUID) -> ResponseReturnValue:
    """Ask for a relative."""
    martyr = get_martyr(db.session, current_actor(), martyr_id)
    return render_template("people/kin.html", martyr=martyr, form=KinForm())


@blueprint.post("/liet-si/<uuid:martyr_id>/than-nhan")
@requires(Permission.PERSON_WRITE)
def add_relative(martyr_id: UUID) -> ResponseReturnValue:
    """Write down a relative."""
    actor, form = current_actor(), KinForm()
    martyr = get_martyr(db.session, actor, martyr_id)

    def act() -> None:
        add_kin(db.session, actor=actor, martyr=martyr, **form.values())

    if not form.validate_on_submit() or not attempt(form, act):
        return render_template("people/kin.html", martyr=martyr, form=form), 422
    flash(gettext("The relative is written down."), "success")
    return redirect(url_for("cases.show_martyr", martyr_id=martyr_id, _anchor="than-nhan"))
