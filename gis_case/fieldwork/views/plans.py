"""Submit an excavation plan; the provincial command approves it or returns it with a reason."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from geoalchemy2.shape import to_shape

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused, Stale
from gis_case.core.forms import read_uuid
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.fieldwork.forms import DecisionForm, PlanForm
from gis_case.fieldwork.models import PlanStatus
from gis_case.fieldwork.queries import get_plan, plan_facts, provincial_command
from gis_case.fieldwork.services import decide_plan, submit_plan
from gis_case.fieldwork.views.base import DIG, back, blueprint, contributable, page, placed, readable
from gis_case.fieldwork.words import PLANS


@blueprint.route("/ho-so/<uuid:case_id>/ke-hoach/moi", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def new_plan(case_id: UUID) -> ResponseReturnValue:
    """Submit a plan, new or after an earlier one was returned."""
    case = contributable(case_id)
    form: PlanForm = placed(PlanForm(**_earlier(case)))
    if form.validate_on_submit() and attempt(form, lambda: _submit(form, case)):
        return back(case_id, DIG, gettext("The plan is sent to the provincial command."))
    return page("plan_new", form, case)


def _earlier(case: Case) -> dict[str, object]:
    """Return the values of the plan that `?tu=` names, to start from."""
    earlier_id = read_uuid(request.args.get("tu", ""))
    if earlier_id is None or request.method == "POST":
        return {}
    plan = get_plan(db.session, case, earlier_id)
    return {"area": to_shape(plan.area), "starts_on": plan.starts_on, "ends_on": plan.ends_on, "text": plan.text}


def _submit(form: PlanForm, case: Case) -> None:
    command = provincial_command(db.session)
    if command is None:
        raise Refused(message(N_("No provincial command is registered. Ask the administrator to add it.")))
    submit_plan(
        db.session,
        actor=current_actor(),
        case=case,
        command_org_id=command.id,
        area=form.drawn(),
        **form.values("area", "corners", "system"),
    )


@blueprint.get("/ho-so/<uuid:case_id>/ke-hoach/<uuid:plan_id>")
@requires(Permission.EXACT_POINTS)
def show_plan(case_id: UUID, plan_id: UUID) -> ResponseReturnValue:
    """Show a plan, and ask for the decision if it is the reader's."""
    return _plan_page(readable(case_id), plan_id, DecisionForm())


@blueprint.post("/ho-so/<uuid:case_id>/ke-hoach/<uuid:plan_id>")
@requires(Permission.PLAN_APPROVE)
def decide(case_id: UUID, plan_id: UUID) -> ResponseReturnValue:
    """Approve or return a plan, unless somebody was quicker."""
    case, form = readable(case_id), DecisionForm()
    plan, actor = get_plan(db.session, case, plan_id), current_actor()
    approve, seen = request.form.get("decision") == "approve", int(form.version.data or 0)
    reason = form.reason.data or ""
    try:
        if form.validate_on_submit() and attempt(
            form,
            lambda: decide_plan(db.session, actor=actor, plan=plan, approve=approve, reason=reason, seen_version=seen),
        ):
            words = gettext("The plan is approved.") if approve else gettext("The plan is returned with your words.")
            return back(case_id, DIG, words)
    except Stale:
        db.session.rollback()
        return _plan_page(readable(case_id), plan_id, form, status=409)
    return _plan_page(readable(case_id), plan_id, form, status=422)


def _plan_page(case: Case, plan_id: UUID, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    plan = get_plan(db.session, case, plan_id)
    note("plan.read", "excavation_plan", plan.id)
    form.version.data = plan.version  # type: ignore[assignment]
    decides = current_actor().may(Permission.PLAN_APPROVE) and plan.status is PlanStatus.SUBMITTED
    shown = {"plan": plan, "facts": plan_facts(db.session, plan), "states": PLANS, "decides": decides}
    return render_template("fieldwork/plan.html", case=case, form=form, stale=status == 409, **shown), status
