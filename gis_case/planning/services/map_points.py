"""Keep the counts of the planner's map: fold what changed into the cells, and look whether all is as it must be.

Triggers keep the points beside the reports and write down what changes in a cell (migration 0015). Tiles count that at
once; folding it into the cells afterwards changes no figure on any map.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from gis_case.planning.queries.map_upkeep import EMPTY, FOLD, LOCK, RECKON, SLICE

REPORTS_AT_ONCE = 5_000
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Drift:
    """What a look at the map's points and cells found other than it had to be, and mended."""

    points: int
    cells: int


def fold_deltas(session: Session) -> int:
    """Put what changed into the cells; return how many changes. Safe twice, and beside anything else."""
    session.execute(LOCK)
    folded: int = session.execute(FOLD).scalar_one()
    if folded:
        session.execute(EMPTY)
    return folded


def sync_points(session: Session, step: Callable[[int], None] | None = None) -> Iterator[int]:
    """Compare the points with the reports in slices, mending them; give the rows mended in each.

    The caller commits after each slice, so that nobody waits long; `step` hears how many reports a slice had.
    """
    after = FIRST
    while True:
        last, reports, mended = session.execute(SLICE, {"after": after, "most": REPORTS_AT_ONCE}).one()
        if not reports:
            return
        after = last
        if step:
            step(reports)
        yield int(mended)


def reckon_cells(session: Session) -> int:
    """Compare the cells with the points as they are at one moment, mend them, return how many were wrong."""
    session.execute(LOCK)
    return int(session.execute(RECKON).scalar_one())


def rebuild_map(session: Session, step: Callable[[int], None] | None = None) -> Drift:
    """Make all points and cells of the map what they must be, committing on the way; return what was wrong."""
    points = 0
    for mended in sync_points(session, step):
        points += mended
        session.commit()
    fold_deltas(session)
    session.commit()
    cells = reckon_cells(session)
    session.commit()
    return Drift(points, cells)
