"""Tiles of the planner's map: reports counted in cells, and close up one by one, as Mapbox vector tiles.

How the database reads them, with the plans, is in docs/decisions/0014-a-map-for-each-reader.md. What bounds a tile is
written into the statements, not bound to them: a generic plan would not know how little it asks for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
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
    false,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from gis_case.core.actor import Actor, Permission
from gis_case.planning.models import Counts, MapCell, MapDelta, MapPoint, MapVersion
from gis_case.planning.rules import map_codes
from gis_case.planning.rules.tiles import DEEPEST, FINEST_LEVEL, Tile
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import PositionFilter, narrowed, point_shown

EXTENT = 4096
# Single reports stand where they were told to be, to the centimetre, at any zoom.
FINE_EXTENT_BITS = 32
LABEL = 60
REJECTED = map_codes.STATUS_CODES[PositionStatus.REJECTED]
FARTHEST = map_codes.FARTHEST_FIRST
NOTHING_LEFT_OUT = PositionFilter()
BOUNDS = (
    "most", "z", "x", "y", "extent", "whose", "level", "first", "end", "first_delta", "end_delta", "up", "first_point",
    "end_point", "down", "column", "row", "scale", "side",
)  # fmt: skip
MEASURES = frozenset({"column", "row", "scale", "side"})
# The numbers that bound a tile, as the statement holds them: written out, or a place for each.
Marks = Mapping[str, ColumnElement[Any]]
# What the points themselves can answer; whatever else a filter asks goes by the reports.
OWN_WORDS = frozenset({
    "statuses", "source_kinds", "stages", "linked", "placed", "periods", "within_m", "fought_from", "fought_until",
    "told_from", "told_until", "sort",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """A vector tile: how many points there are, and the version of the reader's points that it was made of."""

    points: int
    version: str
    data: bytes


def version_of(session: Session, actor: Actor) -> str:
    """Return what changes whenever the points that `actor` may see change: theirs, and how often they changed.

    Deltas are only added and folded, so their number, folded ones included, never comes back.
    """
    whose = map_codes.whose_points(actor)
    return _version(whose, session.connection().exec_driver_sql(_version_template().format(whose=whose)).scalar_one())


def _version(whose: int, changes: int) -> str:
    return f"{whose}.{changes}"


def asks_reports(wanted: PositionFilter) -> bool:
    """Whether a filter asks for what the points do not hold, so that their version says nothing of the answer."""
    return _without_own(wanted) != NOTHING_LEFT_OUT


def cells_of(session: Session, actor: Actor, tile: Tile, wanted: PositionFilter) -> DrawnTile:
    """Return the points of a tile counted in its cells.

    Each cell is a point of the layer "cells" at the mean of its points: n, best (step of the ring, 0 to 4),
    free (in no case), stage (the farthest from its end, 0 where no report is in a case). A report alone in its cell is
    shown in the middle of the cell: no counted tile tells where a single report lies.
    """
    if _leaves_nothing_out(wanted):
        sent = _cells_template(tile.counted).format(**_bounds(actor, tile))
        total, changes, data = session.connection().exec_driver_sql(sent).one()
    else:
        total, changes, data = session.execute(cells_in(actor, tile, wanted)).one()
    return DrawnTile(int(total), _version(map_codes.whose_points(actor), changes), bytes(data or b""))


def cells_in(actor: Actor, tile: Tile, wanted: PositionFilter) -> Select[Any]:
    """One row: how many points a tile holds, how often they changed, and its cells as a vector tile."""
    marks = _marks(actor, tile)
    if _leaves_nothing_out(wanted) and tile.counted:
        return _as_tile(_counted(marks), marks)
    return _as_tile(_counted_now(marks, tuple(_conditions(actor, wanted))), marks)


def _leaves_nothing_out(wanted: PositionFilter) -> bool:
    return replace(wanted, sort=NOTHING_LEFT_OUT.sort) == NOTHING_LEFT_OUT


def _bounds(actor: Actor, tile: Tile) -> dict[str, int | float]:
    """Every number by which the statement of one tile differs from that of another."""
    column, row = tile.corner
    # Close up nothing is counted beforehand, and these bound nothing.
    first, end = tile.cells(tile.level) if tile.counted else (0, 0)
    first_delta, end_delta = tile.cells(FINEST_LEVEL) if tile.counted else (0, 0)
    first_point, end_point = tile.cells(DEEPEST)
    return {
        "z": tile.z,
        "x": tile.x,
        "y": tile.y,
        "extent": 1 << min(FINE_EXTENT_BITS - tile.z, DEEPEST),
        "whose": map_codes.whose_points(actor),
        "level": tile.level,
        "first": first,
        "end": end,
        "first_delta": first_delta,
        "end_delta": end_delta,
        "up": 2 * max(FINEST_LEVEL - tile.level, 0),
        "first_point": first_point,
        "end_point": end_point,
        "down": 2 * (DEEPEST - tile.level),
        "column": float(column),
        "row": float(row),
        "scale": EXTENT / (1 << (DEEPEST - tile.z)),
        "side": float(EXTENT >> (tile.level - tile.z)),
    }


def _marks(actor: Actor, tile: Tile) -> Marks:
    return {name: _written(value) for name, value in _bounds(actor, tile).items()}


# Putting these statements together takes longer than asking them: without a filter they are put together once, with a
# place for each number.
PLACES: Marks = {name: literal_column(f"{{{name}}}", Float() if name in MEASURES else BigInteger()) for name in BOUNDS}


@cache
def _cells_template(counted: bool) -> str:
    return _as_text(_as_tile(_counted(PLACES) if counted else _counted_now(PLACES, ()), PLACES))


@cache
def _version_template() -> str:
    return _as_text(select(_changes(PLACES)))


@cache
def _points_template(exact: bool) -> str:
    return _as_text(_points(PLACES, (), exact=exact))


def _as_text(statement: Select[Any]) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _as_tile(counts: Subquery, marks: Marks) -> Select[Any]:
    x = _place(counts.c.x_sum, counts.c.n, marks["column"], marks)
    y = _place(counts.c.y_sum, counts.c.n, marks["row"], marks)
    shown = (cast(counts.c[name], Integer).label(name) for name in ("n", "best", "free", "stage"))
    cells = select(func.ST_MakePoint(x, y).label("geom"), *shown).subquery("cells")
    data = func.ST_AsMVT(literal_column("cells"), "cells", literal_column(str(EXTENT)), "geom")
    return select(func.coalesce(func.sum(cells.c.n), 0), _changes(marks), data).select_from(cells)


def _changes(marks: Marks) -> ColumnElement[int]:
    """How often the reader's points changed: what was folded into the cells, and what waits."""
    folded = select(MapVersion.folded).where(MapVersion.org_id == marks["whose"]).scalar_subquery()
    waiting = select(func.count()).select_from(MapDelta).where(MapDelta.org_id == marks["whose"]).scalar_subquery()
    return func.coalesce(folded, 0) + waiting


def _place(total: ColumnElement[int], n: ColumnElement[int], corner: Any, marks: Marks) -> ColumnElement[float]:
    """The mean within the tile; in the middle of its cell where there is but one point."""
    mean = func.floor((cast(total, Float) / cast(n, Float) - corner) * marks["scale"])
    side = marks["side"]
    return case((n == 1, func.floor(mean / side) * side + side * 0.5), else_=mean)


def points_of(session: Session, actor: Actor, tile: Tile, wanted: PositionFilter, most: int) -> DrawnTile | None:
    """Return the reports of a tile one by one, as points of the layer "points"; None where there are more than `most`.

    Each has id, status, source, r95 (metres), stage (0 in no case), guessed, demo and label (empty where the actor
    may not read the words).
    """
    exact = actor.may(Permission.EXACT_POINTS)
    if _leaves_nothing_out(wanted):
        sent = _points_template(exact).format(most=most, **_bounds(actor, tile))
        found, changes, data = session.connection().exec_driver_sql(sent).one()
    else:
        found, changes, data = session.execute(points_in(actor, tile, wanted, most)).one()
    if found > most:
        return None
    return DrawnTile(found, _version(map_codes.whose_points(actor), changes), bytes(data or b""))


def points_in(actor: Actor, tile: Tile, wanted: PositionFilter, most: int) -> Select[Any]:
    """One row: how many points there are, at most one more than `most`; how often they changed; the tile, or NULL."""
    marks: Marks = {**_marks(actor, tile), "most": _whole(most)}
    return _points(marks, tuple(_conditions(actor, wanted)), exact=actor.may(Permission.EXACT_POINTS))


def _points(marks: Marks, conditions: tuple[ColumnElement[bool], ...], *, exact: bool) -> Select[Any]:
    words: ColumnElement[str] = literal("")
    if exact:
        words = func.left(func.coalesce(func.nullif(PositionReport.subject, ""), PositionReport.verbatim), LABEL)
    extent = cast(marks["extent"], Integer)
    envelope = func.ST_TileEnvelope(*(cast(marks[name], Integer) for name in ("z", "x", "y")))
    ground = func.ST_Transform(point_shown(exact=exact), 3857)
    points = (
        select(
            func.ST_AsMVTGeom(ground, envelope, extent, 0, False).label("geom"),
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
        .where(*_within(marks), *conditions)
        .subquery("points")
    )
    drawn = select(func.ST_AsMVT(literal_column("points"), "points", extent, "geom")).select_from(points)
    some = select(MapPoint.report_id).where(*_within(marks), *conditions).limit(marks["most"] + 1).subquery("some")
    few = select(func.count().label("n")).select_from(some).subquery("few")
    # The database draws only where the condition holds: a tile of thousands is left at the count.
    return select(few.c.n, _changes(marks), case((few.c.n <= marks["most"], drawn.scalar_subquery())))


def _whole(value: int) -> ColumnElement[int]:
    kind = Integer() if abs(value) < 1 << 31 else BigInteger()
    return bindparam(None, value, type_=kind, unique=True, literal_execute=True)


def _written(value: float) -> ColumnElement[Any]:
    if isinstance(value, int):
        return _whole(value)
    return bindparam(None, value, type_=Float(), unique=True, literal_execute=True)


def _counted(marks: Marks) -> Subquery:
    """Cells that were counted beforehand, with what has changed since."""
    names = list(Counts.__annotations__)
    before = select(MapCell.cell, *(getattr(MapCell, name) for name in names)).where(
        MapCell.org_id == marks["whose"],
        MapCell.level == marks["level"],
        MapCell.cell >= marks["first"],
        MapCell.cell < marks["end"],
    )
    since = select(MapDelta.cell.op(">>")(cast(marks["up"], Integer)), *(getattr(MapDelta, name) for name in names))
    since = since.where(
        MapDelta.org_id == marks["whose"], MapDelta.cell >= marks["first_delta"], MapDelta.cell < marks["end_delta"]
    )
    both = before.union_all(since).subquery("both")
    total = {name: func.sum(both.c[name]) for name in names}
    rings = [(total[name] > 0, 4 - place) for place, name in enumerate(map_codes.RINGS)]
    stages = [(total[one.value] > 0, map_codes.STAGE_CODES[one]) for one in map_codes.FARTHEST_FIRST]
    return (
        select(
            total["n"].label("n"),
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


def _counted_now(marks: Marks, conditions: tuple[ColumnElement[bool], ...]) -> Subquery:
    """Cells counted from the points themselves: close up, where they are few, and whatever a filter leaves of them."""
    bounds = [(MapPoint.r95_m <= most, 4 - place) for place, most in enumerate(map_codes.RINGS.values()) if most]
    order = [(MapPoint.stage == map_codes.STAGE_CODES[one], place) for place, one in enumerate(FARTHEST)]
    farthest = func.min(case(*order))
    return (
        select(
            func.count().label("n"),
            func.coalesce(func.max(case(*bounds, else_=1)).filter(MapPoint.status != REJECTED), 0).label("best"),
            func.count().filter(MapPoint.stage == map_codes.NO_CASE_CODE).label("free"),
            case(
                *((farthest == place, map_codes.STAGE_CODES[one]) for place, one in enumerate(FARTHEST)), else_=0
            ).label("stage"),
            func.sum(cast(MapPoint.x, BigInteger)).label("x_sum"),
            func.sum(cast(MapPoint.y, BigInteger)).label("y_sum"),
        )
        .where(*_within(marks), *conditions)
        .group_by(MapPoint.qk.op(">>")(cast(marks["down"], Integer)))
        .subquery("counts")
    )


def in_tile(actor: Actor, tile: Tile) -> tuple[ColumnElement[bool], ...]:
    """That a point of the map is one of `actor`'s, and lies in a tile."""
    return _within(_marks(actor, tile))


def _within(marks: Marks) -> tuple[ColumnElement[bool], ...]:
    first, end = marks["first_point"], marks["end_point"]
    return MapPoint.org_id == marks["whose"], MapPoint.qk >= first, MapPoint.qk < end


def _conditions(actor: Actor, wanted: PositionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.statuses:
        yield MapPoint.status.in_([map_codes.STATUS_CODES[one] for one in wanted.statuses])
    if wanted.source_kinds:
        yield MapPoint.source.in_([map_codes.SOURCE_CODES[one] for one in wanted.source_kinds])
    if wanted.stages:
        yield MapPoint.stage.in_([map_codes.STAGE_CODES[one] for one in wanted.stages])
    if wanted.placed is False:
        yield false()  # what has no place lies on no map
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
    return replace(wanted, **{name: getattr(NOTHING_LEFT_OUT, name) for name in OWN_WORDS})
