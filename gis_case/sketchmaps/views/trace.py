"""Trace marks: drawn on the drawing or on the ground, each becomes a position report with its radius."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from geoalchemy2.shape import to_shape

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.queries import contributes, get_case
from gis_case.core import shown
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused
from gis_case.core.forms import clean, read_uuid
from gis_case.core.geojson import collection, feature
from gis_case.core.i18n import say
from gis_case.core.text import Message, message
from gis_case.geo.errors import CoordinateError
from gis_case.positions.queries import get_position
from gis_case.sketchmaps.models import MapFit, MarkKind, SourceMap
from gis_case.sketchmaps.queries import cases_of, fits_of, get_feature, get_fit, traced_of
from gis_case.sketchmaps.tracing import Mark, find, laid_of, read_mark, recompute, trace
from gis_case.sketchmaps.views.base import blueprint, fit_said, reasons, sent, shown_map, size_of
from gis_case.sketchmaps.views.page import keeps
from gis_case.sketchmaps.words import MARKS

LONGEST_LABEL = 200


@blueprint.get("/<uuid:map_id>/so-hoa")
@requires(Permission.EXACT_POINTS)
def tracing(map_id: UUID) -> ResponseReturnValue:
    """Show the drawing beside the ground it lies on, to trace marks on either."""
    sheet, actor = shown_map(map_id), current_actor()
    fits = fits_of(db.session, sheet)
    if not fits:
        return redirect(url_for("sketchmaps.align", map_id=map_id))
    note("map.read", "source_map", sheet.id)
    page = {
        "sheet": sheet,
        "fit": fits[0],
        "state": {"fit": fit_said(fits[0]), "marks": _marks(sheet)},
        "traced": traced_of(db.session, sheet),
        "cases": [case for case in cases_of(db.session, actor, sheet) if contributes(db.session, actor, case)],
        "marks": MARKS,
        "may_write": keeps(actor, sheet),
    }
    return render_template("sketchmaps/trace.html", **page)


def _marks(sheet: SourceMap) -> list[dict[str, Any]]:
    return [
        {
            "id": str(one.report.id),
            "kind": one.feature.kind.value,
            "label": one.feature.label,
            "pixels": one.feature.pixels,
        }
        for one in traced_of(db.session, sheet)
    ]


def _mark(asked: dict[str, Any], one: MapFit) -> Mark:
    """Return the mark that was drawn, in pixels; one drawn on the ground is carried back first."""
    drawn = read_mark(asked.get("shape"), asked.get("corners"))
    if asked.get("on") != "ground":
        return drawn
    try:
        return read_mark(drawn.kind, laid_of(one).pixels(drawn.corners).tolist())
    except CoordinateError as error:
        raise Refused(message(error.msgid, **error.params)) from error


@blueprint.post("/<uuid:map_id>/so-hoa/thu")
@requires(Permission.POSITION_WRITE)
def try_trace(map_id: UUID) -> ResponseReturnValue:
    """Answer where a mark would lie, and what its error is made of; nothing is kept."""
    sheet, asked = shown_map(map_id), sent()
    try:
        one = get_fit(db.session, sheet, int(asked.get("fit") or 0))
        mark = _mark(asked, one)
        found = find(laid_of(one), mark, size_of(sheet))
    except Refused as error:
        return {"reasons": reasons(error)}, 422
    terms = [f"{say(_told(term.label))}: {shown.metres(term.r95_m)}" for term in found.uncertainty.terms]
    return {
        "r95_m": found.uncertainty.r95_m,
        "lon": found.lon,
        "lat": found.lat,
        "headline": gettext("± %(radius)s, 95 times in 100", radius=shown.metres(found.uncertainty.r95_m)),
        "terms": terms,
        "pixels": mark.corners.tolist(),
    }


def _told(label: Any) -> Message:
    return message(label.msgid, **label.params)


@blueprint.post("/<uuid:map_id>/so-hoa")
@requires(Permission.POSITION_WRITE)
def keep_trace(map_id: UUID) -> ResponseReturnValue:
    """Make a mark into a position report."""
    sheet, asked, actor = shown_map(map_id), sent(), current_actor()
    try:
        one = get_fit(db.session, sheet, int(asked.get("fit") or 0))
        kind = MarkKind(str(asked.get("kind")))
        label = clean(str(asked.get("label") or ""))[:LONGEST_LABEL]
        mark = _mark(asked, one)
        made = trace(
            db.session,
            actor=actor,
            sheet=sheet,
            one=one,
            mark=mark,
            kind=kind,
            label=label or str(MARKS[kind]),
            verbatim=_words(sheet, kind, label, mark),
            case_id=_case(actor, asked),
            outside_reason=clean(str(asked.get("outside_reason") or "")),
        )
        db.session.commit()
    except Refused as error:
        db.session.rollback()
        return {"reasons": reasons(error)}, 422
    except ValueError:
        return {"reasons": [gettext("Choose what the mark stands for.")]}, 422
    flash(gettext("The mark is kept as a position report."), "success")
    return {"href": url_for("positions.show", report_id=made.report_id), "report": str(made.report_id)}


def _case(actor: Actor, asked: dict[str, Any]) -> UUID | None:
    text = str(asked.get("case") or "")
    case_id = read_uuid(text) if text else None
    if text and case_id is None:
        raise NotFound
    return get_case(db.session, actor, case_id).id if case_id else None


def _words(sheet: SourceMap, kind: MarkKind, label: str, mark: Mark) -> str:
    """Return the words of the report: what is drawn, on which map, at which pixel."""
    x, y = mark.middle
    what = f"{MARKS[kind]}: {label}" if label else str(MARKS[kind])
    words = gettext(
        "%(what)s, drawn on the map “%(title)s” at pixel %(x)s, %(y)s",
        what=what,
        title=sheet.title,
        x=round(x),
        y=round(y),
    )
    return str(words)


@blueprint.post("/<uuid:map_id>/so-hoa/<uuid:feature_id>/tinh-lai")
@requires(Permission.POSITION_WRITE)
def work_out_anew(map_id: UUID, feature_id: UUID) -> ResponseReturnValue:
    """Work a mark out by the newest fit; what stood before is kept beside it."""
    sheet, actor = shown_map(map_id), current_actor()
    marked = get_feature(db.session, sheet, feature_id)
    newest = next(iter(fits_of(db.session, sheet)), None)
    if newest is None:
        raise NotFound
    get_position(db.session, actor, marked.report_id)
    reason = gettext("worked out anew by fit %(number)s of the map", number=newest.number)
    recompute(db.session, actor=actor, sheet=sheet, feature=marked, one=newest, reason=reason)
    db.session.commit()
    flash(gettext("Worked out anew. The earlier place is kept among the other readings of the report."), "success")
    return redirect(url_for("sketchmaps.show", map_id=map_id, _anchor="so-hoa"))


@blueprint.get("/<uuid:map_id>/doi-tuong.geojson")
@requires(Permission.EXACT_POINTS)
def features(map_id: UUID) -> ResponseReturnValue:
    """Give the ground map its traced marks, each with the circle of its report."""
    sheet = shown_map(map_id)
    signs = []
    for one in traced_of(db.session, sheet):
        label = one.feature.label or str(MARKS[one.feature.kind])
        href = url_for("positions.show", report_id=one.report.id)
        more = {"status": one.report.status.value, "r95_m": one.place.r95_m, "guessed": False, "demo": sheet.is_demo}
        if one.feature.pixels["type"] != "Point":
            signs.append(feature(one.shape, id=one.feature.id, kind="traced", label=label, href=href))
        point = f'{{"type": "Point", "coordinates": [{_lonlat(one)}]}}'
        signs.append(feature(point, id=one.report.id, kind="report", label=label, href=href, **more))
    return collection(signs)


def _lonlat(one: Any) -> str:
    spot = to_shape(one.place.shape).centroid
    return f"{spot.x:.7f}, {spot.y:.7f}"
