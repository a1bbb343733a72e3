"""The blueprint of remains in a case, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes, get_case
from gis_case.core.db import db
from gis_case.core.forms import PageForm

blueprint = Blueprint("remains", __name__)

REMAINS = "hai-cot"
CONCLUSION = "ket-luan"


def readable(case_id: UUID) -> Case:
    """Return the case if the present actor may read it; otherwise the page is not found."""
    return get_case(db.session, current_actor(), case_id)


def contributable(case_id: UUID) -> Case:
    """Return the case if the present actor may add to it; who had it shared for reading alone is refused."""
    case = readable(case_id)
    if not contributes(db.session, current_actor(), case):
        abort(403)
    return case


def page(template: str, form: PageForm, **more: Any) -> ResponseReturnValue:
    """Show a form, again with what is wrong when it was sent."""
    status = 422 if request.method == "POST" else 200
    return render_template(f"{template}.html", form=form, **more), status


def back(words: str, endpoint: str, **to: Any) -> ResponseReturnValue:
    """Go on to another page and say what was done."""
    flash(words, "success")
    return redirect(url_for(endpoint, **to))


def back_to_case(case_id: UUID, words: str, part: str = REMAINS) -> ResponseReturnValue:
    """Go back to a part of the dossier and say what was done."""
    return back(words, "cases.show", case_id=case_id, _anchor=part)
