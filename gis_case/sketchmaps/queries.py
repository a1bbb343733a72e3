"""Which hand-drawn maps an actor may read, and what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload, load_only

from gis_case.cases.models import Case
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Actor
from gis_case.core.errors import NotFound
from gis_case.core.search import like
from gis_case.positions.models import PositionReport
from gis_case.sketchmaps.models import (
    ControlPoints,
    MapFit,
    SourceMap,
    SourceMapCase,
    TracedFeature,
    TracedPlace,
    WorkState,
)


def readable_maps(actor: Actor) -> Select[SourceMap]:
    """The maps `actor` may read; the database's own policies say the same."""
    if actor.sees_whole_province:
        return select(SourceMap)
    return select(SourceMap).where(SourceMap.reader_org_ids.contains([actor.org_id]))


def get_map(session: Session, actor: Actor, map_id: UUID, *, lock: bool = False) -> SourceMap:
    """Return one readable map; raise NotFound for one that is absent or not the actor's to know of."""
    statement = readable_maps(actor).where(SourceMap.id == map_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: SourceMap | None = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class MapFilter:
    """What the list of maps is narrowed by; empty values narrow nothing."""

    words: str = ""
    laid: bool | None = None
    linked: bool | None = None


def maps_matching(actor: Actor, wanted: MapFilter) -> Select[SourceMap]:
    """Readable maps narrowed by `wanted`, the newest first."""
    statement = readable_maps(actor).options(joinedload(SourceMap.org))
    for word in wanted.words.split():
        statement = statement.where(SourceMap.search_text.like(like(word)))
    if wanted.laid is not None:
        statement = statement.where(SourceMap.id.in_(select(MapFit.map_id)) == wanted.laid)
    if wanted.linked is not None:
        linked = select(SourceMapCase.map_id).where(SourceMapCase.removed_at.is_(None))
        statement = statement.where(SourceMap.id.in_(linked) == wanted.linked)
    return statement.order_by(SourceMap.created_at.desc(), SourceMap.id)


def newest_fits(session: Session, map_ids: Sequence[UUID]) -> dict[UUID, MapFit]:
    """Return the newest fit of each map that has one."""
    newest = (
        select(MapFit)
        .where(MapFit.map_id.in_(map_ids))
        .ext(distinct_on(MapFit.map_id))
        .order_by(MapFit.map_id, MapFit.number.desc())
    )
    return {one.map_id: one for one in session.scalars(newest)}


def fits_of(session: Session, sheet: SourceMap) -> Sequence[MapFit]:
    """Return every fit of a map, the newest first."""
    return session.scalars(select(MapFit).where(MapFit.map_id == sheet.id).order_by(MapFit.number.desc())).all()


def get_fit(session: Session, sheet: SourceMap, number: int) -> MapFit:
    """Return one fit of a map that was already found readable."""
    found = session.scalars(select(MapFit).where(MapFit.map_id == sheet.id, MapFit.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def readable_fit(session: Session, actor: Actor, map_id: UUID, number: int) -> MapFit:
    """Return one fit of a map in one question; raise NotFound for one of a map that is not the actor's to know of."""
    of_map = select(MapFit).where(MapFit.map_id == map_id, MapFit.number == number)
    if not actor.sees_whole_province:
        of_map = of_map.where(MapFit.reader_org_ids.contains([actor.org_id]))
    found: MapFit | None = session.scalars(
        of_map.options(load_only(MapFit.warp_state, MapFit.warp_tries))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest_points(session: Session, sheet: SourceMap) -> ControlPoints | None:
    """Return the newest version of a map's control points."""
    of_map = select(ControlPoints).where(ControlPoints.map_id == sheet.id)
    return session.scalars(of_map.order_by(ControlPoints.number.desc()).limit(1)).one_or_none()


def cases_of(session: Session, actor: Actor, sheet: SourceMap) -> Sequence[Case]:
    """Return the cases a map speaks of, as far as the actor may know of them."""
    linked = select(SourceMapCase.case_id).where(SourceMapCase.map_id == sheet.id, SourceMapCase.removed_at.is_(None))
    return session.scalars(readable_cases(actor).where(Case.id.in_(linked)).order_by(Case.number)).all()


def maps_of_case(actor: Actor, case_id: UUID) -> Select[SourceMap]:
    """The maps that speak of a case, the newest first."""
    linked = select(SourceMapCase.map_id).where(SourceMapCase.case_id == case_id, SourceMapCase.removed_at.is_(None))
    return readable_maps(actor).where(SourceMap.id.in_(linked)).order_by(SourceMap.created_at.desc(), SourceMap.id)


def links_of_case(case_id: UUID) -> Select[Any]:
    """The live links of a case, for counting."""
    return select(SourceMapCase).where(SourceMapCase.case_id == case_id, SourceMapCase.removed_at.is_(None))


@dataclass(frozen=True, slots=True)
class Traced:
    """A traced mark with its newest place, the fit it is from, and its report."""

    feature: TracedFeature
    place: TracedPlace
    fit_number: int
    shape: str
    report: PositionReport
    places: int


def traced_of(session: Session, sheet: SourceMap) -> list[Traced]:
    """Return every mark traced from a map with the place by its newest fit, in the order they were traced."""
    newest = (
        select(TracedPlace.id)
        .join(MapFit, MapFit.id == TracedPlace.fit_id)
        .where(TracedPlace.map_id == sheet.id)
        .ext(distinct_on(TracedPlace.feature_id))
        .order_by(TracedPlace.feature_id, MapFit.number.desc())
    )
    counted = (
        select(TracedPlace.feature_id, func.count().label("places"))
        .where(TracedPlace.map_id == sheet.id)
        .group_by(TracedPlace.feature_id)
        .subquery()
    )
    rows = session.execute(
        select(
            TracedFeature, TracedPlace, MapFit.number, func.ST_AsGeoJSON(TracedPlace.shape, 7), PositionReport,
            counted.c.places,
        )
        .join(TracedPlace, TracedPlace.feature_id == TracedFeature.id)
        .join(MapFit, MapFit.id == TracedPlace.fit_id)
        .join(PositionReport, PositionReport.id == TracedFeature.report_id)
        .join(counted, counted.c.feature_id == TracedFeature.id)
        .where(TracedPlace.id.in_(newest))
        .order_by(TracedFeature.created_at, TracedFeature.id)
    )  # fmt: skip
    return [Traced(*row) for row in rows]


def get_feature(session: Session, sheet: SourceMap, feature_id: UUID) -> TracedFeature:
    """Return one mark of a map that was already found readable."""
    found = session.scalars(
        select(TracedFeature).where(TracedFeature.id == feature_id, TracedFeature.map_id == sheet.id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def overlays(actor: Actor, case_id: UUID | None = None) -> Select[Any]:
    """Rows of SourceMap and its newest fit with a finished picture, for layers of the ground map."""
    newest = (
        select(MapFit)
        .where(MapFit.warp_state == WorkState.READY)
        .ext(distinct_on(MapFit.map_id))
        .order_by(MapFit.map_id, MapFit.number.desc())
        .subquery()
    )
    base = maps_of_case(actor, case_id) if case_id else readable_maps(actor).order_by(SourceMap.created_at.desc())
    return base.join(newest, newest.c.map_id == SourceMap.id).add_columns(
        newest.c.number, newest.c.r95_m, newest.c.bounds
    )
