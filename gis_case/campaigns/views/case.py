"""The plan of one case: why its priority is what it is, when its ground can be worked, who goes there."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.campaigns.forms import SeasonForm
from gis_case.campaigns.queries.board import priority_of, season_notes
from gis_case.campaigns.queries.conflicts import conflicts_of
from gis_case.campaigns.queries.work import work_on_case
from gis_case.campaigns.services.priority import note_season
from gis_case.campaigns.views.base import blueprint, rainy, refused, seen_again, settings
from gis_case.campaigns.views.cards import chances, parts_of, weights_for
from gis_case.campaigns.words import KINDS
from gis_case.cases.models import Case
from gis_case.cases.queries import get_case
from gis_case.core.actor import Permission
from gis_case.core.clock import today
from gis_case.core.db import db

MOST_WORK = 50


def _season_form(case: Case) -> SeasonForm:
    known = season_notes(db.session, [case.id]).get(case.id)
    data: dict[str, Any] = {"version": 0}
    if known:
        data = {"season": known.season, "note": known.note, "version": known.version}
    return SeasonForm(data=data)


@blueprint.get("/ke-hoach/ho-so/<uuid:case_id>")
@requires(Permission.PLAN_APPROVE)
def case_plan(case_id: UUID) -> ResponseReturnValue:
    """Show the plan of a case."""
    case = get_case(db.session, current_actor(), case_id, parts=True)
    return _page(case, _season_form(case))


@blueprint.post("/ke-hoach/ho-so/<uuid:case_id>/mua")
@requires(Permission.PLAN_APPROVE)
def season(case_id: UUID) -> ResponseReturnValue:
    """Keep when the ground can be worked."""
    case = get_case(db.session, current_actor(), case_id, parts=True)
    form = _season_form(case)

    def act() -> None:
        said = {"season": form.season.data, "note": form.note.data or "", "seen_version": form.version.data or 0}
        note_season(db.session, actor=current_actor(), case=case, **said)

    if status := refused(form, act):
        return _page(get_case(db.session, current_actor(), case_id, parts=True), form, status)
    flash(gettext("The note on the season is kept."), "success")
    return redirect(url_for("campaigns.case_plan", case_id=case_id))


def _page(case: Case, form: SeasonForm, status: int = 200) -> ResponseReturnValue:
    note("case.read", "case", case.id)
    if status == 409:
        known = season_notes(db.session, [case.id]).get(case.id)
        seen_again(form, known.version if known else 0)
    work = list(db.session.scalars(work_on_case(current_actor(), case.id).limit(MOST_WORK)))
    standing = [one for one in work if one.removed_at is None]
    priority = priority_of(db.session, case.id)
    weights = weights_for(db.session, [priority]) if priority else {}
    return render_template(
        "campaigns/case.html",
        case=case,
        priority=priority,
        terms=parts_of(priority, weights[priority.weights_number]) if priority else [],
        chance=chances(db.session, [case.id]).get(case.id),
        season_form=form,
        rainy=settings().rainy_months,
        work=work,
        warnings=dict(
            zip([one.id for one in standing], conflicts_of(db.session, standing, rainy=rainy()), strict=True)
        ),
        kinds=KINDS,
        today=today(),
    ), status
