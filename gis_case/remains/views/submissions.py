"""Submissions: samples of any case sent to one laboratory together."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Row

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.cases.queries import organisations
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.forms import clean, options, read_uuid
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt
from gis_case.remains import queries
from gis_case.remains.forms import SubmissionForm
from gis_case.remains.queries import SubmissionFilter
from gis_case.remains.services import send_submission
from gis_case.remains.views.base import back, page
from gis_case.remains.words import SAMPLES, STATES, VERDICTS

blueprint = Blueprint("submissions", __name__)

WORDS = {"samples": SAMPLES, "states": STATES, "verdicts": VERDICTS}
LONGEST_WORDS = 100
FILTERS = ("sent", "waiting", "done")


def asked() -> SubmissionFilter:
    """Return what the list is narrowed by; what is no filter narrows nothing."""
    state = request.args.get("state", "")
    words = clean(request.args.get("q", ""))[:LONGEST_WORDS]
    return SubmissionFilter(words=words, state=state if state in FILTERS else "")


def listed(wanted: SubmissionFilter) -> dict[str, Any]:
    """Return one page of the submissions that the present actor may read."""
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    rows = queries.submissions_matching(current_actor(), wanted)
    found = paginate(db.session, rows, number=number, size=size, rows=True)
    kept = {"q": wanted.words, "state": wanted.state, "size": found.size if found.size != 25 else ""}
    return {"page": found, "wanted": wanted, "args": {name: value for name, value in kept.items() if value}}


@blueprint.get("/mau")
@requires(Permission.SUBMISSION_WRITE)
def index() -> ResponseReturnValue:
    """List submissions, the latest first."""
    return render_template("submissions/index.html", **listed(asked()))


@blueprint.route("/mau/dot-gui/moi", methods=["GET", "POST"])
@requires(Permission.SUBMISSION_WRITE)
def new() -> ResponseReturnValue:
    """Choose sealed samples in one's custody and send them together."""
    form = SubmissionForm(sent_on=today())
    rows = queries.sendable_samples(db.session, current_actor())
    _fill(form, rows)
    sent: list[UUID] = []
    if form.validate_on_submit() and attempt(
        form, lambda: sent.append(_send(form, rows)), taken={"uq_submission_number": "number"}
    ):
        return back(gettext("The submission is recorded as sent."), "submissions.show", submission_id=sent[0])
    return page("submissions/new", form, rows=rows)


def _fill(form: SubmissionForm, rows: list[Row[Any]]) -> None:
    labs = db.session.scalars(organisations(OrgKind.LABORATORY))
    form.lab_org_id.choices = options(((lab.id, lab.name) for lab in labs), gettext("Choose a laboratory"))
    form.samples.choices = options((row.Sample.id, _sample_words(row)) for row in rows)
    case_id = read_uuid(request.args.get("ho-so", ""))
    if request.method == "GET" and case_id:
        form.samples.data = [row.Sample.id for row in rows if row.case_id == case_id]


def _sample_words(row: Row[Any]) -> str:
    return f"{row.Sample.code} · {SAMPLES[row.Sample.kind]} · {row.number} {row.title}"


def _send(form: SubmissionForm, rows: list[Row[Any]]) -> UUID:
    chosen = set(form.samples.data or [])
    samples = [row.Sample for row in rows if row.Sample.id in chosen]
    values = form.values("samples")
    return send_submission(db.session, actor=current_actor(), samples=samples, **values).id


@blueprint.get("/mau/dot-gui/<uuid:submission_id>")
@requires(Permission.SUBMISSION_WRITE)
def show(submission_id: UUID) -> ResponseReturnValue:
    """Show a submission with its samples, their blind codes and the results."""
    one = queries.get_submission(db.session, current_actor(), submission_id)
    note("submission.read", "submission", one.id)
    orgs = {org_id: db.session.get_one(Organisation, org_id).name for org_id in (one.org_id, one.lab_org_id)}
    samples = queries.samples_sent(db.session, one)
    return render_template("submissions/show.html", submission=one, orgs=orgs, samples=samples, words=WORDS)
