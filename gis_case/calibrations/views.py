"""Pages of local shifts: all versions, one with its points, and the form that makes a new one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.calibrations.forms import CalibrateForm, RetireForm
from gis_case.calibrations.grids import init_grids
from gis_case.calibrations.models import DatumCalibration
from gis_case.calibrations.queries import calibrations, get_calibration
from gis_case.calibrations.rules import PointsError, TypedPoint, read_points
from gis_case.calibrations.services import calibrate, fit_points, retire
from gis_case.calibrations.words import DATUMS
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt
from gis_case.geo.reading import Context

blueprint = Blueprint("calibrations", __name__)
init_grids(blueprint)


@blueprint.get("/hieu-chinh")
@requires(Permission.POSITION_READ)
def index() -> ResponseReturnValue:
    """List the versions."""
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, calibrations(), number=number, size=size)
    return render_template("calibrations/index.html", page=page, datums=DATUMS)


@blueprint.get("/hieu-chinh/<uuid:calibration_id>")
@requires(Permission.POSITION_READ)
def show(calibration_id: UUID) -> ResponseReturnValue:
    """Show one version with its points."""
    return _page(get_calibration(db.session, calibration_id), RetireForm())


def _page(found: DatumCalibration, form: RetireForm, status: int = 200) -> ResponseReturnValue:
    return render_template("calibrations/show.html", one=found, form=form, datums=DATUMS), status


@blueprint.get("/hieu-chinh/moi")
@requires(Permission.CALIBRATE)
def new() -> ResponseReturnValue:
    """Ask for points."""
    return _form(CalibrateForm())


@blueprint.post("/hieu-chinh/moi")
@requires(Permission.CALIBRATE)
def create() -> ResponseReturnValue:
    """Show what the points give, or put it in force."""
    form = CalibrateForm()
    typed = _typed(form) if form.validate_on_submit() else None
    if typed is None or request.form.get("act") != "keep":
        return _form(form, typed, 200 if typed else 422)
    made: list[DatumCalibration] = []

    def act() -> None:
        why = form.reason.data or ""
        made.append(calibrate(db.session, actor=current_actor(), datum=form.datum.data, typed=typed, reason=why))

    if not attempt(form, act):
        return _form(form, typed, 422)
    flash(gettext("The calibration is in force. Positions of this system are being computed anew."), "success")
    return redirect(url_for("calibrations.show", calibration_id=made[0].id))


def _form(form: CalibrateForm, typed: list[TypedPoint] | None = None, status: int = 200) -> ResponseReturnValue:
    fitted = None
    try:
        fitted = fit_points(form.datum.data, typed) if typed is not None else None
    except Refused as refused:
        form.form_errors.extend(refused.reasons)
        status = 422
    return render_template("calibrations/new.html", form=form, typed=typed, fitted=fitted), status


def _typed(form: CalibrateForm) -> list[TypedPoint] | None:
    try:
        return read_points(form.points.data or "", form.datum.data, _known(form))
    except PointsError as error:
        form.form_errors.extend(error.reasons)
        return None


def _known(form: CalibrateForm) -> Context:
    here: Any = current_app.config["SETTINGS"]
    return Context(system=form.known.data, lon0=here.province_lon0)


@blueprint.post("/hieu-chinh/<uuid:calibration_id>/thoi-dung")
@requires(Permission.CALIBRATE)
def stop(calibration_id: UUID) -> ResponseReturnValue:
    """Take a version out of force."""
    found, form = get_calibration(db.session, calibration_id), RetireForm()

    def act() -> None:
        retire(db.session, actor=current_actor(), calibration=found, reason=form.reason.data or "")

    if not (form.validate_on_submit() and attempt(form, act)):
        return _page(found, form, 422)
    flash(gettext("It is out of force. Positions of this system are being computed anew."), "success")
    return redirect(url_for("calibrations.show", calibration_id=found.id))
