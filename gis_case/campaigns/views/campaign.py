"""Campaigns: the list, one of them with its work and load, and planning one."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from geoalchemy2.shape import to_shape

from gis_case.access.guards import current_actor, requires
from gis_case.campaigns.forms import CampaignForm
from gis_case.campaigns.models import Campaign, TeamAssignment
from gis_case.campaigns.queries.conflicts import conflicts_of
from gis_case.campaigns.queries.work import (
    area_of,
    campaigns_listed,
    get_campaign,
    names_of,
    standing,
    work_of_campaign,
)
from gis_case.campaigns.rules.days import Span
from gis_case.campaigns.rules.season import rain_between
from gis_case.campaigns.services.work import CampaignDraft, change_campaign, plan_campaign
from gis_case.campaigns.views.base import READS, blueprint, rainy, refused, seen_again, settings
from gis_case.campaigns.views.loads import loads
from gis_case.campaigns.words import KINDS
from gis_case.cases.queries import organisations
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.forms import options
from gis_case.core.geojson import collection, feature
from gis_case.core.paging import paginate

MOST_LOAD = 2_000


@blueprint.get("/ke-hoach/dot")
@requires(*READS)
def campaigns() -> ResponseReturnValue:
    """List the campaigns that the reader may know of."""
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, campaigns_listed(current_actor()), number=number, size=size, rows=True)
    return render_template("campaigns/campaigns.html", page=page, today=today())


@blueprint.get("/ke-hoach/dot/<uuid:campaign_id>")
@requires(*READS)
def campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Show a campaign: its days and ground, who does what, how much that is for each team."""
    actor = current_actor()
    found = get_campaign(db.session, actor, campaign_id)
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, work_of_campaign(actor, found.id), number=number, size=size)
    return render_template(
        "campaigns/campaign.html",
        campaign=found,
        page=page,
        warnings=_warnings(page.items) if actor.may(Permission.PLAN_APPROVE) else {},
        communes=names_of(db.session, found.commune_ids),
        loads=loads(_all_work(found), Span(found.starts_on, found.ends_on)),
        has_area=db.session.scalar(area_of(found)) is not None,
        rains=rain_between(found.starts_on, found.ends_on, rainy()),
        rainy=settings().rainy_months,
        kinds=KINDS,
        today=today(),
    )


def _all_work(found: Campaign) -> list[TeamAssignment]:
    return list(db.session.scalars(standing(work_of_campaign(current_actor(), found.id)).limit(MOST_LOAD)))


def _warnings(work: Any) -> dict[UUID, list[Any]]:
    ahead = [one for one in work if one.removed_at is None and one.ends_on >= today()]
    return dict(zip([one.id for one in ahead], conflicts_of(db.session, ahead, rainy=rainy()), strict=True))


@blueprint.get("/ke-hoach/dot/<uuid:campaign_id>/ban-do.geojson")
@requires(*READS)
def campaign_area(campaign_id: UUID) -> ResponseReturnValue:
    """Give the map the outline of a campaign."""
    found = get_campaign(db.session, current_actor(), campaign_id)
    shape = db.session.scalar(area_of(found))
    return collection([feature(shape, id=found.id, kind="campaign", label=found.name)] if shape else [])


def _form(known: Campaign | None = None) -> CampaignForm:
    """The form, filled with a campaign that is known."""
    data: dict[str, Any] = {}
    if known:
        data = {
            "name": known.name,
            "starts_on": known.starts_on,
            "ends_on": known.ends_on,
            "notes": known.notes,
            "communes": [str(one) for one in known.commune_ids],
            "area": to_shape(known.area) if known.area is not None else None,
            "no_area": known.area is None,
            "version": known.version,
        }
    form = CampaignForm(data=data)
    communes = db.session.scalars(organisations(OrgKind.COMMUNE))
    form.communes.choices = options([(org.id, org.name) for org in communes])
    return form


def _draft(form: CampaignForm) -> CampaignDraft:
    return CampaignDraft(
        name=form.name.data or "",
        starts_on=form.starts_on.day,
        ends_on=form.ends_on.day,
        commune_ids=form.communes.ids(),
        area=None if form.no_area.data else form.area.data,
        notes=form.notes.data or "",
    )


@blueprint.route("/ke-hoach/dot/moi", methods=["GET", "POST"])
@requires(Permission.PLAN_APPROVE)
def new_campaign() -> ResponseReturnValue:
    """Plan a campaign."""
    form, made = _form(), []

    def act() -> None:
        made.append(plan_campaign(db.session, actor=current_actor(), draft=_draft(form)))

    if request.method == "GET":
        return _edit(form)
    if status := refused(form, act):
        return _edit(form, status=status)
    flash(gettext("The campaign is planned. Send teams next."), "success")
    return redirect(url_for("campaigns.campaign", campaign_id=made[0].id))


@blueprint.route("/ke-hoach/dot/<uuid:campaign_id>/sua", methods=["GET", "POST"])
@requires(Permission.PLAN_APPROVE)
def edit_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Change a campaign."""
    found = get_campaign(db.session, current_actor(), campaign_id)
    form = _form(found)

    def act() -> None:
        said: dict[str, Any] = {"draft": _draft(form), "seen_version": form.version.data or 0}
        change_campaign(db.session, actor=current_actor(), campaign=found, **said)

    if request.method == "GET":
        return _edit(form, found)
    if status := refused(form, act):
        found = get_campaign(db.session, current_actor(), campaign_id)
        if status == 409:
            seen_again(form, found.version)
        return _edit(form, found, status)
    flash(gettext("The campaign is changed."), "success")
    return redirect(url_for("campaigns.campaign", campaign_id=campaign_id))


def _edit(form: CampaignForm, known: Campaign | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("campaigns/campaign_edit.html", form=form, campaign=known), status
