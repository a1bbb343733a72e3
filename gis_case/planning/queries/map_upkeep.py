"""Statements that keep the counts of the planner's map: fold what changed, and reckon all anew.

They are written out, and only once: what they name are columns of planning.models.Counts, never what anybody typed.
"""

from sqlalchemy import text

from gis_case.planning.models import Counts
from gis_case.planning.rules.tiles import COARSEST_LEVEL, DEEPEST, FINEST_LEVEL

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


def _of_point(name: str) -> str:
    """What one point adds to a count, as the triggers say it."""
    rings = {
        "within_100": "r95_m <= 100",
        "within_300": "r95_m > 100 AND r95_m <= 300",
        "within_1000": "r95_m > 300 AND r95_m <= 1000",
        "wider": "r95_m > 1000",
    }
    if name in rings:
        return f"count(*) FILTER (WHERE status <> 3 AND {rings[name]})"
    known = {
        "n": "count(*)",
        "verified": "count(*) FILTER (WHERE status = 2)",
        "x_sum": "sum(x::bigint)",
        "y_sum": "sum(y::bigint)",
    }
    # Stages stand in order among the counts, "in no case" (0) first.
    return known.get(name) or f"count(*) FILTER (WHERE stage = {NAMES.index(name) - NAMES.index('no_case')})"


COUNTED = ", ".join(f"{_of_point(name)} AS {name}" for name in NAMES)
DIFFERS = ", ".join(f"w.{name}" for name in NAMES), ", ".join(f"c.{name}" for name in NAMES)


def _levels() -> str:
    """Each level from the one below it: a row of a thousand points is summed once, not eleven times."""
    parts = []
    for level in range(FINEST_LEVEL - 1, COARSEST_LEVEL - 1, -1):
        parts.append(
            f"level_{level} AS MATERIALIZED"
            f" (SELECT org_id, cell >> 2 AS cell, {SUMS} FROM level_{level + 1} GROUP BY 1, 2)"
        )
    return ",\n".join(parts)


# What the cells must be, of one moment: the points, without what still waits as deltas.
RECKON = text(f"""
WITH level_{FINEST_LEVEL} AS MATERIALIZED (
    SELECT org_id, cell, {SUMS} FROM (
        SELECT org_id, qk >> {2 * (DEEPEST - FINEST_LEVEL)} AS cell, {COUNTED} FROM map_point GROUP BY 1, 2
        UNION ALL SELECT org_id, cell, {", ".join(f"-{name}" for name in NAMES)} FROM map_delta) AS moved
    GROUP BY 1, 2),
{_levels()},
wanted AS MATERIALIZED (
    {
    " UNION ALL ".join(
        f"SELECT org_id, {level} AS level, cell, {LISTED} FROM level_{level}"
        for level in range(COARSEST_LEVEL, FINEST_LEVEL + 1)
    )
}),
drifted AS MATERIALIZED (
    SELECT org_id, level, cell, w.org_id IS NULL AS surplus, {", ".join(f"w.{name}" for name in NAMES)}
    FROM wanted w FULL JOIN map_cell c USING (org_id, level, cell)
    WHERE ({DIFFERS[0]}) IS DISTINCT FROM ({DIFFERS[1]}) AND NOT (c.org_id IS NULL AND w.n = 0)),
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
