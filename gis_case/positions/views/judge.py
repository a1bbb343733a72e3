"""What is done with a report: another reading chosen, judged, put into a case."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Stale
from gis_case.core.recording import attempt
from gis_case.positions.forms import ChooseForm, JudgeForm, LinkForm
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.rules import LONGEST_READ, Readings, read_words
from gis_case.positions.services import choose_reading, judge_position, link_to_case
from gis_case.positions.views.base import answer, blueprint, cards_page, commune_of, context_for, picked, readable
from gis_case.positions.views.page import report_page


def _readings(form: ChooseForm, report: PositionReport) -> Readings:
    actor = current_actor()
    case = db.session.scalars(readable_cases(actor).where(Case.id == report.case_id)).one_or_none()
    context = context_for(commune_of(db.session, actor, case), form, report.source_kind)
    return read_words(report.verbatim, form.line.data or "", context)


def _choosing(
    form: ChooseForm, report: PositionReport, status: int = 200, *, stale: bool = False
) -> ResponseReturnValue:
    note("position.read", "position_report", report.id)
    form.reason.flags.required = report.point is not None
    parts = cards_page(_readings(form, report), form.reading.data)
    return render_template("positions/choose.html", report=report, form=form, stale=stale, **parts), status


@blueprint.get("/toa-do/<uuid:report_id>/chon")
@requires(Permission.POSITION_WRITE)
def choose_form(report_id: UUID) -> ResponseReturnValue:
    """Read the words again, perhaps in another system."""
    report = readable(report_id)
    line = report.reading.get("line", "") if len(report.verbatim) > LONGEST_READ else ""
    asked = {"line": line, "version": report.version, "reading": request.args.get("reading", "")}
    return _choosing(ChooseForm(formdata=None, data=asked), report)


@blueprint.post("/toa-do/<uuid:report_id>/doc")
@requires(Permission.POSITION_WRITE)
def read_kept(report_id: UUID) -> ResponseReturnValue:
    """Answer what the kept words can mean in the system typed so far; nothing is kept."""
    report, form = readable(report_id), ChooseForm()
    note("position.read", "position_report", report.id)
    return answer(_readings(form, report), form.reading.data)


@blueprint.post("/toa-do/<uuid:report_id>/chon")
@requires(Permission.POSITION_WRITE)
def choose(report_id: UUID) -> ResponseReturnValue:
    """Take another reading; the one before is kept among those not chosen."""
    actor, report, form = current_actor(), readable(report_id), ChooseForm()
    readings = _readings(form, report)
    if request.form.get("act") == "read":
        return _choosing(form, report)
    valid = form.validate_on_submit()
    answered, chosen = picked(form, readings)
    if answered and chosen is None:
        return redirect(url_for("positions.show", report_id=report_id))
    seen, reasons = form.version.data, (form.outside_reason.data or "", form.reason.data or "")

    def act() -> None:
        assert chosen is not None
        choose_reading(
            db.session,
            actor=actor,
            report=report,
            reading=chosen,
            others=readings.without(chosen),
            outside_reason=reasons[0],
            reason=reasons[1],
            seen_version=seen,  # type: ignore[arg-type]
        )

    try:
        if not (valid and answered and attempt(form, act)):
            return _choosing(form, readable(report_id), 422)
    except Stale:
        db.session.rollback()
        report = readable(report_id)
        form.version.data = report.version  # type: ignore[assignment]
        return _choosing(form, report, 409, stale=True)
    flash(gettext("The reading is chosen. The report waits to be verified again."), "success")
    return redirect(url_for("positions.show", report_id=report_id))


@blueprint.post("/toa-do/<uuid:report_id>/danh-gia")
@requires(Permission.POSITION_VERIFY)
def judge(report_id: UUID) -> ResponseReturnValue:
    """Say whether the report holds, and why; two officers at once are told of each other."""
    actor, report, form = current_actor(), readable(report_id), JudgeForm()
    status, reason, seen = form.status.data, form.reason.data or "", form.version.data

    def act() -> None:
        verdict = PositionStatus(status)
        judge_position(
            db.session,
            actor=actor,
            report=report,
            status=verdict,
            reason=reason,
            seen_version=seen,  # type: ignore[arg-type]
        )

    try:
        if not form.validate_on_submit() or not attempt(form, act):
            return report_page(readable(report_id), 422, judge=form)
    except Stale:
        db.session.rollback()
        report = readable(report_id)
        form.version.data = report.version  # type: ignore[assignment]
        return report_page(report, 409, judge=form, stale=True)
    flash(gettext("The judgement is kept."), "success")
    return redirect(url_for("positions.show", report_id=report_id))


@blueprint.post("/toa-do/<uuid:report_id>/ho-so")
@requires(Permission.POSITION_WRITE)
def link(report_id: UUID) -> ResponseReturnValue:
    """Put the report into a case, by its number."""
    actor, report, form = current_actor(), readable(report_id), LinkForm()
    valid = form.validate_on_submit()
    wanted = readable_cases(actor).where(Case.number == (form.number.data or ""))
    case = db.session.scalars(wanted).one_or_none()
    if valid and case is None:
        form.number.errors = [gettext("There is no case with this number among those you may read.")]
    if not valid or case is None:
        return report_page(report, 422, link=form)
    if not attempt(form, lambda: link_to_case(db.session, actor=actor, report=report, case=case)):
        return report_page(readable(report_id), 422, link=form)
    flash(gettext("The report now belongs to case %(number)s.", number=form.number.data), "success")
    return redirect(url_for("positions.show", report_id=report_id))
