"""The blueprint of fieldwork, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes, get_case
from gis_case.config import Settings
from gis_case.core.db import db
from gis_case.core.forms import PageForm
from gis_case.fieldwork.forms import OutlineForm

blueprint = Blueprint("fieldwork", __name__)

VERIFY = "xac-minh"
DIG = "khai-quat"


def readable(case_id: UUID) -> Case:
    """Return the case if the present actor may read it; otherwise the page is not found."""
    return get_case(db.session, current_actor(), case_id)


def contributable(case_id: UUID) -> Case:
    """Return the case if the present actor may add to it; who had it shared for reading alone is refused."""
    case = readable(case_id)
    if not contributes(db.session, current_actor(), case):
        abort(403)
    return case


def placed(form: OutlineForm) -> Any:
    """Tell a form which province's grid is meant by plain metres."""
    settings: Settings = current_app.config["SETTINGS"]
    form.province = settings.province_name
    return form


def page(template: str, form: PageForm, case: Case, **more: Any) -> ResponseReturnValue:
    """Show a form, again with what is wrong when it was sent."""
    status = 422 if request.method == "POST" else 200
    return render_template(f"fieldwork/{template}.html", form=form, case=case, **more), status


def back(case_id: UUID, part: str, words: str) -> ResponseReturnValue:
    """Go back to a part of the dossier and say what was done."""
    flash(words, "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor=part))
