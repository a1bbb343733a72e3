"""Record a visit, and what was found or not found."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.cases.models import Case
from gis_case.core import shown
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.fieldwork.forms import FindingForm, VisitForm
from gis_case.fieldwork.queries import visits_of
from gis_case.fieldwork.services import record_finding, record_visit
from gis_case.fieldwork.views.base import VERIFY, back, blueprint, contributable, page, placed


@blueprint.route("/ho-so/<uuid:case_id>/khao-sat/moi", methods=["GET", "POST"])
@requires(Permission.FIELDWORK_WRITE)
def visit(case_id: UUID) -> ResponseReturnValue:
    """Record one day of a team at the place."""
    case, form = contributable(case_id), VisitForm()
    if form.validate_on_submit() and attempt(
        form, lambda: record_visit(db.session, actor=current_actor(), case=case, **form.values())
    ):
        return back(case_id, VERIFY, gettext("The visit is recorded."))
    return page("visit", form, case)


@blueprint.route("/ho-so/<uuid:case_id>/ket-qua/moi", methods=["GET", "POST"])
@requires(Permission.FIELDWORK_WRITE)
def finding(case_id: UUID) -> ResponseReturnValue:
    """Record what was seen; "searched, nothing found" is a result too."""
    case = contributable(case_id)
    form: FindingForm = _with_visits(placed(FindingForm()), case)
    if form.validate_on_submit() and attempt(form, lambda: _record(form, case)):
        return back(case_id, VERIFY, gettext("The finding is recorded."))
    return page("finding", form, case)


def _with_visits(form: FindingForm, case: Case) -> FindingForm:
    visits = [row.Visit for row in visits_of(db.session, case)]
    pairs = [(one.id, f"{shown.day(one.visited_on)} {one.purpose}".strip()) for one in visits]
    form.visit_id.choices = options(pairs, gettext("None of those recorded"))
    return form


def _record(form: FindingForm, case: Case) -> None:
    searched = form.needs_area()
    record_finding(
        db.session,
        actor=current_actor(),
        case=case,
        **{name: form[name].data for name in ("kind", "found_on", "description", "visit_id")},
        point=None if searched else form.point,
        r95_m=None if searched else form.radius_m,
        area=form.outline if searched else None,
        method=form.method.data if searched else None,
        depth_m=form.depth_m.data if searched else None,
    )
