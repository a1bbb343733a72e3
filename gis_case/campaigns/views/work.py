"""One piece of work: send a team, move its days, take it back."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.campaigns.forms import MoveDaysForm, TakeBackForm, WorkForm
from gis_case.campaigns.models import Campaign, TeamAssignment, WorkKind
from gis_case.campaigns.queries.conflicts import conflicts_of
from gis_case.campaigns.queries.work import campaigns_to_choose, get_campaign, get_work
from gis_case.campaigns.services.work import WorkDraft, assign_work, move_days, refusals_of, take_back
from gis_case.campaigns.views.base import READS, blueprint, rainy, refused, seen_again
from gis_case.campaigns.words import KINDS
from gis_case.cases.models import Case
from gis_case.cases.queries import get_case, organisations, readable_cases
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.forms import PageForm, options, read_uuid
from gis_case.core.text import N_, Message, message
from gis_case.positions.queries import names_of


def _form() -> WorkForm:
    """The form, with what the address already says of the case and the campaign."""
    case_id, campaign_id = read_uuid(request.args.get("case", "")), read_uuid(request.args.get("campaign", ""))
    data: dict[str, Any] = {"kind": WorkKind.SURVEY, "campaign_id": campaign_id}
    if case_id:
        case = get_case(db.session, current_actor(), case_id)
        data |= {"case_number": case.number, "team_org_id": case.team_org_id}
    form = WorkForm(data=data)
    campaigns = list(db.session.scalars(campaigns_to_choose(today())))
    named = options([(one.id, one.name) for one in campaigns], gettext("Choose a campaign"))
    form.campaign_id.choices = named
    for name, kind, blank in (
        ("team_org_id", OrgKind.SEARCH_TEAM, gettext("Not assigned yet")),
        ("commune_id", OrgKind.COMMUNE, gettext("None")),
    ):
        orgs = db.session.scalars(organisations(kind))
        form[name].choices = options([(org.id, org.name) for org in orgs], blank)
    return form


def _case_of(form: WorkForm) -> Case | None:
    number = (form.case_number.data or "").strip()
    if not number:
        return None
    wanted = readable_cases(current_actor()).where(Case.number == number)
    found: Case | None = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(message(N_("No case has the number “%(number)s”. Copy it from the case."), number=number[:60]))
    return found


def _draft(form: WorkForm) -> WorkDraft:
    return WorkDraft(
        campaign=get_campaign(db.session, current_actor(), form.campaign_id.data),
        team=db.session.get_one(Organisation, form.team_org_id.data),
        kind=form.kind.data,
        starts_on=form.starts_on.day,
        ends_on=form.ends_on.day,
        case=_case_of(form),
        commune_id=form.commune_id.data,
        area_words=form.area_words.data or "",
        people=None if form.people.data is None else int(form.people.data),
        note=form.note.data or "",
    )


def _warnings(draft: WorkDraft) -> list[Message]:
    """What speaks against work that is not planned yet."""
    planned = TeamAssignment(
        campaign_id=draft.campaign.id,
        team_org_id=draft.team.id,
        case_id=draft.case.id if draft.case else None,
        kind=draft.kind,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        org_id=current_actor().org_id,
    )
    (found,) = conflicts_of(db.session, [planned], rainy=rainy())
    if draft.case and draft.case.team_org_id not in {None, draft.team.id}:
        held = db.session.get_one(Organisation, draft.case.team_org_id)
        found.append(
            message(N_("The case is in the hands of %(team)s; it would go over to this team."), team=held.name)
        )
    return found


@blueprint.route("/ke-hoach/giao", methods=["GET", "POST"])
@requires(Permission.PLAN_APPROVE)
def assign() -> ResponseReturnValue:
    """Send a team; what speaks against it is shown first, and the planner decides."""
    form, made, warnings = _form(), [], []

    def act() -> None:
        draft = _draft(form)
        if reasons := refusals_of(draft):
            raise Refused(*reasons)
        warnings.extend(_warnings(draft))
        if warnings and not form.despite.data:
            raise Refused(message(N_("Look at what speaks against it. Tick the box to send the team all the same.")))
        made.append(assign_work(db.session, actor=current_actor(), draft=draft))

    if request.method == "GET":
        return _assign_page(form)
    if status := refused(form, act):
        return _assign_page(form, warnings, status)
    flash(gettext("The team is sent. It sees this on its own plan."), "success")
    return redirect(url_for("campaigns.work", assignment_id=made[0].id))


def _assign_page(form: WorkForm, warnings: list[Message] | None = None, status: int = 200) -> ResponseReturnValue:
    campaign = db.session.scalars(select(Campaign).where(Campaign.id == form.campaign_id.data)).one_or_none()
    return render_template("campaigns/assign.html", form=form, warnings=warnings or [], campaign=campaign), status


@blueprint.get("/ke-hoach/viec/<uuid:assignment_id>")
@requires(*READS)
def work(assignment_id: UUID) -> ResponseReturnValue:
    """Show a piece of work, what speaks against it, and to planners how to move it or take it back."""
    return _page(assignment_id)


def _page(assignment_id: UUID, status: int = 200, **forms: PageForm) -> ResponseReturnValue:
    actor = current_actor()
    one = get_work(db.session, actor, assignment_id)
    plans = actor.may(Permission.PLAN_APPROVE)
    if status == 409:
        for form in forms.values():
            seen_again(form, one.version)
    days = {"starts_on": one.starts_on, "ends_on": one.ends_on, "version": one.version}
    return render_template(
        "campaigns/work.html",
        work=one,
        kinds=KINDS,
        today=today(),
        warnings=conflicts_of(db.session, [one], rainy=rainy())[0] if plans and one.removed_at is None else [],
        people=names_of(db.session, one.created_by_id, one.removed_by_id),
        may_plan=plans and one.removed_at is None,
        days_form=forms.get("days") or MoveDaysForm(formdata=None, data=days, prefix="days"),
        back_form=forms.get("back") or TakeBackForm(formdata=None, data={"version": one.version}, prefix="back"),
    ), status


@blueprint.post("/ke-hoach/viec/<uuid:assignment_id>/ngay")
@requires(Permission.PLAN_APPROVE)
def change_days(assignment_id: UUID) -> ResponseReturnValue:
    """Move a piece of work to other days."""
    one, form = get_work(db.session, current_actor(), assignment_id), MoveDaysForm(prefix="days")

    def act() -> None:
        said: dict[str, Any] = {"starts_on": form.starts_on.data, "ends_on": form.ends_on.data}
        said["seen_version"] = form.version.data or 0
        move_days(db.session, actor=current_actor(), work=one, **said)

    if status := refused(form, act):
        return _page(assignment_id, status, days=form)
    flash(gettext("The work is moved to other days."), "success")
    return redirect(url_for("campaigns.work", assignment_id=assignment_id))


@blueprint.post("/ke-hoach/viec/<uuid:assignment_id>/bo")
@requires(Permission.PLAN_APPROVE)
def unassign(assignment_id: UUID) -> ResponseReturnValue:
    """Take a piece of work back."""
    one, form = get_work(db.session, current_actor(), assignment_id), TakeBackForm(prefix="back")

    def act() -> None:
        said: dict[str, Any] = {"reason": form.reason.data or "", "seen_version": form.version.data or 0}
        take_back(db.session, actor=current_actor(), work=one, **said)

    if status := refused(form, act):
        return _page(assignment_id, status, back=form)
    flash(gettext("The work is taken back."), "success")
    return redirect(url_for("campaigns.campaign", campaign_id=one.campaign_id))
