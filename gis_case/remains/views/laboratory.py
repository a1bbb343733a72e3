"""The laboratory's own pages: submissions and samples by blind code alone; no other table is touched."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.forms import PageForm
from gis_case.core.recording import attempt
from gis_case.remains import queries
from gis_case.remains.forms import RejectForm, ResultForm
from gis_case.remains.models import ItemState, Submission
from gis_case.remains.services import acknowledge, reject_item, report_result
from gis_case.remains.views.base import back, page
from gis_case.remains.views.submissions import asked, listed
from gis_case.remains.words import STATES, VERDICTS

blueprint = Blueprint("laboratory", __name__)


@blueprint.get("/phong-xet-nghiem")
@requires(Permission.LAB_WORK)
def index() -> ResponseReturnValue:
    """List the submissions sent to this laboratory."""
    return render_template("laboratory/index.html", **listed(asked()))


@blueprint.get("/phong-xet-nghiem/<uuid:submission_id>")
@requires(Permission.LAB_WORK)
def show(submission_id: UUID) -> ResponseReturnValue:
    """Show one submission by its blind codes."""
    one = queries.get_submission(db.session, current_actor(), submission_id)
    return _submission_page(one)


def _submission_page(one: Submission) -> ResponseReturnValue:
    sender = db.session.get_one(Organisation, one.org_id)
    items = queries.items_by_blind_code(db.session, one)
    words = {"states": STATES, "verdicts": VERDICTS}
    return render_template("laboratory/show.html", submission=one, sender=sender, items=items, words=words)


@blueprint.post("/phong-xet-nghiem/<uuid:submission_id>/nhan")
@requires(Permission.LAB_WORK)
def receive(submission_id: UUID) -> ResponseReturnValue:
    """Acknowledge receipt of a whole submission."""
    one = queries.get_submission(db.session, current_actor(), submission_id)
    acknowledge(db.session, actor=current_actor(), submission=one)
    db.session.commit()
    return back(gettext("Receipt is acknowledged; the sender is told."), "laboratory.show", submission_id=submission_id)


@blueprint.route("/phong-xet-nghiem/mau/<uuid:item_id>/ket-qua", methods=["GET", "POST"])
@requires(Permission.LAB_WORK)
def result(item_id: UUID) -> ResponseReturnValue:
    """Report the result of one blind code."""
    item, form = queries.get_item(db.session, current_actor(), item_id), ResultForm()
    submission_id = item.submission_id
    if form.validate_on_submit() and attempt(
        form, lambda: report_result(db.session, actor=current_actor(), item=item, **form.values())
    ):
        return back(gettext("The result is reported."), "laboratory.show", submission_id=submission_id)
    return _item_page("result", form, item_id)


@blueprint.route("/phong-xet-nghiem/mau/<uuid:item_id>/tu-choi", methods=["GET", "POST"])
@requires(Permission.LAB_WORK)
def reject(item_id: UUID) -> ResponseReturnValue:
    """Reject one sample, with the reason."""
    item, form = queries.get_item(db.session, current_actor(), item_id), RejectForm()
    submission_id = item.submission_id
    if form.validate_on_submit() and attempt(
        form, lambda: reject_item(db.session, actor=current_actor(), item=item, **form.values())
    ):
        return back(
            gettext("The sample is rejected; the sender is told."), "laboratory.show", submission_id=submission_id
        )
    return _item_page("reject", form, item_id)


def _item_page(template: str, form: PageForm, item_id: UUID) -> ResponseReturnValue:
    item = queries.get_item(db.session, current_actor(), item_id)
    one = queries.get_submission(db.session, current_actor(), item.submission_id)
    again = item.state is ItemState.RESULT
    return page(f"laboratory/{template}", form, item=item, submission=one, again=again, words=VERDICTS)
