"""What the planner's map shows: reports of a tile, one by one or counted, and each case at its best position.

How the database reads them, with the plans, is in docs/decisions/0009-lists-and-maps-are-read-by-index.md.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Row, Select, bindparam, case, func, literal, select, true
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Actor, Permission
from gis_case.core.geojson import COARSE_DEG, DIGITS
from gis_case.planning.rules.tiles import Box
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import (
    COARSE_M,
    PositionFilter,
    battles_wanted,
    cases_of_unit,
    narrowed,
    only_readable,
    place_columns,
    point_for,
    sites_of_unit,
)
from gis_case.sites.models import BattleSite
from gis_case.sites.queries import SiteFilter, sites_matching

GRID = 16
MOST_CASES = 20_000
BARE: tuple[Any, ...] = ()
LABEL = 60
NOTHING_LEFT_OUT = PositionFilter()


def _number(value: float) -> ColumnElement[float]:
    """A number written into the statement: a generic plan would not know the box and scan the table."""
    return bindparam(None, value, type_=Float(), unique=True, literal_execute=True)


def _in_box(actor: Actor, box: Box) -> tuple[ColumnElement[bool], ...]:
    """Whether the point as `actor` sees it lies in the box; never where the exact one lies, which would tell it."""
    reach = box if actor.may(Permission.EXACT_POINTS) else box.wider(COARSE_DEG)
    corners = (_number(reach.west), _number(reach.south), _number(reach.east), _number(reach.north))
    point = point_for(actor)
    return (
        PositionReport.point.op("&&")(func.ST_MakeEnvelope(*corners, 4326)),
        func.ST_X(point) >= _number(box.west),
        func.ST_X(point) < _number(box.east),
        func.ST_Y(point) >= _number(box.south),
        func.ST_Y(point) < _number(box.north),
    )


def _of_tile(statement: Select[Any], actor: Actor, box: Box, wanted: PositionFilter) -> Select[Any]:
    return narrowed(only_readable(statement, actor), actor, wanted).where(*_in_box(actor, box))


def points_in(session: Session, actor: Actor, box: Box, wanted: PositionFilter, most: int) -> list[Row[Any]]:
    """At most `most` + 1 reports of a tile: id, status, guessed, demo, source_kind, words, lon, lat, r95."""
    words: ColumnElement[str] = literal("")
    if actor.may(Permission.EXACT_POINTS):
        words = func.left(func.coalesce(func.nullif(PositionReport.subject, ""), PositionReport.verbatim), LABEL)
    columns = (
        PositionReport.id,
        PositionReport.status,
        (~PositionReport.system_stated).label("guessed"),
        PositionReport.is_demo.label("demo"),
        PositionReport.source_kind,
        words.label("words"),
    )
    statement = _of_tile(select(*columns, *place_columns(actor)), actor, box, wanted)
    return list(session.execute(statement.limit(most + 1)))


def clusters_in(session: Session, actor: Actor, box: Box, wanted: PositionFilter) -> list[Row[Any]]:
    """The reports of a tile counted on a grid of 16 by 16: lon, lat, n, best_r95, verified."""
    point = point_for(actor)
    column = func.floor((func.ST_X(point) - _number(box.west)) / _number((box.east - box.west) / GRID))
    row = func.floor((func.ST_Y(point) - _number(box.south)) / _number((box.north - box.south) / GRID))
    *_, radius = place_columns(actor)
    stands = PositionReport.status != PositionStatus.REJECTED
    statement = select(
        func.avg(func.ST_X(point)).label("lon"),
        func.avg(func.ST_Y(point)).label("lat"),
        func.count().label("n"),
        func.min(radius.element).filter(stands).label("best_r95"),
        func.count().filter(PositionReport.status == PositionStatus.VERIFIED).label("verified"),
    )
    return list(session.execute(_of_tile(statement, actor, box, wanted).group_by(column, row)))


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
