"""What is selected on the map, and views of it kept under a short code: no address carries a place."""

import re
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Select, func, select
from werkzeug.datastructures import MultiDict

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.i18n import say
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt
from gis_case.planning.forms import NameForm, OpenCaseForm, ViewForm
from gis_case.planning.services.opening import MOST_OF_A_CASE, open_case_of
from gis_case.planning.views.base import blueprint
from gis_case.positions.kept_views import get_view, keep_view, let_go, named_views
from gis_case.positions.models import MapView, PositionReport
from gis_case.positions.queries import narrowed, positions_matching, readable_positions
from gis_case.positions.views.asked import Args, Asked, as_lists, read_filter
from gis_case.positions.words import SOURCES, short_words

LAYER = re.compile(r"[a-z0-9_-]{1,40}")
MOST_LAYERS = 40


@blueprint.post("/ban-do/xem")
@requires(Permission.MAP_VIEW)
def keep() -> ResponseReturnValue:
    """Keep what the map shows, for its script; the answer is where to find it again."""
    actor, form = current_actor(), ViewForm()
    if not form.validate_on_submit():
        said = [str(reason) for field in form for reason in field.errors]
        return jsonify(problems=said or [say(one) for one in form.form_errors]), 422
    asked = read_filter(MultiDict(parse_qsl(form.query.data or "")))
    layers = [one for one in (form.layers.data or "").split(",") if LAYER.fullmatch(one)][:MOST_LAYERS]
    area, place = form.area.data, form.place.data
    view = keep_view(db.session, actor=actor, query=as_lists(asked), area=area, place=place, layers=layers)
    db.session.commit()
    panel = url_for("planning.selection", code=view.code) if area else None
    return jsonify(code=view.code, href=url_for("planning.show", xem=view.code), panel=panel)


@blueprint.get("/ban-do/loc")
@requires(Permission.MAP_VIEW)
def check_filter() -> ResponseReturnValue:
    """Say what of a filter cannot be read, by the name of its box, before the map is asked for it."""
    return jsonify(wrong=read_filter(request.args).wrong)


@blueprint.get("/ban-do/da-luu")
@requires(Permission.MAP_VIEW)
def kept_views() -> ResponseReturnValue:
    """List what one's organisation has kept by name, beside the map or as a page."""
    page = paginate(db.session, named_views(current_actor()), number=request.args.get("page", 1, type=int))
    return _beside("planning/_kept_views.html", gettext("Kept selections"), page=page)


def _beside(template: str, title: str, **values: Any) -> str:
    """A panel of the map, or the same as a page of its own."""
    if "panel" in request.args:
        return render_template(template, **values)
    return render_template("planning/beside.html", inner=template, page_title=title, **values)


def _asked_in(view: MapView) -> Asked:
    """The filter of the address, within the area of a view."""
    args: Args = MultiDict(request.args)
    args["area"] = view.code
    return read_filter(args)


def _free(asked: Asked) -> Select[Any]:
    """The selected reports that are in no case yet."""
    statement = narrowed(readable_positions(current_actor()), current_actor(), asked.wanted)
    return statement.where(PositionReport.case_id.is_(None))


@blueprint.get("/ban-do/vung-chon/<code>")
@requires(Permission.MAP_VIEW)
def selection(code: str) -> ResponseReturnValue:
    """Show how many reports lie in an area and which: beside the map, or as a page."""
    return selection_page(get_view(db.session, current_actor(), code))


def selection_page(view: MapView, status: int = 200, **forms: Any) -> tuple[str, int]:
    """Return the page of a selection, with its forms as they were sent, or empty."""
    actor, asked = current_actor(), _asked_in(view)
    exact = actor.may(Permission.EXACT_POINTS)
    page = paginate(db.session, positions_matching(actor, asked.wanted), rows=True)
    if page.items and exact:
        note("position.listed", "position_report", "selection", count=len(page.items))
    free = db.session.scalar(select(func.count()).select_from(_free(asked).limit(MOST_OF_A_CASE + 1).subquery()))
    words = _beside(
        "planning/_selection.html",
        gettext("Selection"),
        view=view,
        page=page,
        free=free,
        rest={name: value for name, value in asked.shared.items() if name != "area"},
        asked=asked,
        label=lambda report: short_words((report.subject or report.verbatim) if exact else "", report.source_kind),
        sources=SOURCES,
        name_form=forms.get("name") or NameForm(formdata=None),
        case_form=forms.get("case") or OpenCaseForm(formdata=None),
    )
    return words, status


@blueprint.post("/ban-do/vung-chon/<code>/luu")
@requires(Permission.MAP_VIEW)
def name_selection(code: str) -> ResponseReturnValue:
    """Keep a selection, and the filter it is seen through, under a name."""
    actor, form = current_actor(), NameForm()
    view, made = get_view(db.session, actor, code), []

    def act() -> None:
        query, name = as_lists(_asked_in(view)), form.name.data or ""
        made.append(keep_view(db.session, actor=actor, query=query, layers=view.layers, name=name, like=view))

    if not form.validate_on_submit() or not attempt(form, act):
        return selection_page(view, 422, name=form)
    flash(gettext("The selection is kept."), "success")
    return redirect(url_for("planning.show", xem=made[0].code))


@blueprint.post("/ban-do/vung-chon/<code>/bo-luu")
@requires(Permission.MAP_VIEW)
def let_selection_go(code: str) -> ResponseReturnValue:
    """Take a selection off what one's organisation has kept, and stay with what it shows."""
    if name := let_go(db.session, current_actor(), code):
        flash(gettext("“%(name)s” is no longer among the kept selections.", name=name), "success")
    db.session.commit()
    return redirect(url_for("planning.show", xem=code))


@blueprint.post("/ban-do/vung-chon/<code>/mo-ho-so")
@requires(Permission.CASE_WRITE)
def open_selection_case(code: str) -> ResponseReturnValue:
    """Open a case from the selected reports that are in none yet."""
    actor, form = current_actor(), OpenCaseForm()
    view = get_view(db.session, actor, code)
    made: list[Case] = []

    def act() -> None:
        free = db.session.scalars(_free(_asked_in(view)).limit(MOST_OF_A_CASE + 1)).all()
        made.append(open_case_of(db.session, actor=actor, title=form.title.data or "", reports=free))

    if not form.validate_on_submit() or not attempt(form, act):
        return selection_page(view, 422, case=form)
    flash(_opened(made[0]), "success")
    return redirect(url_for("cases.show", case_id=made[0].id))


def _opened(case: Case) -> str:
    if case.owner_org_id is None:
        return str(gettext("The case is open. Choose the commune that owns it next."))
    return str(gettext("The case is open, and the selected reports are in it."))
