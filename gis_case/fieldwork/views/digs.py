"""Record mine clearance, the word of the border guard post, and a dig."""

from uuid import UUID

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.cases.models import Case
from gis_case.core import shown
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.fieldwork.forms import ClearanceForm, ConcurrenceForm, ExcavationForm
from gis_case.fieldwork.models import ExcavationPlan
from gis_case.fieldwork.queries import approved_plans, get_plan, plans_of
from gis_case.fieldwork.services import concur, record_clearance, record_excavation
from gis_case.fieldwork.views.base import DIG, back, blueprint, contributable, page, placed


@blueprint.route("/ho-so/<uuid:case_id>/ra-pha-bom-min/moi", methods=["GET", "POST"])
@requires(Permission.CLEARANCE_WRITE)
def clearance(case_id: UUID) -> ResponseReturnValue:
    """Record a sweep for mines and explosives."""
    case, form = contributable(case_id), placed(ClearanceForm())

    def act() -> None:
        values = form.values("area", "corners", "system", "cleared")
        clear = form.cleared.data == "yes"
        record_clearance(db.session, actor=current_actor(), case=case, area=form.drawn(), cleared=clear, **values)

    if form.validate_on_submit() and attempt(form, act):
        return back(case_id, DIG, gettext("The mine clearance is recorded."))
    return page("clearance", form, case)


@blueprint.route("/ho-so/<uuid:case_id>/y-kien-don/moi", methods=["GET", "POST"])
@requires(Permission.CONCUR)
def concurrence(case_id: UUID) -> ResponseReturnValue:
    """Give the post's word on a dig in its sector."""
    if current_actor().org_kind is not OrgKind.BORDER_GUARD_POST:
        abort(403)
    case, form = contributable(case_id), ConcurrenceForm()
    plans = plans_of(db.session, case)
    plan_id = plans[0].ExcavationPlan.id if plans else None

    def act() -> None:
        agrees, reason = form.agrees.data == "yes", form.reason.data or ""
        concur(db.session, actor=current_actor(), case=case, agrees=agrees, reason=reason, plan_id=plan_id)

    if form.validate_on_submit() and attempt(form, act):
        return back(case_id, DIG, gettext("The answer of the post is recorded."))
    return page("concurrence", form, case, plans=plans_of(db.session, case))


@blueprint.route("/ho-so/<uuid:case_id>/khai-quat/moi", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def excavation(case_id: UUID) -> ResponseReturnValue:
    """Record a dig inside an approved plan."""
    case = contributable(case_id)
    form: ExcavationForm = placed(ExcavationForm())
    plans = approved_plans(db.session, case)
    form.plan_id.choices = options((plan.id, _plan_words(plan)) for plan in plans)
    if form.validate_on_submit() and attempt(form, lambda: _record_dig(form, case)):
        return back(case_id, DIG, gettext("The dig is recorded."))
    return page("excavation", form, case, plans=plans)


def _plan_words(plan: ExcavationPlan) -> str:
    first, last = shown.day(plan.starts_on), shown.day(plan.ends_on)
    return str(gettext("Approved plan, %(first)s to %(last)s", first=first, last=last))


def _record_dig(form: ExcavationForm, case: Case) -> None:
    if form.plan_id.data is None:
        raise Refused(message(N_("A dig needs an approved plan.")))
    record_excavation(
        db.session,
        actor=current_actor(),
        case=case,
        plan=get_plan(db.session, case, form.plan_id.data),
        area=form.drawn(),
        remains_found=form.remains_found.data == "yes",
        **form.values("area", "corners", "system", "plan_id", "remains_found"),
    )
