"""Control points: drawing left, ground right, and what the fit says while one works."""

from typing import Any
from uuid import UUID

import numpy as np
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core import shown
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused, Stale
from gis_case.core.i18n import say
from gis_case.core.text import Message, message
from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.models import MODELS
from gis_case.geo.messages import Note
from gis_case.sketchmaps.forms import MapPointsFileForm
from gis_case.sketchmaps.models import SourceMap
from gis_case.sketchmaps.queries import fits_of, newest_points
from gis_case.sketchmaps.rules import BEST, GroundPoint, Outcome, PointsError, heat, read_points
from gis_case.sketchmaps.services import outcome_of, save_points
from gis_case.sketchmaps.views.base import blueprint, fit_said, reasons, sent, shown_map, size_of
from gis_case.sketchmaps.views.page import changed_meanwhile, keeps

# A point counts as odd when it is left out at more than this many times what the others show.
FAIR, POOR = 1.2, 2.0


def told(sentence: Note | Message) -> str:
    """Return a sentence of the geodesy floor in the reader's language."""
    return say(message(sentence.msgid, **sentence.params))


@blueprint.get("/<uuid:map_id>/ghep")
@requires(Permission.POSITION_WRITE)
def align(map_id: UUID) -> ResponseReturnValue:
    """Show the drawing beside the ground, with the newest control points."""
    sheet = shown_map(map_id)
    note("map.read", "source_map", sheet.id)
    points, fits = newest_points(db.session, sheet), fits_of(db.session, sheet)
    state = {
        "points": points.points if points else [],
        "model": points.model if points else BEST,
        "rough": points.rough if points else False,
        "version": sheet.version,
        "may_write": keeps(current_actor(), sheet),
    }
    page = {"sheet": sheet, "state": state, "fits": fits, "models": _models(), "points_form": MapPointsFileForm()}
    return render_template("sketchmaps/align.html", **page)


def _models() -> list[tuple[str, str]]:
    return [(BEST, gettext("The one with the least error"))] + [
        (key, told(model.label)) for key, model in MODELS.items()
    ]


@blueprint.post("/<uuid:map_id>/ghep/thu")
@requires(Permission.POSITION_WRITE)
def try_points(map_id: UUID) -> ResponseReturnValue:
    """Answer what the points placed so far make of the drawing; nothing is kept."""
    sheet = shown_map(map_id)
    try:
        points, model, rough = _asked(sent())
    except PointsError as error:
        return {"reasons": reasons(error)}, 422
    return said_of(sheet, points, outcome_of(sheet, points, model=model, rough=rough))


@blueprint.post("/<uuid:map_id>/ghep")
@requires(Permission.POSITION_WRITE)
def keep_points(map_id: UUID) -> ResponseReturnValue:
    """Keep the points as a new version, and the fit they allow."""
    sheet, asked = shown_map(map_id), sent()
    seen = asked.get("version")
    try:
        points, model, rough = _asked(asked)
        one = save_points(
            db.session,
            actor=current_actor(),
            sheet=sheet,
            points=points,
            model=model,
            rough=rough,
            seen_version=seen if isinstance(seen, int) else -1,
        )
        db.session.commit()
    except (PointsError, Refused) as error:
        return {"reasons": reasons(error)}, 422
    except Stale:
        return {"reasons": [changed_meanwhile()]}, 409
    kept = (
        gettext("Kept as fit %(number)s. The drawing is now being drawn onto the ground.", number=one.number)
        if one
        else gettext("The points are kept. They do not lay the drawing on the ground yet.")
    )
    return {"version": sheet.version, "fit": fit_said(one) if one else None, "said": kept}


def _asked(asked: dict[str, Any]) -> tuple[list[GroundPoint], str, bool]:
    model = str(asked.get("model") or BEST)
    points = read_points(asked.get("points"))
    return points, model if model in MODELS else BEST, asked.get("rough") is True


def said_of(sheet: SourceMap, points: list[GroundPoint], outcome: Outcome) -> dict[str, Any]:
    """Return everything the page says of a fit."""
    answer: dict[str, Any] = {
        "issues": [_issue(one) for one in outcome.issues],
        "refused": told(outcome.refused) if outcome.refused else None,
        "why": [told(one) for one in outcome.choice.why] if outcome.choice else [],
        "fits": [_model(one) for one in outcome.choice.fits] if outcome.choice else [],
        "impossible": (
            [
                {"model": told(MODELS[key].label), "why": told(error.note)}
                for key, error in outcome.choice.refused.items()
            ]
            if outcome.choice
            else []
        ),
        "laid": None,
    }
    if outcome.laid is None:
        return answer
    laid = outcome.laid
    radius = shown.metres(laid.r95_m)
    answer["laid"] = {
        "model": told(MODELS[laid.fit.model].label),
        "key": laid.fit.model,
        "r95_m": laid.r95_m,
        "headline": gettext("A place drawn from this map is off by about %(radius)s.", radius=radius),
        "detail": _detail(laid.fit, unchecked=laid.is_unchecked),
        "residuals": _residuals(laid.fit, points),
        "heat": heat(laid, size_of(sheet)),
        "corners": _corners(laid, sheet),
    }
    return answer


def _detail(fit: Fit, *, unchecked: bool) -> str:
    if unchecked:
        return str(
            gettext(
                "The points cannot check one another, so the error is taken as large on purpose. "
                "Add points to learn it."
            )
        )
    return str(
        gettext(
            "Points left out in turn are found again within %(loo)s (root mean square); "
            "the fit itself misses by %(rmse)s.",
            loo=shown.metres(fit.loo_rmse or 0.0),
            rmse=shown.metres(fit.rmse),
        )
    )


def _issue(one: Issue) -> dict[str, Any]:
    return {"code": one.code, "severity": one.severity, "gcp": one.gcp, "text": told(one.note)}


def _model(fit: Fit) -> dict[str, Any]:
    left_out = None if fit.loo_rmse is None else shown.metres(fit.loo_rmse)
    return {"model": told(MODELS[fit.model].label), "rmse": shown.metres(fit.rmse), "loo": left_out}


def _residuals(fit: Fit, points: list[GroundPoint]) -> list[dict[str, Any] | None]:
    """Return for each point how far it misses, and how odd that is: good, fair or poor; None for unused ones."""
    misses = np.hypot(*(fit.residuals if fit.left_out is None else fit.left_out).T)
    typical = float(np.median(misses)) or 1e-9
    used = iter(misses.tolist())
    found: list[dict[str, Any] | None] = []
    for point in points:
        if not point.enabled:
            found.append(None)
            continue
        miss = next(used)
        step = "good" if miss <= FAIR * typical else "fair" if miss <= POOR * typical else "poor"
        found.append({"m": round(miss, 2), "text": shown.metres(miss), "step": step})
    return found


def _corners(laid: Any, sheet: SourceMap) -> list[list[float]] | None:
    """Return the corners of the sheet on the ground, to show where it comes to lie."""
    width, height = size_of(sheet)
    try:
        places = laid.lonlat([(0, 0), (width, 0), (width, height), (0, height)])
    except CoordinateError:
        return None
    return places.tolist() if np.isfinite(places).all() else None
