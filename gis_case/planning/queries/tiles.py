"""Tiles of the planner's map: reports counted in cells, and close up one by one, as Mapbox vector tiles.

How the database reads them, with the plans, is in docs/decisions/0014-a-map-for-each-reader.md. What bounds a tile is
written into the statements, not bound to them: a generic plan would not know how little it asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from gis_case.core.actor import Actor, Permission
from gis_case.planning.models import Counts, MapCell, MapDelta, MapPoint, MapVersion
from gis_case.planning.rules import map_codes
from gis_case.planning.rules.tiles import DEEPEST, FINEST_LEVEL, Tile
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import PositionFilter, narrowed, point_for

EXTENT = 4096
# Single reports stand where they were told to be, to the centimetre, at any zoom.
FINE_EXTENT_BITS = 32
LABEL = 60
REJECTED = map_codes.STATUS_CODES[PositionStatus.REJECTED]
VERIFIED = map_codes.STATUS_CODES[PositionStatus.VERIFIED]
# What the points themselves can answer; whatever else a filter asks goes by the reports.
OWN_WORDS = frozenset({
    "statuses", "source_kinds", "stages", "linked", "placed", "periods", "within_m", "fought_from", "fought_until",
    "told_from", "told_until", "sort",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellsTile:
    """Cells of a tile as a vector tile, how many points they hold, and how many of these are alone in theirs."""

    points: int
    alone: int
    data: bytes


def version_of(session: Session, actor: Actor) -> str:
    """Return what changes whenever the points that `actor` may see change: theirs, and how often they changed.

    Deltas are only added and folded, so their number, folded ones included, never comes back.
    """
    whose = map_codes.whose_points(actor)
    folded = select(MapVersion.folded).where(MapVersion.org_id == whose).scalar_subquery()
    waiting = select(func.count()).select_from(MapDelta).where(MapDelta.org_id == whose).scalar_subquery()
    return f"{whose}.{session.scalar(select(func.coalesce(folded, 0) + waiting))}"


def asks_reports(wanted: PositionFilter) -> bool:
    """Whether a filter asks for what the points do not hold, so that their version says nothing of the answer."""
    return _without_own(wanted) != PositionFilter()


def cells_of(session: Session, actor: Actor, tile: Tile, wanted: PositionFilter) -> CellsTile:
    """Return the points of a tile counted in 16 by 16 cells.

    Each cell is a point of the layer "cells" at the mean of its points: n, verified, best (step of the ring, 0 to 4),
    free (in no case), stage (the farthest from its end, 0 where no report is in a case).
    """
    total, alone, data = session.execute(cells_in(actor, tile, wanted)).one()
    return CellsTile(int(total), alone, bytes(data or b""))


def cells_in(actor: Actor, tile: Tile, wanted: PositionFilter) -> Select[Any]:
    """One row: how many points a tile holds, how many cells hold but one, and the cells as a vector tile."""
    plain = replace(wanted, sort=PositionFilter().sort) == PositionFilter()
    counts = _counted(actor, tile) if plain and tile.counted else _counted_now(actor, tile, wanted)
    column, row = tile.corner
    scale = _number(EXTENT / (1 << (DEEPEST - tile.z)))
    x, y = (
        func.floor((cast(total, Float) / counts.c.n - corner) * scale)
        for total, corner in ((counts.c.x_sum, _number(column)), (counts.c.y_sum, _number(row)))
    )
    shown = (cast(counts.c[name], Integer).label(name) for name in ("n", "verified", "best", "free", "stage"))
    cells = select(func.ST_MakePoint(x, y).label("geom"), *shown).subquery("cells")
    return select(
        func.coalesce(func.sum(cells.c.n), 0),
        func.count().filter(cells.c.n == 1),
        func.ST_AsMVT(literal_column("cells"), "cells", _whole(EXTENT), "geom"),
    ).select_from(cells)


def points_of(session: Session, actor: Actor, tile: Tile, wanted: PositionFilter) -> bytes:
    """Return the reports of a tile one by one, as points of the layer "points".

    Each has id, status, source, r95 (metres), stage (0 in no case), guessed, demo and label (empty where the actor
    may not read the words).
    """
    words: ColumnElement[str] = literal("")
    if actor.may(Permission.EXACT_POINTS):
        words = func.left(func.coalesce(func.nullif(PositionReport.subject, ""), PositionReport.verbatim), LABEL)
    extent = 1 << min(FINE_EXTENT_BITS - tile.z, DEEPEST)
    envelope = func.ST_TileEnvelope(*(_whole(one) for one in (tile.z, tile.x, tile.y)))
    ground = func.ST_Transform(point_for(actor), 3857)
    points = (
        select(
            func.ST_AsMVTGeom(ground, envelope, _whole(extent), 0, False).label("geom"),
            cast(PositionReport.id, Text).label("id"),
            cast(PositionReport.status, Text).label("status"),
            cast(PositionReport.source_kind, Text).label("source"),
            cast(MapPoint.r95_m, Float).label("r95"),
            cast(MapPoint.stage, Integer).label("stage"),
            (~PositionReport.system_stated).label("guessed"),
            PositionReport.is_demo.label("demo"),
            words.label("label"),
        )
        .join(MapPoint, MapPoint.report_id == PositionReport.id)
        .where(*in_tile(actor, tile), *_conditions(actor, wanted))
        .subquery("points")
    )
    data = session.scalar(
        select(func.ST_AsMVT(literal_column("points"), "points", _whole(extent), "geom")).select_from(points)
    )
    return bytes(data or b"")


def _whole(value: int) -> ColumnElement[int]:
    kind = Integer() if abs(value) < 1 << 31 else BigInteger()
    return bindparam(None, value, type_=kind, unique=True, literal_execute=True)


def _number(value: float) -> ColumnElement[float]:
    return bindparam(None, float(value), type_=Float(), unique=True, literal_execute=True)


def _counted(actor: Actor, tile: Tile) -> Subquery:
    """Cells that were counted beforehand, with what has changed since."""
    whose, shift = map_codes.whose_points(actor), 2 * (FINEST_LEVEL - tile.level)
    first, end = (_whole(one) for one in tile.cells(tile.level))
    from_delta, before_delta = (_whole(one) for one in tile.cells(FINEST_LEVEL))
    names = list(Counts.__annotations__)
    before = select(MapCell.cell, *(getattr(MapCell, name) for name in names)).where(
        MapCell.org_id == whose, MapCell.level == _whole(tile.level), MapCell.cell >= first, MapCell.cell < end
    )
    since = select(MapDelta.cell.op(">>")(_whole(shift)), *(getattr(MapDelta, name) for name in names)).where(
        MapDelta.org_id == whose, MapDelta.cell >= from_delta, MapDelta.cell < before_delta
    )
    both = before.union_all(since).subquery("both")
    total = {name: func.sum(both.c[name]) for name in names}
    rings = [(total[name] > 0, 4 - place) for place, name in enumerate(map_codes.RINGS)]
    stages = [(total[one.value] > 0, map_codes.STAGE_CODES[one]) for one in map_codes.FARTHEST_FIRST]
    return (
        select(
            total["n"].label("n"),
            total["verified"].label("verified"),
            case(*rings, else_=0).label("best"),
            total[map_codes.NO_CASE].label("free"),
            case(*stages, else_=0).label("stage"),
            total["x_sum"].label("x_sum"),
            total["y_sum"].label("y_sum"),
        )
        .group_by(both.c.cell)
        .having(total["n"] > 0)
        .subquery("counts")
    )


def _counted_now(actor: Actor, tile: Tile, wanted: PositionFilter) -> Subquery:
    """Cells counted from the points themselves: close up, where they are few, and whatever a filter leaves of them."""
    shift = 2 * (DEEPEST - tile.level)
    bounds = [(MapPoint.r95_m <= most, 4 - place) for place, most in enumerate(map_codes.RINGS.values()) if most]
    order = [(MapPoint.stage == map_codes.STAGE_CODES[one], place) for place, one in enumerate(FARTHEST)]
    farthest = func.min(case(*order))
    return (
        select(
            func.count().label("n"),
            func.count().filter(MapPoint.status == VERIFIED).label("verified"),
            func.coalesce(func.max(case(*bounds, else_=1)).filter(MapPoint.status != REJECTED), 0).label("best"),
            func.count().filter(MapPoint.stage == map_codes.NO_CASE_CODE).label("free"),
            case(
                *((farthest == place, map_codes.STAGE_CODES[one]) for place, one in enumerate(FARTHEST)), else_=0
            ).label("stage"),
            func.sum(cast(MapPoint.x, BigInteger)).label("x_sum"),
            func.sum(cast(MapPoint.y, BigInteger)).label("y_sum"),
        )
        .where(*in_tile(actor, tile), *_conditions(actor, wanted))
        .group_by(MapPoint.qk.op(">>")(_whole(shift)))
        .subquery("counts")
    )


FARTHEST = map_codes.FARTHEST_FIRST


def in_tile(actor: Actor, tile: Tile) -> tuple[ColumnElement[bool], ...]:
    """That a point of the map is one of `actor`'s, and lies in a tile."""
    first, end = (_whole(one) for one in tile.cells(DEEPEST))
    return MapPoint.org_id == map_codes.whose_points(actor), MapPoint.qk >= first, MapPoint.qk < end


def _conditions(actor: Actor, wanted: PositionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.statuses:
        yield MapPoint.status.in_([map_codes.STATUS_CODES[one] for one in wanted.statuses])
    if wanted.source_kinds:
        yield MapPoint.source.in_([map_codes.SOURCE_CODES[one] for one in wanted.source_kinds])
    if wanted.stages:
        yield MapPoint.stage.in_([map_codes.STAGE_CODES[one] for one in wanted.stages])
    if wanted.linked is not None:
        yield (MapPoint.stage != map_codes.NO_CASE_CODE) == wanted.linked
    if wanted.within_m is not None:
        yield MapPoint.r95_m <= wanted.within_m
    yield from _of_its_battle(wanted)
    if wanted.told_from:
        yield MapPoint.told_on >= wanted.told_from
    if wanted.told_until:
        yield MapPoint.told_on <= wanted.told_until
    if asks_reports(wanted):
        found: Select[Any] = narrowed(select(PositionReport.id), actor, _without_own(wanted))
        yield MapPoint.report_id.in_(found)


def _of_its_battle(wanted: PositionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.periods:
        yield MapPoint.period.in_([map_codes.PERIOD_CODES[one] for one in wanted.periods])
    if wanted.fought_from:
        yield MapPoint.fought_until >= wanted.fought_from
    if wanted.fought_until:
        yield MapPoint.fought_from <= wanted.fought_until


def _without_own(wanted: PositionFilter) -> PositionFilter:
    """The filter without what the points can answer themselves."""
    nothing = PositionFilter()
    return replace(wanted, **{name: getattr(nothing, name) for name in OWN_WORDS})
