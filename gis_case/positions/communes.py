"""The commune a point lies in: as exactly as one may know it, and worked out anew when other boundaries hold.

A trigger writes it (migration 0018), from the boundaries that hold, else from the nearest commune's own point.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, literal, select, text, update
from sqlalchemy.orm import Session, aliased

from gis_case.access.models import Organisation
from gis_case.core.actor import Actor, Permission
from gis_case.core.clock import now
from gis_case.core.geojson import COARSE_DEG
from gis_case.layers.models import BoundaryAdoption, BoundaryPiece
from gis_case.layers.queries import newest_adoption
from gis_case.positions.models import CommuneBy, PositionReport
from gis_case.positions.queries import only_readable, point_for

SLICE = 5000
FIRST = UUID(int=0)
LAST = text("SELECT id FROM position_report WHERE id > :after ORDER BY id OFFSET :offset LIMIT 1")
# The trigger works it out; touched are the rows alone of which it would say something else than they say.
MOVE = text("""
WITH slice AS (
    SELECT id, point, commune_id, commune_by FROM position_report WHERE id > :after AND id <= :last)
UPDATE position_report SET commune_by = position_report.commune_by
FROM slice, LATERAL commune_at(slice.point) AS at
WHERE position_report.id = slice.id
    AND (slice.commune_id, slice.commune_by) IS DISTINCT FROM (at.found_id, at.found_by)
""")
# Without it the type of the select would be told, and could not be narrowed as any other.
BARE: tuple[Any, ...] = ()
Lying = aliased(Organisation)


def in_commune(actor: Actor, commune_id: int) -> ColumnElement[bool]:
    """Whether a report lies in a commune, for lists, maps and counts.

    Who knows places coarsely is told of the coarse place: where the exact one lies would narrow it down. Without
    boundaries that hold they are told of none.
    """
    if actor.may(Permission.EXACT_POINTS):
        return PositionReport.commune_id == commune_id
    piece = BoundaryPiece.shape
    near = PositionReport.point.op("&&")(func.ST_Expand(piece, COARSE_DEG))
    return exists().where(BoundaryPiece.commune_id == commune_id, near, func.ST_Covers(piece, point_for(actor)))


def commune_columns(actor: Actor) -> tuple[ColumnElement[Any], ...]:
    """commune_name and commune_by for a list of reports, outer-joined to `Lying`; empty for who knows coarsely."""
    if actor.may(Permission.EXACT_POINTS):
        return Lying.name.label("commune_name"), PositionReport.commune_by.label("commune_by")
    return literal(None).label("commune_name"), literal(None).label("commune_by")


def lies_in(actor: Actor) -> ColumnElement[bool]:
    """The condition of that outer join."""
    return Lying.id == PositionReport.commune_id if actor.may(Permission.EXACT_POINTS) else false()


def commune_of(session: Session, actor: Actor, report_id: UUID) -> tuple[str, CommuneBy] | None:
    """Return the commune one report lies in and how that is known; of the coarse place, for who knows that alone."""
    columns: Select[Any]
    if actor.may(Permission.EXACT_POINTS):
        columns = select(Lying.name, PositionReport.commune_by, *BARE).join(PositionReport, lies_in(actor))
    else:
        at = func.commune_at(point_for(actor)).table_valued("found_id", "found_by").lateral("at")
        columns = select(Lying.name, at.c.found_by, *BARE).select_from(PositionReport).join(at, literal(True))
        columns = columns.join(Lying, Lying.id == at.c.found_id)
    row: Any = session.execute(only_readable(columns, actor).where(PositionReport.id == report_id)).one_or_none()
    return (row[0], CommuneBy(row[1])) if row else None


def place_slice(session: Session, *, adoption: int, after: UUID = FIRST, done: int = 0) -> tuple[UUID, int] | None:
    """Give the next positions after `after` the communes that hold now; return where to go on, None at the end.

    Doing it again changes nothing. A slice of an adoption that was followed by another is left to that one.
    """
    holds = newest_adoption(session)
    if holds is not None and holds.number != adoption:
        return None
    last = session.scalar(LAST, {"after": after, "offset": SLICE - 1})
    session.execute(MOVE, {"after": after, "last": last or UUID(int=2**128 - 1)})
    if holds is not None:
        _tell(session, holds, None if last is None else done + SLICE)
    return None if last is None else (last, done + SLICE)


def _tell(session: Session, holds: BoundaryAdoption, done: int | None) -> None:
    """Write how far it has come; without `done` it has come to its end."""
    progress: dict[str, Any] = {"positions_done": done}
    if done is None:
        total = session.scalar(select(func.count()).select_from(PositionReport))
        progress = {"positions_done": total, "positions_total": total, "finished_at": now()}
    elif done == SLICE:
        progress["positions_total"] = session.scalar(select(func.count()).select_from(PositionReport))
    session.execute(update(BoundaryAdoption).where(BoundaryAdoption.number == holds.number).values(**progress))
