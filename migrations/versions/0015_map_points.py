"""Reports as points of the map, once for each reader, and how many there are in each cell."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("map_point", "map_cell", "map_delta", "map_version")
# What a cell counts; every number can be added to and taken from.
RINGS = ("within_100", "within_300", "within_1000", "wider")
STAGES = (
    "no_case", "intake", "verification", "excavation", "dna_submission", "identification", "concluded", "suspended",
    "unfounded",
)  # fmt: skip
COUNTS = ("n", "verified", *RINGS, *STAGES)
SUMS = ("x_sum", "y_sum")
DEEPEST, FINEST = 24, 14

ME = "(SELECT nullif(current_setting('app.org_id', true), '')::int)"
HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"

# Bits of a number spread to every second place: two of them, one shifted, make the Morton code of a cell.
SPREAD = """
CREATE FUNCTION map_spread(number bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    number := (number | (number << 16)) & x'0000FFFF0000FFFF'::bigint;
    number := (number | (number << 8)) & x'00FF00FF00FF00FF'::bigint;
    number := (number | (number << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    number := (number | (number << 2)) & x'3333333333333333'::bigint;
    RETURN (number | (number << 1)) & x'5555555555555555'::bigint;
END $$
"""

# The points that there must be of some reports: for each organisation that reads one, for the province (0), and
# coarsely for those of the province who may not know places (-1). Web Mercator; y counts from the north.
WANTED = f"""
CREATE FUNCTION map_points_wanted(ids uuid[]) RETURNS SETOF map_point
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
SELECT reader.org_id, map_spread(at.x) | (map_spread(at.y) << 1), r.id, at.x::int, at.y::int,
       CASE WHEN reader.org_id = -1 THEN greatest(r.r95_m, 4000) ELSE r.r95_m END::real,
       (array_position(ARRAY['unverified', 'verified', 'rejected'], r.status::text))::smallint,
       (array_position(ARRAY['gnss', 'map', 'document', 'shown_on_site', 'near_landmark', 'told'],
                       r.source_kind::text))::smallint,
       CASE WHEN r.case_id IS NULL THEN 0 WHEN c.id IS NULL THEN {len(STAGES)}
            ELSE array_position(ARRAY{list(STAGES)!r}, c.stage::text) - 1 END::smallint,
       (array_position(ARRAY['1947-1954', '1979', '1984-1989', '1955-1975', 'other'], s.period::text))::smallint,
       s.start_earliest, coalesce(s.end_latest, s.start_earliest),
       coalesce(r.given_on, (r.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date), r.version
FROM unnest(ids) AS asked(id)
JOIN position_report r ON r.id = asked.id
CROSS JOIN LATERAL (
    SELECT true AS exact, ST_X(r.point) AS lon, ST_Y(r.point) AS lat
    UNION ALL SELECT false, ST_X(ST_SnapToGrid(r.point, 0.05)), ST_Y(ST_SnapToGrid(r.point, 0.05))) AS place
CROSS JOIN LATERAL (
    SELECT least(greatest(floor((place.lon + 180) / 360 * (1 << {DEEPEST})), 0), (1 << {DEEPEST}) - 1)::bigint AS x,
           least(greatest(floor((1 - asinh(tan(radians(least(greatest(place.lat, -85.06), 85.06)))) / pi()) / 2
                                * (1 << {DEEPEST})), 0), (1 << {DEEPEST}) - 1)::bigint AS y OFFSET 0) AS at
CROSS JOIN LATERAL (
    SELECT unnest(0 || r.reader_org_ids) AS org_id WHERE place.exact
    UNION ALL SELECT -1 WHERE NOT place.exact) AS reader
-- A report may lie in a case that its own organisation does not read: nothing of the case is told there.
LEFT JOIN search_case c ON c.id = r.case_id AND (reader.org_id <= 0 OR c.reader_org_ids @> ARRAY[reader.org_id])
LEFT JOIN battle_site s ON s.id = coalesce(r.site_id, c.site_id)
WHERE r.point IS NOT NULL
$$
"""

FACTS = (
    "qk", "x", "y", "r95_m", "status", "source", "stage", "period", "fought_from", "fought_until", "told_on",
    "report_version",
)  # fmt: skip
# Joined, not looked for by ANY: of a million ids that would be a million looks through the list.
SYNC = f"""
CREATE FUNCTION map_points_sync(ids uuid[]) RETURNS bigint {HEAD}
DECLARE gone bigint; kept bigint;
BEGIN
    -- Whoever changes a report, its case or its site at the same time waits here, and then sees what the other wrote.
    PERFORM FROM position_report r JOIN unnest(ids) AS asked(id) ON r.id = asked.id
    ORDER BY r.id FOR NO KEY UPDATE OF r;
    DELETE FROM map_point p USING unnest(ids) AS asked(id) WHERE p.report_id = asked.id AND NOT EXISTS (
        SELECT FROM position_report r WHERE r.id = p.report_id AND r.point IS NOT NULL
            AND (p.org_id <= 0 OR p.org_id = ANY(r.reader_org_ids)));
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO map_point SELECT * FROM map_points_wanted(ids) ORDER BY 1, 2
    ON CONFLICT (report_id, org_id) DO UPDATE SET {", ".join(f"{one} = excluded.{one}" for one in FACTS)}
    WHERE ({", ".join(f"map_point.{one}" for one in FACTS)})
        IS DISTINCT FROM ({", ".join(f"excluded.{one}" for one in FACTS)});
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN gone + kept;
END $$
"""
WATCHED = (
    "point", "r95_m", "status", "source_kind", "case_id", "site_id", "given_on", "reader_org_ids", "version",
)  # fmt: skip
# Names and bodies of what keeps the points beside the reports, and the counts beside the points.
FUNCTIONS = {
    "map_report_added": "PERFORM map_points_sync(ARRAY(SELECT id FROM added WHERE point IS NOT NULL)); RETURN NULL;",
    "map_report_changed": f"""
        PERFORM map_points_sync(ARRAY(
            SELECT a.id FROM added a JOIN gone g ON g.id = a.id
            WHERE ({", ".join(f"a.{one}" for one in WATCHED)})
                IS DISTINCT FROM ({", ".join(f"g.{one}" for one in WATCHED)})
            ORDER BY a.id));
        RETURN NULL;""",
    "map_case_changed": """
        PERFORM map_points_sync(ARRAY(SELECT id FROM position_report WHERE case_id = NEW.id ORDER BY id));
        RETURN NULL;""",
    "map_site_changed": """
        PERFORM map_points_sync(ARRAY(
            SELECT id FROM position_report WHERE site_id = NEW.id
            UNION SELECT r.id FROM position_report r JOIN search_case c ON c.id = r.case_id
            WHERE c.site_id = NEW.id AND r.site_id IS NULL));
        RETURN NULL;""",
}


def _ring(row: str) -> dict[str, str]:
    """Counts of the four steps of a cluster's ring; what was rejected is no part of them."""
    stands = f"{row}.status <> 3"
    return {
        "within_100": f"({stands} AND {row}.r95_m <= 100)::int",
        "within_300": f"({stands} AND {row}.r95_m > 100 AND {row}.r95_m <= 300)::int",
        "within_1000": f"({stands} AND {row}.r95_m > 300 AND {row}.r95_m <= 1000)::int",
        "wider": f"({stands} AND {row}.r95_m > 1000)::int",
    }


def _counts(row: str) -> dict[str, str]:
    """What one point adds to its cell, column by column."""
    stages = {name: f"({row}.stage = {place})::int" for place, name in enumerate(STAGES)}
    return {
        "n": "1", "verified": f"({row}.status = 2)::int", **_ring(row), **stages,
        "x_sum": f"{row}.x::bigint", "y_sum": f"{row}.y::bigint",
    }  # fmt: skip


def _delta(name: str, rows: str) -> str:
    """A trigger's function that writes down what `rows` (of columns sign and those of a point) change in each cell."""
    sums = ", ".join(f"sum(p.sign * {value})" for value in _counts("p").values())
    shift = 2 * (DEEPEST - FINEST)
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger {HEAD} BEGIN INSERT INTO map_delta"
        f" (org_id, cell, {', '.join(COUNTS + SUMS)}) SELECT p.org_id, p.qk >> {shift}, {sums} FROM ({rows}) AS p"
        " GROUP BY 1, 2 ORDER BY 1, 2; RETURN NULL; END $$"
    )


ADDED, GONE = "SELECT 1 AS sign, a.* FROM added a", "SELECT -1 AS sign, g.* FROM gone g"
DELTAS = {
    "INSERT": ("map_point_added", "NEW TABLE AS added", ADDED),
    "UPDATE": ("map_point_changed", "NEW TABLE AS added OLD TABLE AS gone", f"{ADDED} UNION ALL {GONE}"),
    "DELETE": ("map_point_gone", "OLD TABLE AS gone", GONE),
}


def _sums() -> list[sa.Column]:
    counts = [sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS]
    return counts + [sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS]


def _tables() -> None:
    op.create_table(
        "map_point",
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("qk", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("r95_m", sa.REAL(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("period", sa.SmallInteger(), nullable=True),
        sa.Column("fought_from", sa.Date(), nullable=True),
        sa.Column("fought_until", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["position_report.id"],
            name=op.f("fk_map_point_report_id_position_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", "org_id", name=op.f("pk_map_point")),
    )
    op.execute(
        "CREATE INDEX ix_map_point_tile ON map_point (org_id, qk) INCLUDE"
        " (x, y, r95_m, status, source, stage, period, fought_from, fought_until, told_on, report_id)"
    )
    op.create_table(
        "map_cell",
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        *_sums(),
        sa.PrimaryKeyConstraint("org_id", "level", "cell", name=op.f("pk_map_cell")),
    )
    op.create_index("ix_map_cell_empty", "map_cell", ["org_id"], postgresql_where=sa.text("n = 0"))
    op.create_table(
        "map_delta",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        *_sums(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_delta")),
    )
    op.create_index("ix_map_delta_cell", "map_delta", ["org_id", "cell"])
    op.create_table(
        "map_version",
        sa.Column("org_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("folded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_map_version")),
    )


def _policies() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY app_select ON {table} FOR SELECT TO gis_case_app USING (org_id = {ME})")
        op.execute(f"CREATE POLICY province_select ON {table} FOR SELECT TO gis_case_province USING (org_id <= 0)")
        for role in ("owner", "worker"):
            op.execute(f"CREATE POLICY {role}_all ON {table} FOR ALL TO gis_case_{role} USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY backup_select ON {table} FOR SELECT TO gis_case_backup USING (true)")
        op.execute(f"GRANT SELECT ON {table} TO gis_case_app, gis_case_province, gis_case_backup")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO gis_case_worker")
    op.execute("GRANT SELECT ON SEQUENCE map_delta_id_seq TO gis_case_backup")
    # Index-only reading lives on the visibility map: vacuum has to come early.
    for table in ("map_point", "map_cell", "map_delta"):
        op.execute(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,"
            " autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
        )


def _triggers() -> None:
    for table, event, name, referencing in (
        ("position_report", "INSERT", "map_report_added", "NEW TABLE AS added"),
        ("position_report", "UPDATE", "map_report_changed", "NEW TABLE AS added OLD TABLE AS gone"),
        *(("map_point", event, name, tables) for event, (name, tables, _) in DELTAS.items()),
    ):
        op.execute(
            f"CREATE TRIGGER map_{event.lower()} AFTER {event} ON {table} REFERENCING {referencing}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    op.execute(
        "CREATE TRIGGER map_changed AFTER UPDATE ON search_case FOR EACH ROW WHEN"
        " ((OLD.stage, OLD.site_id, OLD.reader_org_ids) IS DISTINCT FROM (NEW.stage, NEW.site_id, NEW.reader_org_ids))"
        " EXECUTE FUNCTION map_case_changed()"
    )
    watched = ("period", "start_earliest", "end_latest")
    old, new = (", ".join(f"{row}.{one}" for one in watched) for row in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER map_changed AFTER UPDATE OF {', '.join(watched)} ON battle_site FOR EACH ROW WHEN"
        f" (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION map_site_changed()"
    )


def upgrade() -> None:
    """Apply."""
    _tables()
    op.execute(SPREAD)
    op.execute(WANTED)
    op.execute(SYNC)
    for name, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger {HEAD} BEGIN {body} END $$")
    for name, _, rows in DELTAS.values():
        op.execute(_delta(name, rows))
    for name in (*FUNCTIONS, *(name for name, *_ in DELTAS.values())):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC")
    op.execute("REVOKE EXECUTE ON FUNCTION map_points_wanted(uuid[]), map_points_sync(uuid[]) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION map_points_sync(uuid[]) TO gis_case_worker")
    _policies()
    _triggers()
    # Reports that were there before; their counts wait as deltas until the job folds them.
    op.execute("SELECT map_points_sync(ARRAY(SELECT id FROM position_report WHERE point IS NOT NULL ORDER BY id))")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER map_changed ON battle_site")
    op.execute("DROP TRIGGER map_changed ON search_case")
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER map_{event} ON position_report")
    op.execute("DROP FUNCTION map_points_sync(uuid[])")
    op.execute("DROP FUNCTION map_points_wanted(uuid[])")
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in (*FUNCTIONS, *(name for name, *_ in DELTAS.values())):
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION map_spread(bigint)")
