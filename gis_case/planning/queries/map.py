"""What the planner's map shows beside its tiles: each case at its best position."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select, true
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Actor, Permission
from gis_case.core.geojson import COARSE_DEG, DIGITS
from gis_case.planning.models import MapPoint
from gis_case.planning.queries.tiles import in_tile
from gis_case.planning.rules.tiles import Tile
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import (
    COARSE_M,
    PositionFilter,
    battles_wanted,
    cases_of_unit,
    only_readable,
    sites_of_unit,
)
from gis_case.sites.models import BattleSite
from gis_case.sites.queries import SiteFilter, sites_matching

MOST_CASES = 20_000
BARE: tuple[Any, ...] = ()
NOTHING_LEFT_OUT = PositionFilter()


def sites_on_map(wanted: PositionFilter) -> Select[BattleSite]:
    """The battle sites that a filter of reports speaks of: those of its periods, its days, its unit, its communes."""
    statement = sites_matching(SiteFilter())
    if (battles := battles_wanted(wanted)) is not None:
        statement = statement.where(BattleSite.id.in_(battles))
    if wanted.unit.split():
        statement = statement.where(BattleSite.id.in_(sites_of_unit(wanted.unit)))
    return statement.where(BattleSite.commune_id.in_(wanted.communes)) if wanted.communes else statement


def cases_wanted(actor: Actor, wanted: PositionFilter) -> Iterator[ColumnElement[bool]]:
    """What a filter of reports asks of their cases."""
    if wanted.stages:
        yield Case.stage.in_(wanted.stages)
    if wanted.communes:
        yield Case.owner_org_id.in_(wanted.communes)
    if (battles := battles_wanted(wanted)) is not None:
        yield Case.site_id.in_(battles)
    if wanted.unit.split():
        yield Case.site_id.in_(sites_of_unit(wanted.unit)) | Case.id.in_(cases_of_unit(actor, wanted.unit))


def cases_on_map(actor: Actor, wanted: PositionFilter = NOTHING_LEFT_OUT, case_id: UUID | None = None) -> Select[Any]:
    """Rows of id, number, title, stage, demo, approximate, lon, lat, r95, shape; the newest cases first.

    A case stands at its best verified report, else at its best one that is not rejected, else, marked as
    approximate, at the point of its commune.
    """
    best = (
        only_readable(select(PositionReport.point, PositionReport.r95_m, *BARE), actor)
        .where(
            PositionReport.case_id == Case.id,
            PositionReport.point.is_not(None),
            PositionReport.status != PositionStatus.REJECTED,
        )
        .order_by((PositionReport.status == PositionStatus.VERIFIED).desc(), PositionReport.r95_m)
        .limit(1)
        .lateral("best")
    )
    place: ColumnElement[Any] = func.coalesce(best.c.point, Organisation.point)
    radius: ColumnElement[Any] = best.c.r95_m
    if not actor.may(Permission.EXACT_POINTS):
        place = func.ST_SnapToGrid(place, COARSE_DEG)
        radius = case((radius.is_not(None), func.greatest(radius, COARSE_M)))
    statement = (
        readable_cases(actor)
        .outerjoin(best, true())
        .outerjoin(Organisation, Organisation.id == Case.owner_org_id)
        .where(func.coalesce(best.c.point, Organisation.point).is_not(None))
        .order_by(Case.created_at.desc(), Case.id)
        .limit(MOST_CASES)
    )
    statement = statement.where(*cases_wanted(actor, wanted))
    if case_id:
        statement = statement.where(Case.id == case_id)
    return statement.with_only_columns(
        Case.id,
        Case.number,
        Case.title,
        Case.stage,
        Case.is_demo.label("demo"),
        best.c.point.is_(None).label("approximate"),
        func.ST_X(place).label("lon"),
        func.ST_Y(place).label("lat"),
        radius.label("r95"),
        func.ST_AsGeoJSON(place, DIGITS).label("shape"),
    )


def more_cases_than(session: Session, actor: Actor, wanted: PositionFilter, most: int) -> bool:
    """Whether more than `most` cases answer a filter; no further ones are counted."""
    some = readable_cases(actor).where(*cases_wanted(actor, wanted)).with_only_columns(Case.id).limit(most + 1)
    return (session.scalar(select(func.count()).select_from(some.subquery())) or 0) > most


def cases_by_commune(actor: Actor, wanted: PositionFilter) -> Select[Any]:
    """Rows of id, name, n, shape: how many cases each commune has; those that no commune owns yet are left out."""
    place = Organisation.point.expression
    if not actor.may(Permission.EXACT_POINTS):
        place = func.ST_SnapToGrid(place, COARSE_DEG)
    counted = (
        readable_cases(actor)
        .where(*cases_wanted(actor, wanted))
        .with_only_columns(Case.owner_org_id, func.count().label("n"))
        .group_by(Case.owner_org_id)
        .subquery()
    )
    return (
        select(Organisation.id, Organisation.name, counted.c.n, func.ST_AsGeoJSON(place, DIGITS).label("shape"))
        .join(counted, counted.c.owner_org_id == Organisation.id)
        .where(Organisation.point.is_not(None))
        .order_by(Organisation.name)
    )


def cases_in_tile(session: Session, actor: Actor, tile: Tile, wanted: PositionFilter, most: int) -> list[Row[Any]]:
    """The rows of cases_on_map that lie in a tile, the newest `most` of them."""
    box = tile.bounds
    within = select(Organisation.id).where(_between(Organisation.point.expression, box, actor))
    placed = select(PositionReport.id).where(
        PositionReport.case_id == Case.id,
        PositionReport.point.is_not(None),
        PositionReport.status != PositionStatus.REJECTED,
    )
    reported = (
        select(PositionReport.case_id)
        .join(MapPoint, MapPoint.report_id == PositionReport.id)
        .where(*in_tile(actor, tile), PositionReport.case_id.is_not(None))
    )
    unplaced = readable_cases(actor).with_only_columns(Case.id).where(Case.owner_org_id.in_(within), ~placed.exists())
    found = cases_on_map(actor, wanted).where(Case.id.in_(reported.union_all(unplaced))).limit(None).subquery()
    west, south, east, north = box
    here = (found.c.lon >= west, found.c.lon < east, found.c.lat > south, found.c.lat <= north)
    return list(session.execute(select(found).where(*here).limit(most)))


def _between(point: ColumnElement[Any], box: tuple[float, float, float, float], actor: Actor) -> ColumnElement[bool]:
    if not actor.may(Permission.EXACT_POINTS):
        point = func.ST_SnapToGrid(point, COARSE_DEG)
    return func.ST_Intersects(point, func.ST_MakeEnvelope(*box, 4326))
