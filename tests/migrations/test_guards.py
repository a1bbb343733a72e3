"""The look at the guards sees what it looks for."""

import pytest
from sqlalchemy import text

from gis_case.core.migrate import upgrade
from tests.migrations.guards import faults

PLANTED = {
    "ALTER TABLE remains NO FORCE ROW LEVEL SECURITY": "remains lacks forced row security",
    "DROP POLICY backup_select ON martyr": "martyr has no policy for backup",
    "ALTER POLICY app_select ON visit USING (true)": "visit: policy app_select lets everybody read",
    "GRANT SELECT ON kin TO PUBLIC": "kin is open to everybody",
    "CREATE VIEW all_cases AS SELECT * FROM search_case": "all_cases is not the owner's",
    "ALTER ROLE gis_case_app BYPASSRLS": "gis_case_app stands above the policies",
    "CREATE TABLE deed (case_id uuid); ALTER TABLE deed OWNER TO gis_case_owner": "deed lacks forced row security",
    "ALTER FUNCTION kin_readers() RESET search_path": "kin_readers runs as the owner and is loose",
}


def test_each_planted_fault_is_named(empty_database, superuser):
    upgrade(empty_database)
    with superuser.connect() as connection:
        assert faults(connection, "head") == []
        connection.rollback()
        for fault, named in PLANTED.items():
            connection.execute(text(fault))
            found = faults(connection, "head")
            connection.rollback()
            assert named in found, fault


@pytest.mark.parametrize("table", ["search_case", "martyr"])
def test_without_policies_nothing_is_granted(empty_database, superuser, table):
    upgrade(empty_database, "0007")
    with superuser.connect() as connection:
        connection.execute(text(f"GRANT SELECT ON {table} TO gis_case_app"))
        assert faults(connection, "0007") == [f"{table} is open to app before it has policies"]
        connection.rollback()
