"""Pages of who heard from whom: of a case here, of a cluster in planning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes, get_case
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused, Stale
from gis_case.core.forms import read_uuid
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.people.models import Informant, InformantKind
from gis_case.people.queries import get_informant
from gis_case.people.services import add_informant, change_ties, share_story
from gis_case.positions.forms import NEW
from gis_case.positions.queries import informants_to_choose, tellers_of_case
from gis_case.positions.teller_forms import StoryForm, TiesForm
from gis_case.positions.tellers import Telling, telling
from gis_case.positions.telling_drawn import drawn
from gis_case.positions.views.base import blueprint
from gis_case.positions.words import INFORMANTS


@dataclass(frozen=True, slots=True)
class Scope:
    """What the page is about: whose reports, where it stands among the pages, who may change what it shows."""

    title: str
    back: str
    told: Sequence[UUID | None]
    at: Callable[[UUID | None], str]
    case_id: UUID | None
    may_change: bool

    def telling(self) -> Telling:
        """Return who told, and note that people were shown."""
        found = telling(db.session, current_actor(), self.told)
        if found.people:
            note("informant.listed", "informant", self.case_id or "list", count=len(found.people))
        return found

    def refuse_who_may_not(self) -> None:
        """Who was shown a case for viewing only changes nothing in it."""
        if not self.may_change:
            raise Refused(message(N_("This case is shared with your organisation for viewing only.")))


def tellers_page(scope: Scope, form: StoryForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the list, the drawing and how many independent sources remain."""
    found = scope.telling()
    return render_template(
        "positions/tellers.html",
        scope=scope,
        telling=found,
        drawing=drawn(found.sources),
        kinds=INFORMANTS,
        form=form or StoryForm(formdata=None),
        ticked=set(form.people.data or []) if form else set(),
    ), status


def share(scope: Scope) -> ResponseReturnValue:
    """Keep that the ticked people tell one story."""
    form, actor = StoryForm(), current_actor()
    ticked = {one for one in map(read_uuid, form.people.data or []) if one}
    people = [one.informant for one in scope.telling().people if one.informant and one.id in ticked]

    def act() -> None:
        scope.refuse_who_may_not()
        share_story(db.session, actor=actor, informants=people, reason=form.reason.data or "")

    if not form.validate_on_submit() or not attempt(form, act):
        return tellers_page(scope, form, 422)
    flash(gettext("It is kept: these people count as one source."), "success")
    return redirect(scope.at(None))


def teller_of(scope: Scope, informant_id: UUID) -> Informant:
    """Return one of those on the page; anybody else is not found here."""
    if informant_id not in {one.id for one in scope.telling().people}:
        raise NotFound
    return get_informant(db.session, current_actor(), informant_id)


def ties_form(scope: Scope, informant: Informant, *, sent: bool) -> TiesForm:
    """Return the form of one informant: as it stands, or as it was sent."""
    actor = current_actor()
    others = [one.informant for one in scope.telling().people if one.informant]
    known = {one.id: one for one in (*others, *db.session.scalars(informants_to_choose(actor, scope.case_id)))}
    choices = [one for one in known.values() if one.id != informant.id]
    hidden = informant.heard_from_id if informant.heard_from_id not in known else None
    if sent:
        return TiesForm(known=choices, hidden=hidden)
    stands = {"heard_from": str(informant.heard_from_id or ""), "unit": informant.unit, "version": informant.version}
    return TiesForm(formdata=None, known=choices, hidden=hidden, data=stands)


def teller_page(
    scope: Scope, informant: Informant, form: TiesForm | None = None, status: int = 200, *, stale: bool = False
) -> ResponseReturnValue:
    """Show the form of one informant."""
    form = form or ties_form(scope, informant, sent=False)
    return render_template(
        "positions/teller.html", scope=scope, informant=informant, kinds=INFORMANTS, form=form, stale=stale
    ), status


def change(scope: Scope, informant_id: UUID) -> ResponseReturnValue:
    """Keep whom an informant had it from; somebody who was quicker is not overwritten."""
    informant = teller_of(scope, informant_id)
    form = ties_form(scope, informant, sent=True)
    try:
        if not form.validate_on_submit() or not attempt(form, lambda: _keep(scope, informant, form)):
            return teller_page(scope, teller_of(scope, informant_id), form, 422)
    except Stale:
        db.session.rollback()
        informant = teller_of(scope, informant_id)
        form.version.data = informant.version  # type: ignore[assignment]
        return teller_page(scope, informant, form, 409, stale=True)
    flash(gettext("It is kept. What rests on independent sources is worked out anew."), "success")
    return redirect(scope.at(None))


def _keep(scope: Scope, informant: Informant, form: TiesForm) -> None:
    scope.refuse_who_may_not()
    actor, heard_from_id, version = current_actor(), form.heard_from_id, form.version.data
    if form.heard_from.data == NEW:
        name = form.new_name.data or ""
        heard_from_id = add_informant(db.session, actor=actor, name=name, kind=InformantKind.WITNESS).id
    change_ties(
        db.session,
        actor=actor,
        informant=informant,
        seen_version=version,  # type: ignore[arg-type]
        heard_from_id=heard_from_id,
        unit=form.unit.data or "",
        leaves_story=form.leaves.data,
    )


def case_scope(case_id: UUID) -> Scope:
    """Return what the page of a case is about."""
    actor = current_actor()
    case: Case = get_case(db.session, actor, case_id)

    def at(informant_id: UUID | None) -> str:
        if informant_id is None:
            return url_for("positions.tellers", case_id=case_id)
        return url_for("positions.teller", case_id=case_id, informant_id=informant_id)

    return Scope(
        title=case.number,
        back=url_for("cases.show", case_id=case_id),
        told=tellers_of_case(db.session, case_id),
        at=at,
        case_id=case_id,
        may_change=actor.may(Permission.PERSON_WRITE) and contributes(db.session, actor, case),
    )


@blueprint.get("/ho-so/<uuid:case_id>/nguoi-ke")
@requires(Permission.PERSON_READ)
def tellers(case_id: UUID) -> ResponseReturnValue:
    """Show who told in a case, and whom each had it from."""
    return tellers_page(case_scope(case_id))


@blueprint.post("/ho-so/<uuid:case_id>/nguoi-ke")
@requires(Permission.PERSON_WRITE)
def share_in_case(case_id: UUID) -> ResponseReturnValue:
    """Keep that the ticked people tell one story."""
    return share(case_scope(case_id))


@blueprint.route("/ho-so/<uuid:case_id>/nguoi-ke/<uuid:informant_id>", methods=["GET", "POST"])
@requires(Permission.PERSON_WRITE)
def teller(case_id: UUID, informant_id: UUID) -> ResponseReturnValue:
    """Show whom one informant of a case had it from, as a form, and keep what is changed."""
    scope = case_scope(case_id)
    if request.method == "POST":
        return change(scope, informant_id)
    return teller_page(scope, teller_of(scope, informant_id))
