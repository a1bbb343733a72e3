"""Samples of remains and of kin, and in whose hands they were."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.remains import queries
from gis_case.remains.forms import HandOverForm, KinSampleForm, SampleForm
from gis_case.remains.models import Sample, SampleKind
from gis_case.remains.services import hand_over, take_sample
from gis_case.remains.views.base import back, back_to_case, blueprint, contributable, page, readable
from gis_case.remains.words import SAMPLES, STATES

TAKEN = {"uq_sample_code": "code"}


@blueprint.route("/ho-so/<uuid:case_id>/hai-cot/<uuid:remains_id>/mau/moi", methods=["GET", "POST"])
@requires(Permission.REMAINS_WRITE)
def sample(case_id: UUID, remains_id: UUID) -> ResponseReturnValue:
    """Take and seal a sample of remains; a mass grave is never sampled."""
    case, form = contributable(case_id), SampleForm()
    remains = queries.get_remains(db.session, case, remains_id)
    if form.validate_on_submit() and attempt(
        form,
        lambda: take_sample(db.session, actor=current_actor(), case=case, remains=remains, **form.values()),
        taken=TAKEN,
    ):
        return back_to_case(case_id, gettext("The sample is recorded and sealed."))
    return page("remains/sample", form, case=case, remains=remains)


@blueprint.route("/ho-so/<uuid:case_id>/mau-than-nhan/moi", methods=["GET", "POST"])
@requires(Permission.REMAINS_WRITE)
def kin_sample(case_id: UUID) -> ResponseReturnValue:
    """Take and seal a sample of a relative of a martyr sought."""
    case, form = contributable(case_id), KinSampleForm()
    kin = queries.kin_of_sought(db.session, case)
    form.kin_id.choices = options(
        (row.Kin.id, _kin_words(row.Kin.name, row.Kin.relation, row.martyr_name)) for row in kin
    )
    note("kin.read", "case", case.id)
    kind = SampleKind.KIN
    if form.validate_on_submit() and attempt(
        form,
        lambda: take_sample(db.session, actor=current_actor(), case=case, kind=kind, **form.values()),
        taken=TAKEN,
    ):
        return back_to_case(case_id, gettext("The sample is recorded and sealed."))
    return page("remains/kin_sample", form, case=case, kin=kin)


def _kin_words(name: str, relation: str, martyr: str) -> str:
    who = f"{name} ({relation})" if relation else name
    return str(gettext("%(who)s – of martyr %(martyr)s", who=who, martyr=martyr))


@blueprint.get("/ho-so/<uuid:case_id>/mau/<uuid:sample_id>")
@requires(Permission.REMAINS_READ)
def show_sample(case_id: UUID, sample_id: UUID) -> ResponseReturnValue:
    """Show a sample and everybody who held it."""
    case = readable(case_id)
    one = queries.get_sample(db.session, case, sample_id)
    note("sample.read", "sample", one.id, case=str(case.id))
    row = next(row for row in queries.samples_of(db.session, case) if row.Sample.id == one.id)
    sent = [item for item in queries.items_of(db.session, case) if item.SubmissionItem.sample_id == one.id]
    return render_template(
        "remains/sample_show.html",
        case=case,
        row=row,
        sample=one,
        chain=queries.custody_of(db.session, one),
        sent=sent,
        words={"samples": SAMPLES, "states": STATES},
        gives=may_give(current_actor(), one),
    )


def may_give(actor: Actor, one: Sample) -> bool:
    """Whether to offer `actor` the form of a handover; the service has the last word."""
    holder = db.session.get_one(Organisation, one.holder_org_id)
    holds = holder.id == actor.org_id or holder.kind is OrgKind.LABORATORY
    return actor.may(Permission.REMAINS_WRITE) and holds


@blueprint.route("/ho-so/<uuid:case_id>/mau/<uuid:sample_id>/ban-giao", methods=["GET", "POST"])
@requires(Permission.REMAINS_WRITE)
def handover(case_id: UUID, sample_id: UUID) -> ResponseReturnValue:
    """Hand a sample over; the seal is read again and typed."""
    case, form = contributable(case_id), HandOverForm()
    one = queries.get_sample(db.session, case, sample_id)
    _fill_takers(form, case, one)

    def act() -> None:
        values = form.values("intact")
        hand_over(db.session, actor=current_actor(), sample=one, seal_intact=form.intact.data == "yes", **values)

    if form.validate_on_submit() and attempt(form, act):
        words = gettext("The handover is recorded.")
        return back(words, "remains.show_sample", case_id=case_id, sample_id=sample_id)
    return page("remains/handover", form, case=case, sample=one)


def _fill_takers(form: HandOverForm, case: Case, one: Sample) -> None:
    takers = queries.holders_for(db.session, case, one)
    form.to_org_id.choices = options(((org.id, org.name) for org in takers), gettext("Choose an organisation"))
