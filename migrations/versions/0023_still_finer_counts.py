"""Count the points of the map down to level 17, so that a tile of zoom 13 or 14 adds up cells as well.

The counts are worked out anew from the points: they wait as differences until the job folds them, and tiles are exact
meanwhile.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DEEPEST, BEFORE, FINEST = 24, 16, 17
RINGS = {
    "within_100": "p.r95_m <= 100", "within_300": "p.r95_m > 100 AND p.r95_m <= 300",
    "within_1000": "p.r95_m > 300 AND p.r95_m <= 1000", "wider": "p.r95_m > 1000",
}  # fmt: skip
STAGES = (
    "no_case", "intake", "verification", "excavation", "dna_submission", "identification", "concluded", "suspended",
    "unfounded",
)  # fmt: skip
# What one point adds to each count of its cell.
COUNTS = {
    "n": "1",
    **{name: f"(p.status <> 3 AND {radii})::int" for name, radii in RINGS.items()},
    **{name: f"(p.stage = {place})::int" for place, name in enumerate(STAGES)},
    "x_sum": "p.x::bigint",
    "y_sum": "p.y::bigint",
}
ADDED, GONE = "SELECT 1 AS sign, a.* FROM added a", "SELECT -1 AS sign, g.* FROM gone g"
TRIGGERS = {
    "map_point_added": ADDED, "map_point_changed": f"{ADDED} UNION ALL {GONE}", "map_point_gone": GONE,
}  # fmt: skip
HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"


def _written(rows: str, finest: int) -> str:
    """Write down what `rows` (of columns sign and those of a point) change in each cell."""
    sums = ", ".join(f"sum(p.sign * {value})" for value in COUNTS.values())
    return (
        f"INSERT INTO map_delta (org_id, cell, {', '.join(COUNTS)}) SELECT p.org_id,"
        f" p.qk >> {2 * (DEEPEST - finest)}, {sums} FROM ({rows}) AS p GROUP BY 1, 2 ORDER BY 1, 2"
    )


def _count_to(finest: int) -> None:
    """Let all counts go, so that no version of a map comes back; let the triggers count so, and count what is there."""
    op.execute("LOCK TABLE map_point, map_cell, map_delta IN ACCESS EXCLUSIVE MODE")
    op.execute(
        "INSERT INTO map_version (org_id, folded) SELECT org_id, count(*) + 1 FROM map_delta GROUP BY 1"
        " ON CONFLICT (org_id) DO UPDATE SET folded = map_version.folded + excluded.folded"
    )
    op.execute("TRUNCATE map_cell, map_delta")
    for name, rows in TRIGGERS.items():
        body = f"BEGIN {_written(rows, finest)}; RETURN NULL; END $$"
        op.execute(f"CREATE OR REPLACE FUNCTION {name}() {HEAD} {body}")
    op.execute(_written("SELECT 1 AS sign, m.* FROM map_point m", finest))


def upgrade() -> None:
    """Apply."""
    _count_to(FINEST)


def downgrade() -> None:
    """Take back."""
    _count_to(BEFORE)
