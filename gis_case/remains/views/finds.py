"""Remains and the belongings found with them."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import DocumentState
from gis_case.cases.queries import contributes
from gis_case.core import shown
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.remains import queries
from gis_case.remains.forms import EffectForm, RemainsForm
from gis_case.remains.services import add_effect, record_remains
from gis_case.remains.views.base import back, back_to_case, blueprint, contributable, page, readable
from gis_case.remains.words import BASES, KINDS, SAMPLES, STATES, VERDICTS


@blueprint.route("/ho-so/<uuid:case_id>/hai-cot/moi", methods=["GET", "POST"])
@requires(Permission.REMAINS_WRITE)
def new(case_id: UUID) -> ResponseReturnValue:
    """Record one set of remains, or a group that cannot be told apart."""
    case, form = contributable(case_id), RemainsForm()
    digs = queries.digs_of(db.session, case)
    form.excavation_id.choices = options((dig.id, shown.day(dig.started_on)) for dig in digs)

    def act() -> None:
        values = form.values("count_certain")
        certain = form.count_certain.data == "yes"
        record_remains(db.session, actor=current_actor(), case=case, count_certain=certain, **values)

    if form.validate_on_submit() and attempt(form, act, taken={"uq_remains_code": "code"}):
        return back_to_case(case_id, gettext("The remains are recorded."))
    return page("remains/new", form, case=case, digs=digs)


@blueprint.get("/ho-so/<uuid:case_id>/hai-cot/<uuid:remains_id>")
@requires(Permission.REMAINS_READ)
def show(case_id: UUID, remains_id: UUID) -> ResponseReturnValue:
    """Show one set of remains with all that belongs to it; photographs stay covered until asked for."""
    session, actor, case = db.session, current_actor(), readable(case_id)
    remains = queries.get_remains(session, case, remains_id)
    note("remains.read", "remains", remains.id, case=str(case.id))
    samples = [row for row in queries.samples_of(session, case) if row.Sample.remains_id == remains.id]
    sampled = {row.Sample.id for row in samples}
    names = queries.identifications_of(session, case)
    return render_template(
        "remains/show.html",
        case=case,
        remains=remains,
        dig=next((dig for dig in queries.digs_of(session, case) if dig.id == remains.excavation_id), None),
        effects=[one for one in queries.effects_of(session, case) if one.remains_id == remains.id],
        samples=samples,
        items=[row for row in queries.items_of(session, case) if row.SubmissionItem.sample_id in sampled],
        identifications=[row for row in names if row.Identification.remains_id == remains.id],
        photographs=[one for one in queries.photographs_of(session, case) if one.state is DocumentState.CHECKED],
        words={"kinds": KINDS, "samples": SAMPLES, "states": STATES, "verdicts": VERDICTS, "bases": BASES},
        adds=contributes(session, actor, case),
    )


@blueprint.route("/ho-so/<uuid:case_id>/hai-cot/<uuid:remains_id>/di-vat/moi", methods=["GET", "POST"])
@requires(Permission.REMAINS_WRITE)
def effect(case_id: UUID, remains_id: UUID) -> ResponseReturnValue:
    """Record belongings found with remains."""
    case, form = contributable(case_id), EffectForm()
    remains = queries.get_remains(db.session, case, remains_id)
    if form.validate_on_submit() and attempt(
        form, lambda: add_effect(db.session, actor=current_actor(), remains=remains, **form.values())
    ):
        words = gettext("The belongings are recorded.")
        return back(words, "remains.show", case_id=case_id, remains_id=remains_id, _anchor="di-vat")
    return page("remains/effect", form, case=case, remains=remains)
