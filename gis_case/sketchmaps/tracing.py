"""From a mark on a drawing to a position report, with the drawing's whole error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from geoalchemy2.shape import from_shape
from shapely import LineString, Point, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.geo.area import inside_vietnam
from gis_case.geo.geodesic import distance_m
from gis_case.geo.georef.points import Floats
from gis_case.geo.messages import note
from gis_case.geo.transform import epsg_db_version
from gis_case.geo.uncertainty import Uncertainty
from gis_case.positions.models import PositionReport, SourceKind
from gis_case.positions.rules import ChosenReading, kept_note
from gis_case.positions.services import choose_reading, report_position
from gis_case.sketchmaps.models import MapFit, MarkKind, SourceMap, TracedFeature, TracedPlace
from gis_case.sketchmaps.rules import Laid, laid_again, pen_px
from gis_case.sketchmaps.services import refuse_unless_keeper

MOST_CORNERS = 1000
LEAST = {"Point": 1, "LineString": 2, "Polygon": 3}
TRACED = "traced"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A mark in pixels of the sheet: its kind of shape and its corners (of a polygon, without the closing one)."""

    kind: str
    corners: Floats

    @property
    def shape(self) -> BaseGeometry:
        """The mark as a geometry of the sheet."""
        return _shape(self.kind, self.corners)

    @property
    def middle(self) -> tuple[float, float]:
        """The spot that stands for the mark."""
        spot = self.shape.centroid
        return float(spot.x), float(spot.y)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where a mark lies on the ground."""

    shape: BaseGeometry
    lon: float
    lat: float
    uncertainty: Uncertainty


def _shape(kind: str, corners: Floats) -> BaseGeometry:
    pairs = [(float(x), float(y)) for x, y in corners]
    if kind == "Point":
        return Point(pairs[0])
    return LineString(pairs) if kind == "LineString" else Polygon(pairs)


def read_mark(kind: object, corners: object) -> Mark:
    """Return the mark that a page sent; raise Refused for what is none."""
    redraw = message(N_("The mark could not be read. Draw it again."))
    if kind not in LEAST or not isinstance(corners, list) or not LEAST[str(kind)] <= len(corners) <= MOST_CORNERS:
        raise Refused(redraw)
    try:
        found = np.array(corners, dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError) as error:
        raise Refused(redraw) from error
    if not np.isfinite(found).all() or (np.abs(found) > 1e6).any():
        raise Refused(redraw)
    mark = Mark(str(kind), found)
    if kind == "Polygon" and not mark.shape.is_valid:
        raise Refused(message(N_("The outline crosses itself. Draw it again without crossing lines.")))
    return mark


def laid_of(one: MapFit) -> Laid:
    """Return a kept fit, ready to carry pixels to the ground."""
    return laid_again(one.gcps, one.plane, one.model, rough=one.rough)


def find(laid: Laid, mark: Mark, size_px: tuple[int, int]) -> Found:
    """Return where a mark lies by a fit, and how far it may err."""
    spots = laid.lonlat(np.vstack([mark.corners, [mark.middle]]))
    if not np.isfinite(spots).all():
        raise Refused(message(N_("The fit leads nowhere at this mark. Add control points near it.")))
    lon, lat = (float(value) for value in spots[-1])
    extent = max(distance_m(lon, lat, float(x), float(y)) for x, y in spots[:-1]) if mark.kind != "Point" else 0.0
    error = laid.uncertainty(mark.middle, pen_px(size_px), extent)
    return Found(_shape(mark.kind, spots[:-1]), lon, lat, error)


def _size(sheet: SourceMap) -> tuple[int, int]:
    return sheet.width_px or 1, sheet.height_px or 1


def _reading(sheet: SourceMap, one: MapFit, laid: Laid, found: Found) -> ChosenReading:
    why = [note(N_("traced from the hand-drawn map, fit %(fit)s"), fit=one.number)]
    if laid.is_unchecked:
        why.append(note(N_("the map is only placed roughly; its error is taken as large on purpose")))
    return ChosenReading(
        lon=found.lon,
        lat=found.lat,
        r95_m=found.uncertainty.r95_m,
        r_max_m=found.uncertainty.r_max_m,
        system="wgs84",
        notation=TRACED,
        op_code=str(laid.plane.op_code or ""),
        epsg_db_version=epsg_db_version(),
        system_stated=True,
        outside_vietnam=not inside_vietnam(found.lon, found.lat),
        terms=_kept_terms(found),
        how={
            "line": "",
            "why": [kept_note(one_why) for one_why in why],
            "warnings": [],
            "map": {"id": str(sheet.id), "title": sheet.title, "fit": one.number},
        },
    )


def _kept_terms(found: Found) -> list[dict[str, Any]]:
    return [
        {"name": term.name, "r95_m": term.r95_m, "kind": term.kind, "label": kept_note(term.label)}
        for term in found.uncertainty.terms
    ]


def _keep_place(session: Session, actor: Actor, feature: TracedFeature, one: MapFit, found: Found) -> None:
    session.add(
        TracedPlace(
            map_id=feature.map_id,
            feature_id=feature.id,
            fit_id=one.id,
            shape=from_shape(found.shape, srid=4326),
            r95_m=found.uncertainty.r95_m,
            r_max_m=found.uncertainty.r_max_m,
            terms=_kept_terms(found),
            org_id=actor.org_id,
            created_by_id=actor.user_id,
        )
    )
    session.flush()


def trace(
    session: Session,
    *,
    actor: Actor,
    sheet: SourceMap,
    one: MapFit,
    mark: Mark,
    kind: MarkKind,
    label: str,
    verbatim: str,
    case_id: UUID | None = None,
    outside_reason: str = "",
) -> TracedFeature:
    """Carry a mark to the ground by a fit, and report its position; the report says which map and which fit."""
    refuse_unless_keeper(session, actor, sheet)
    laid = laid_of(one)
    found = find(laid, mark, _size(sheet))
    report = report_position(
        session,
        actor=actor,
        verbatim=verbatim,
        source_kind=SourceKind.MAP,
        reading=_reading(sheet, one, laid, found),
        outside_reason=outside_reason,
        case_id=case_id,
        site_id=sheet.site_id,
        informant_id=sheet.informant_id,
        subject=label,
        is_demo=sheet.is_demo,
    )
    feature = TracedFeature(
        map_id=sheet.id,
        kind=kind,
        label=label,
        pixels=mapping(mark.shape),
        drawing_px=pen_px(_size(sheet)),
        report_id=report.id,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(feature)
    session.flush()
    _keep_place(session, actor, feature, one, found)
    record(session, actor=actor, action="map.traced", entity="traced_feature", entity_id=feature.id, fit=one.number)
    return feature


def mark_of(feature: TracedFeature) -> Mark:
    """Return the mark of a kept feature."""
    corners: Sequence[Any] = feature.pixels["coordinates"]
    match feature.pixels["type"]:
        case "Point":
            corners = [corners]
        case "Polygon":
            corners = corners[0][:-1]
    return read_mark(feature.pixels["type"], [list(corner) for corner in corners])


def recompute(
    session: Session, *, actor: Actor, sheet: SourceMap, feature: TracedFeature, one: MapFit, reason: str
) -> None:
    """Work a mark out anew by another fit; the earlier place stays, and so does the earlier reading of the report."""
    refuse_unless_keeper(session, actor, sheet)
    session.refresh(sheet, with_for_update=True)
    known = select(TracedPlace.id).where(TracedPlace.feature_id == feature.id, TracedPlace.fit_id == one.id)
    if session.scalar(known) is not None:
        return
    laid = laid_of(one)
    found = find(laid, mark_of(feature), _size(sheet))
    report = session.get_one(PositionReport, feature.report_id)
    reading = _reading(sheet, one, laid, found)
    choose_reading(
        session, actor=actor, report=report, reading=reading, reason=reason, outside_reason=report.outside_reason
    )
    _keep_place(session, actor, feature, one, found)
    record(session, actor=actor, action="map.recomputed", entity="traced_feature", entity_id=feature.id, fit=one.number)
