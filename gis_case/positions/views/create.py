"""Take in a position: the words first, their readings beside them, one of them chosen."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.utils import cached_property

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.cases.queries import get_case
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.forms import read_uuid
from gis_case.core.recording import attempt
from gis_case.people.models import Informant, InformantKind
from gis_case.people.services import add_informant
from gis_case.positions.forms import NEW, PositionForm
from gis_case.positions.models import PositionReport
from gis_case.positions.queries import informants_to_choose
from gis_case.positions.rules import ChosenReading, Readings, read_words
from gis_case.positions.services import report_position
from gis_case.positions.views.base import answer, blueprint, cards_page, commune_of, context_for, picked
from gis_case.sites.models import BattleSite


class Entry:
    """One filling-in of the form: for whom, for which case or site, and what was typed."""

    def __init__(self) -> None:
        self.actor: Actor = current_actor()
        self.case = _case_asked(self.actor)
        self.site = _site_asked()
        may_add = self.actor.may(Permission.PERSON_WRITE)
        self.form = PositionForm(known=_known(self.actor, self.case), may_add=may_add)

    @cached_property
    def readings(self) -> Readings:
        """What the words mean in their context."""
        form = self.form
        context = context_for(commune_of(db.session, self.actor, self.case), form, form.source_kind.data)
        return read_words(form.verbatim.data or "", form.line.data or "", context)

    def page(self, status: int = 200) -> ResponseReturnValue:
        """Show the form with the cards of what was typed so far."""
        target = url_for("positions.create", case=self.case and self.case.id, site=self.site and self.site.id)
        parts = cards_page(self.readings, self.form.reading.data)
        return render_template("positions/new.html", form=self.form, target=target, entry=self, **parts), status


def _known(actor: Actor, case: Case | None) -> list[Informant]:
    """Return whom one may choose as informant; who may not know people chooses nobody."""
    if not actor.may(Permission.PERSON_READ):
        return []
    known = list(db.session.scalars(informants_to_choose(actor, case.id if case else None)))
    if known:
        note("informant.listed", "informant", "list", count=len(known))
    return known


def _case_asked(actor: Actor) -> Case | None:
    asked = request.args.get("case") or ""
    if not asked:
        return None
    case_id = read_uuid(asked)
    if case_id is None:
        raise NotFound
    return get_case(db.session, actor, case_id)


def _site_asked() -> BattleSite | None:
    asked = request.args.get("site") or ""
    site_id = read_uuid(asked) if asked else None
    site: BattleSite | None = db.session.get(BattleSite, site_id) if site_id else None
    if asked and site is None:
        raise NotFound
    return site


@blueprint.get("/toa-do/moi")
@requires(Permission.POSITION_WRITE)
def new() -> ResponseReturnValue:
    """Ask what was said."""
    return Entry().page()


@blueprint.post("/toa-do/doc")
@requires(Permission.POSITION_WRITE)
def read() -> ResponseReturnValue:
    """Answer what the words typed so far can mean; nothing is kept."""
    entry = Entry()
    return answer(entry.readings, entry.form.reading.data)


@blueprint.post("/toa-do/moi")
@requires(Permission.POSITION_WRITE)
def create() -> ResponseReturnValue:
    """Keep the words and the reading chosen, which is read again here and never taken from the browser."""
    entry = Entry()
    if request.form.get("act") == "read":
        return entry.page()
    valid = entry.form.validate_on_submit()
    answered, chosen = picked(entry.form, entry.readings)
    kept: list[PositionReport] = []
    if not (valid and answered and attempt(entry.form, lambda: kept.append(_keep(entry, chosen)))):
        return entry.page(422)
    flash(gettext("The position report is kept. Its words will not change any more."), "success")
    return redirect(url_for("positions.show", report_id=kept[0].id))


def _keep(entry: Entry, chosen: ChosenReading | None) -> PositionReport:
    form = entry.form
    fields: dict[str, Any] = {"subject": form.subject.data, "given_on": form.given_on.data}
    return report_position(
        db.session,
        actor=entry.actor,
        verbatim=form.verbatim.data or "",
        source_kind=form.source_kind.data,
        reading=chosen,
        other_readings=entry.readings.without(chosen),
        outside_reason=form.outside_reason.data or "",
        case_id=entry.case.id if entry.case else None,
        site_id=entry.site.id if entry.site else None,
        informant_id=_informant(entry),
        **fields,
    )


def _informant(entry: Entry) -> UUID | None:
    form = entry.form
    if form.informant.data != NEW:
        return form.informant_id
    kind = form.new_kind.data or InformantKind.WITNESS
    name, source = form.new_name.data or "", form.heard_from_id
    return add_informant(db.session, actor=entry.actor, name=name, kind=kind, heard_from_id=source).id
