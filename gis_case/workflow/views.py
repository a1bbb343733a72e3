"""Move a case on, back or aside; give it to a search team; show its next move on its page."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import events_of, get_case, organisations
from gis_case.cases.services import change_case
from gis_case.cases.stages import Stage, name_of
from gis_case.cases.views.page import case_page
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused, Stale
from gis_case.core.forms import options
from gis_case.core.i18n import say
from gis_case.core.recording import attempt
from gis_case.core.text import N_, Message, message
from gis_case.workflow.checklist import next_moves
from gis_case.workflow.forms import MoveForm, TeamForm
from gis_case.workflow.moves import MoveKind, Option
from gis_case.workflow.moves import options as moves_from
from gis_case.workflow.queries import case_facts
from gis_case.workflow.services import move_case
from gis_case.workflow.tasks import give_to_team

blueprint = Blueprint("workflow", __name__)

ASIDE = {
    MoveKind.BACK: N_("Step back to: %(stage)s"),
    MoveKind.SUSPEND: N_("Pause the case"),
    MoveKind.RESUME: N_("Take it up again: %(stage)s"),
    MoveKind.UNFOUNDED: N_("Close without result; all evidence is kept"),
    MoveKind.REOPEN: N_("Open it again on new information: %(stage)s"),
}

FIRST = N_("%(who)s changed this case while you had it open. Look at it as it is now, then decide.")


def limit_m() -> float:
    """Return the largest error radius, in metres, of a position that may be dug."""
    return float(current_app.config["SETTINGS"].verified_r95_limit_m)


def _words(option: Option) -> str:
    stage = say(name_of(option.target))
    return say(message(ASIDE[option.kind], stage=stage))


def _sender(session: Session, actor: Actor) -> int:
    """Who would send the samples: the reader's department, or the province's."""
    if actor.org_kind is OrgKind.DEPARTMENT:
        return actor.org_id
    department = session.scalars(organisations(OrgKind.DEPARTMENT).limit(1)).first()
    return department.id if department else actor.org_id


def moves_section(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return what the page of a case shows of its moves."""
    facts = case_facts(session, case, sender_org_id=_sender(session, actor), r95_limit_m=limit_m())
    others = [
        option
        for option in moves_from(case.stage, case.suspended_from, facts, actor.role)
        if option.kind is not MoveKind.FORWARD and option.open
    ]
    may_move = actor.may(Permission.CASE_MOVE)
    assigns = actor.may(Permission.PLAN_APPROVE) and case.stage is not Stage.CONCLUDED
    return {
        "next_moves": next_moves(case.stage, facts, actor.role),
        "may_move": may_move,
        "move_form": _aside_form(case, others) if may_move and others else None,
        "can_suspend": any(option.kind is MoveKind.SUSPEND for option in others),
        "name_of_stage": name_of,
        "team_form": _team_form(session, case) if assigns else None,
    }


def _aside_form(case: Case, others: list[Option]) -> MoveForm:
    form = MoveForm(formdata=None, version=case.version, target=others[0].target)
    form.target.choices = options([(option.target, _words(option)) for option in others])
    return form


def _team_form(session: Session, case: Case) -> TeamForm:
    form = TeamForm(formdata=None, obj=case)
    form.team_org_id.choices = _teams(session)
    return form


def _teams(session: Session) -> list[Any]:
    teams = [(org.id, org.name) for org in session.scalars(organisations(OrgKind.SEARCH_TEAM))]
    return options(teams, gettext("Not assigned yet"))


sections.register("workflow", moves_section)


@blueprint.post("/ho-so/<uuid:case_id>/chuyen")
@requires(Permission.CASE_MOVE)
def move(case_id: UUID) -> ResponseReturnValue:
    """Make a move; every reason against it is named on the page."""
    actor, form = current_actor(), MoveForm()
    case = get_case(db.session, actor, case_id, parts=True)
    if not form.validate_on_submit():
        return _again(case_id, form, [])
    target, seen = form.target.data, int(form.version.data or 0)
    try:
        move_case(
            db.session,
            actor=actor,
            case=case,
            target=target,
            seen_version=seen,
            reason=str(form.reason.data or ""),
            review_on=form.review_on.data,
            r95_limit_m=limit_m(),
        )
        db.session.commit()
    except Refused as refused:
        return _again(case_id, form, list(refused.reasons))
    except Stale:
        return _again(case_id, form, [_who_was_first(case_id)], status=409)
    flash(gettext("The case is now in the stage: %(stage)s", stage=say(name_of(target))), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _again(case_id: UUID, form: MoveForm, reasons: list[Message], status: int = 422) -> ResponseReturnValue:
    """Show the page of the case as it is now, with the reasons on top and what was typed still there."""
    db.session.rollback()
    actor = current_actor()
    case = get_case(db.session, actor, case_id, parts=True)
    section = moves_section(db.session, actor, case)
    aside: MoveForm | None = section["move_form"]
    wrong = [f"{form[name].label.text}: {sentence}" for name, found in form.errors.items() for sentence in found]
    if aside is not None:
        aside.target.data = form.target.data or aside.target.data
        aside.reason.data, aside.review_on.raw_data = form.reason.data, form.review_on.raw_data
    forward = any(move.target is form.target.data for move in section["next_moves"])
    return case_page(case, status, move_reasons=[*wrong, *reasons], move_form=aside, move_typed=not forward)


def _who_was_first(case_id: UUID) -> Message:
    db.session.rollback()
    last = db.session.execute(events_of(case_id, newest=1)).first()
    who = f"{last.who} ({last.org})" if last else "?"
    return message(
        N_("%(who)s changed this case while you had it open. Look at it as it is now, then decide."), who=who
    )


@blueprint.post("/ho-so/<uuid:case_id>/doi-quy-tap")
@requires(Permission.PLAN_APPROVE)
def assign(case_id: UUID) -> ResponseReturnValue:
    """Give the case to a search team, and say whether it lies in the border belt."""
    actor, form = current_actor(), TeamForm()
    case = get_case(db.session, actor, case_id, parts=True)
    form.team_org_id.choices = _teams(db.session)
    seen, belt = int(form.version.data or 0), bool(form.in_border_belt.data)

    def act() -> None:
        change_case(db.session, actor=actor, case=case, seen_version=seen, in_border_belt=belt)
        team = db.session.get_one(Organisation, form.team_org_id.data)
        give_to_team(db.session, actor=actor, case=case, team=team)

    try:
        if form.validate_on_submit() and attempt(form, act):
            flash(gettext("The search team is assigned."), "success")
            return redirect(url_for("cases.show", case_id=case_id, _anchor="doi-quy-tap"))
    except Stale:
        return _again(case_id, MoveForm(formdata=None), [_who_was_first(case_id)], status=409)
    db.session.rollback()
    return case_page(get_case(db.session, actor, case_id, parts=True), 422, team_form=form)
