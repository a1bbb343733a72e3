"""Statements that keep the counts of the planner's map: fold what changed, and reckon all anew.

They are written out, and only once: what they name are columns of planning.models.Counts, never what anybody typed.
"""

from collections.abc import Iterator

from sqlalchemy import text

from gis_case.planning.models import Counts
from gis_case.planning.rules import map_codes
from gis_case.planning.rules.tiles import COARSEST_LEVEL, DEEPEST, FINEST_LEVEL
from gis_case.positions.models import PositionStatus

NAMES = tuple(Counts.__annotations__)
LISTED = ", ".join(NAMES)
SUMS = ", ".join(f"sum({name}) AS {name}" for name in NAMES)
ADDED = ", ".join(f"{name} = map_cell.{name} + excluded.{name}" for name in NAMES)
SAME = ", ".join(f"{name} = excluded.{name}" for name in NAMES)

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('map_cells', 0))")
FOLD = text(f"""
WITH gone AS (DELETE FROM map_delta RETURNING org_id, cell, {LISTED}),
finest AS (SELECT org_id, cell, {SUMS} FROM gone GROUP BY 1, 2),
told AS (
    INSERT INTO map_version (org_id, folded) SELECT org_id, count(*) FROM gone GROUP BY 1 ORDER BY 1
    ON CONFLICT (org_id) DO UPDATE SET folded = map_version.folded + excluded.folded),
written AS (
    INSERT INTO map_cell (org_id, level, cell, {LISTED})
    SELECT org_id, level, cell >> 2 * ({FINEST_LEVEL} - level), {SUMS}
    FROM finest CROSS JOIN generate_series({COARSEST_LEVEL}, {FINEST_LEVEL}) AS level GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (org_id, level, cell) DO UPDATE SET {ADDED})
SELECT count(*) FROM gone
""")
EMPTY = text("DELETE FROM map_cell WHERE n = 0")


def _rings() -> Iterator[tuple[str, str]]:
    """Each step of the ring with its radii, from the one below it to its own bound."""
    over = ""
    for name, most in map_codes.RINGS.items():
        yield name, " AND ".join(filter(None, (over, f"r95_m <= {most}" if most else "")))
        over = f"r95_m > {most}"


def _of_points() -> Iterator[tuple[str, str]]:
    """What points add to each count, as the triggers say it."""
    yield "n", "count(*)"
    rejected = map_codes.STATUS_CODES[PositionStatus.REJECTED]
    for name, radii in _rings():
        yield name, f"count(*) FILTER (WHERE status <> {rejected} AND {radii})"
    yield map_codes.NO_CASE, f"count(*) FILTER (WHERE stage = {map_codes.NO_CASE_CODE})"
    for stage, code in map_codes.STAGE_CODES.items():
        yield stage.value, f"count(*) FILTER (WHERE stage = {code})"
    yield "x_sum", "sum(x::bigint)"
    yield "y_sum", "sum(y::bigint)"


OF_POINTS = dict(_of_points())
COUNTED = ", ".join(f"{OF_POINTS[name]} AS {name}" for name in NAMES)
OF_WANTED, OF_KEPT = (", ".join(f"{row}.{name}" for name in NAMES) for row in "wc")


def _levels() -> str:
    """Each level from the one below it: a row of a thousand points is summed once, not once for each level."""
    return ",\n".join(
        f"level_{level} AS MATERIALIZED (SELECT org_id, cell >> 2 AS cell, {SUMS} FROM level_{level + 1} GROUP BY 1, 2)"
        for level in range(FINEST_LEVEL - 1, COARSEST_LEVEL - 1, -1)
    )


ALL_LEVELS = " UNION ALL ".join(
    f"SELECT org_id, {level} AS level, cell, {LISTED} FROM level_{level}"
    for level in range(COARSEST_LEVEL, FINEST_LEVEL + 1)
)
# What the cells must be, of one moment: the points, without what still waits as deltas.
RECKON = text(f"""
WITH level_{FINEST_LEVEL} AS MATERIALIZED (
    SELECT org_id, cell, {SUMS} FROM (
        SELECT org_id, qk >> {2 * (DEEPEST - FINEST_LEVEL)} AS cell, {COUNTED} FROM map_point GROUP BY 1, 2
        UNION ALL SELECT org_id, cell, {", ".join(f"-{name}" for name in NAMES)} FROM map_delta) AS moved
    GROUP BY 1, 2),
{_levels()},
wanted AS MATERIALIZED (
    {ALL_LEVELS}),
drifted AS MATERIALIZED (
    SELECT org_id, level, cell, w.org_id IS NULL AS surplus, {OF_WANTED}
    FROM wanted w FULL JOIN map_cell c USING (org_id, level, cell)
    WHERE ({OF_WANTED}) IS DISTINCT FROM ({OF_KEPT}) AND NOT (c.org_id IS NULL AND w.n = 0)),
gone AS (
    DELETE FROM map_cell c USING drifted d
    WHERE d.surplus AND (c.org_id, c.level, c.cell) = (d.org_id, d.level, d.cell)),
written AS (
    INSERT INTO map_cell (org_id, level, cell, {LISTED})
    SELECT org_id, level, cell, {LISTED} FROM drifted WHERE NOT surplus ORDER BY 1, 2, 3
    ON CONFLICT (org_id, level, cell) DO UPDATE SET {SAME}),
told AS (
    INSERT INTO map_version (org_id, folded) SELECT DISTINCT org_id, 1 FROM drifted ORDER BY 1
    ON CONFLICT (org_id) DO UPDATE SET folded = map_version.folded + 1)
SELECT count(*) FROM drifted
""")
SLICE = text("""
SELECT ids[array_length(ids, 1)], coalesce(array_length(ids, 1), 0), map_points_sync(ids) FROM (
    SELECT ARRAY(SELECT id FROM position_report WHERE id > :after ORDER BY id LIMIT :most) AS ids) AS next
""")
