"""The tables of imports come and go; readers of informants stay right before, with and after them."""

import os

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.core.actor import OrgKind, Role
from gis_case.core.migrate import downgrade, upgrade

REPORT = text("""
INSERT INTO position_report (
    id, org_id, created_by_id, created_at, informant_id, source_kind, subject, verbatim, system, system_stated,
    notation, op_code, epsg_db_version, terms, other_readings, reading, outside_vietnam, outside_reason, status,
    status_reason, version, is_demo)
SELECT gen_random_uuid(), o.id, u.id, now(), i.id, 'told', '', 'Đồi 339', '', false, '', '', '', '[]', '[]', '{}',
    false, '', 'unverified', '', 1, false
FROM organisation o, user_account u, informant i WHERE o.code = :code
""")
RUN = text("""
INSERT INTO position_import (
    id, file_name, kind, sha256, size_bytes, layer, columns, defaults, problem, state, rows_done, added, known,
    without_point, ambiguous, refused, touched_at, created_at, org_id, created_by_id)
SELECT gen_random_uuid(), 'a.csv', 'csv', :sha, 1, '', '{}', '{}', '[]', :state, 0, 0, 0, 0, 0, 0, now(), now(),
    org_id, id
FROM user_account
""")

# As the table was then: the class knows columns that came later.
INFORMANT = text("""
INSERT INTO informant (id, org_id, created_by_id, created_at, name, kind, unit, contact, notes, is_demo)
VALUES (gen_random_uuid(), :org, :user, now(), 'Ông Tư', 'veteran', '', '', '', false)
""")


def people(connection: Connection) -> None:
    """Three communes, an officer of the first, and an informant of theirs."""
    with Session(connection) as session:
        orgs = [Organisation(code=f"X{n}", kind=OrgKind.COMMUNE, name=f"Xã {n}") for n in (1, 2, 3)]
        session.add_all(orgs)
        session.flush()
        user = UserAccount(
            org_id=orgs[0].id, role=Role.COMMUNE_OFFICER, name="A", email="a@x.vn", fs_uniquifier="a", password="-"
        )
        session.add(user)
        session.flush()
        session.execute(INFORMANT, {"org": orgs[0].id, "user": user.id})
        session.commit()


def readers(connection: Connection) -> int:
    return connection.scalar(text("SELECT cardinality(reader_org_ids) FROM informant")) or 0


def test_readers_of_an_informant_stay_right_up_and_down(empty_database):
    upgrade(empty_database, "0010")
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"]).set(database=make_url(empty_database).database)
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        people(connection)
        connection.execute(REPORT, {"code": "X1"})
        assert readers(connection) == 1
        upgrade(empty_database, "0011")
        connection.execute(REPORT, {"code": "X2"})
        connection.execute(REPORT, {"code": "X2"})
        assert readers(connection) == 2
        connection.execute(RUN, {"sha": "a" * 64, "state": "done"})
        for wrong in ({"sha": "x", "state": "done"}, {"sha": "a" * 64, "state": "drop"}):
            with pytest.raises(DBAPIError, match="position_import|ck_position_import"):
                connection.execute(RUN, wrong)
        downgrade(empty_database, "0010")
        connection.execute(REPORT, {"code": "X3"})
        assert readers(connection) == 3
        with pytest.raises(DBAPIError, match="never change"):
            connection.execute(text("UPDATE position_report SET verbatim = 'khác'"))
        assert connection.scalar(text("SELECT count(*) FROM position_report")) == 4
    engine.dispose()
