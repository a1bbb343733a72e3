"""One row for each table, made from what the database says of its columns: a new table gets its row without a word."""

from typing import Any

from sqlalchemy import Connection, Row, text

# Every id is the same, so every foreign key finds its row.
ID = "'00000000-0000-4000-8000-000000000001'"
POLYGON = "ST_GeomFromText('POLYGON((106.7 21.9, 106.71 21.9, 106.71 21.91, 106.7 21.9))', 4326)"
MULTIPOLYGON = f"ST_Multi({POLYGON})"
BY_TYPE = {
    "uuid": ID, "text": "'Đồng Đăng'", "varchar": "'x'", "bool": "false", "int2": "1", "int4": "1", "int8": "1",
    "float4": "1.5", "float8": "1.5", "date": "'1979-02-17'", "timestamptz": "'1979-02-17 05:00+07'", "jsonb": "'{}'",
    "bytea": "''", "_int4": "'{}'", "_text": "'{}'", "geometry": POLYGON,
}  # fmt: skip
# Where a column takes certain values only, or a link is to be seen.
CHOSEN = {
    "organisation.kind": "'commune'", "user_account.role": "'commune_officer'", "outbox_job.state": "'waiting'",
    "battle_site.period": "'1979'", "informant.kind": "'witness'", "kin.line": "'maternal'",
    "search_case.grave_kind": "'single'", "search_case.stage": "'verification'", "search_case.owner_org_id": "1",
    "case_share.level": "'view'", "case_share.with_org_id": "2", "case_task.kind": "'verify'",
    "stage_change.target": "'verification'", "document.state": "'received'", "position_report.case_id": ID,
    "position_report.informant_id": ID, "position_report.source_kind": "'told'",
    "position_report.status": "'unverified'", "finding.kind": "'other'", "excavation_plan.status": "'draft'",
    "remains.kind": "'individual'", "sample.kind": "'tooth'", "sample.remains_id": ID, "sample.seal_code": "''",
    "submission_item.state": "'sent'", "identification.basis": "'dna'", "identification.martyr_id": ID,
    "datum_calibration.datum": "'hn72'", "datum_calibration.points": "'[1, 2, 3]'",
    "position_import.sha256": "repeat('a', 64)", "position_import.state": "'received'",
    "source_map.drawn": "'unknown'", "source_map.state": "'waiting'", "source_map.turn_deg": "0",
    "source_map.sha256": "repeat('a', 64)", "source_map_case.map_id": ID, "control_points.points": "'[]'",
    "map_fit.warp_state": "'waiting'", "traced_feature.kind": "'grave'",
    "case_priority.stage": "'verification'", "season_note.season": "'dry'", "team_assignment.kind": "'dig'",
    "team_assignment.removed_reason": "''", "report_cluster.decision": "'open'", "search_surface.outside": "0.5",
    "map_view.code": "'abcd2345'",
    "boundary_version.sha256": "repeat('a', 64)", "boundary_version.state": "'waiting'",
    "boundary_version.problem": "'[]'", "map_layer.problem": "'[]'",
    "boundary_commune.matched_by": "'code'", "map_layer.sha256": "repeat('a', 64)", "map_layer.state": "'waiting'",
    "map_layer.purpose": "'overlay'", "map_layer.format": "'vector'", "map_layer.audience": "'all'",
    "map_layer.sign": "'road'", "boundary_commune.shape": MULTIPOLYGON, "boundary_commune.near": MULTIPOLYGON,
    "boundary_commune.far": MULTIPOLYGON,
}  # fmt: skip
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relowner = 'gis_case_owner'::regrole ORDER BY oid"
COLUMNS = """
SELECT column_name, udt_name, is_nullable = 'YES' AS nullable FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = :table AND is_generated = 'NEVER'
    AND identity_generation IS DISTINCT FROM 'ALWAYS' ORDER BY ordinal_position
"""
SECOND_ORGANISATION = (
    "INSERT INTO organisation SELECT 2, 'P-2', 'border_guard_post', name, is_border, confirmed, note, area_km2, point,"
    " active, is_demo FROM organisation WHERE id = 1"
)


def tables(connection: Connection) -> list[str]:
    """The product's tables, in the order in which they were made."""
    return [name for name in connection.scalars(text(TABLES)) if name != "alembic_version"]


def columns(connection: Connection, table: str) -> list[Row[Any]]:
    """(column_name, udt_name, nullable) of what can be written in `table`."""
    return list(connection.execute(text(COLUMNS), {"table": table}))


def fill(connection: Connection, table: str) -> None:
    """Give `table` its row, unless a migration or a trigger has given it one."""
    values = {
        column.column_name: CHOSEN.get(f"{table}.{column.column_name}", BY_TYPE[column.udt_name])
        for column in columns(connection, table)
        if not column.nullable or f"{table}.{column.column_name}" in CHOSEN
    }
    connection.execute(
        text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())}) ON CONFLICT DO NOTHING")
    )
    if table == "organisation":
        connection.execute(text(SECOND_ORGANISATION))


def contents(connection: Connection, kept: dict[str, list[str]]) -> dict[str, str]:
    """What stands in the columns `kept` of each table."""
    return {
        table: str(connection.execute(text(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1")).all())
        for table, names in kept.items()
    }
