"""Data in the tables survive each migration on the way up and on the way down; what is derived is derived for them."""

from alembic.script import ScriptDirectory
from sqlalchemy import text

from gis_case.core.migrate import alembic_config, check, downgrade, upgrade
from tests.migrations.guards import faults
from tests.migrations.rows import columns, contents, fill, tables

# What a migration works out anew for the rows it finds.
DERIVED = {"reader_org_ids", "previous_hash", "hash"}

# Counts of points that are there: a migration may work them out anew, and others must hold then.
RECKONED = {"map_cell", "map_delta", "map_version"}


def revisions() -> list[str]:
    """All revisions, the first first."""
    script = ScriptDirectory.from_config(alembic_config(""))
    return [one.revision for one in script.walk_revisions()][::-1]


def kept_columns(connection) -> dict[str, list[str]]:
    """Each table's columns that people or the product wrote."""
    return {
        table: [one.column_name for one in columns(connection, table) if one.column_name not in DERIVED]
        for table in tables(connection)
        if table not in RECKONED
    }


def test_each_migration_keeps_what_is_there_and_leaves_no_table_unguarded(empty_database, superuser):
    before = "base"
    for revision in revisions():
        with superuser.connect() as connection:
            there, kept = tables(connection), kept_columns(connection)
            held = contents(connection, kept)
        upgrade(empty_database, revision)
        with superuser.begin() as connection:
            assert faults(connection, revision) == []
            assert contents(connection, kept) == held, f"{revision} changed rows on the way up"
            for table in tables(connection):
                if table not in there:
                    fill(connection, table)
        downgrade(empty_database, before)
        with superuser.connect() as connection:
            assert contents(connection, kept) == held, f"{revision} changed rows on the way down"
            assert faults(connection, before) == []
        upgrade(empty_database, revision)
        with superuser.begin() as connection:
            for table in tables(connection):
                if table not in there:
                    fill(connection, table)
        before = revision
    check(empty_database)
    with superuser.connect() as connection:
        assert set(contents(connection, kept_columns(connection)).values()) - {"[]"}
    downgrade(empty_database, "base")
    with superuser.connect() as connection:
        assert tables(connection) == []
    upgrade(empty_database)


def filled(empty_database: str, superuser, revision: str) -> None:
    """Bring the schema to `revision`, with a row in each table."""
    upgrade(empty_database, revision)
    with superuser.begin() as connection:
        for table in tables(connection):
            fill(connection, table)


def test_readers_are_worked_out_for_cases_that_were_there_before(empty_database, superuser):
    filled(empty_database, superuser, "0006")
    upgrade(empty_database, "0007")
    with superuser.connect() as connection:
        readers = {
            table: connection.scalar(text(f"SELECT reader_org_ids FROM {table}"))
            for table in tables(connection)
            if "reader_org_ids" in {one.column_name for one in columns(connection, table)}
        }
    assert len(readers) > 20
    # The owner, and the post the case is shared with.
    assert {table: found for table, found in readers.items() if found != [1, 2]} == {}


def test_reports_that_were_there_before_know_their_battle_and_the_day_they_were_told(empty_database, superuser):
    filled(empty_database, superuser, "0006")
    with superuser.begin() as connection:
        connection.execute(text("UPDATE search_case SET site_id = (SELECT id FROM battle_site)"))
        connection.execute(text("UPDATE position_report SET created_at = '2026-05-01 20:00+00', given_on = NULL"))
    upgrade(empty_database, "0016")
    with superuser.connect() as connection:
        known = "SELECT battle_id = (SELECT id FROM battle_site), told_on::text FROM position_report"
        # In Vietnam it was morning already.
        assert connection.execute(text(known)).one() == (True, "2026-05-02")


def test_entries_that_were_there_before_are_chained_but_a_broken_link_stays(empty_database, superuser):
    upgrade(empty_database, "0008")
    with superuser.begin() as connection:
        for number in (1, 2, 3):
            connection.execute(
                text("INSERT INTO audit_entry VALUES (:id, now(), 1, 1, 'case.opened', 'case', 'x', '{}', '', '')"),
                {"id": number},
            )
    upgrade(empty_database, "0009")
    with superuser.connect() as connection:
        assert connection.scalar(text("SELECT audit_broken_at()")) is None
    downgrade(empty_database, "0008")
    with superuser.begin() as connection:
        connection.execute(text("UPDATE audit_entry SET action = 'case.moved' WHERE id = 2"))
    upgrade(empty_database, "0009")
    with superuser.connect() as connection:
        assert connection.scalar(text("SELECT audit_broken_at()")) == 2
