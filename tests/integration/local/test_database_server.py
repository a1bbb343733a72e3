"""The server is prepared once; a backup brings back every row, those under row security too."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from gis_case.core.actor import WORKER
from gis_case.core.db import make_engine, open_session
from gis_case.core.migrate import check, upgrade
from gis_case.demo.services import load_demo
from gis_case.local.backup import back_up, restore
from gis_case.local.bootstrap import bootstrap_database
from gis_case.local.errors import ServiceError


@pytest.fixture
def databases(worker_id: str) -> Iterator[tuple[str, str]]:
    """The names of two databases that do not exist yet."""
    names = (f"gis_case_one_{worker_id}", f"gis_case_two_{worker_id}")
    engine = create_engine(os.environ["GIS_CASE_TEST_ADMIN_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        yield names
        for name in names:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


def prepared(name: str) -> tuple[str, str]:
    return bootstrap_database(os.environ["GIS_CASE_TEST_ADMIN_URL"], name)


def test_preparing_twice_changes_nothing(databases):
    assert prepared(databases[0]) == prepared(databases[0])


def test_the_pages_login_has_no_rights_until_it_takes_a_role(databases):
    app_url, owner_url = prepared(databases[0])
    upgrade(owner_url)
    engine = create_engine(app_url)
    with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute(text("SELECT * FROM search_case"))
    engine.dispose()


def test_a_backup_brings_back_every_row_and_file(databases, app, tmp_path: Path):
    app_url, owner_url = prepared(databases[0])
    upgrade(owner_url)
    engine = make_engine(app_url)
    files = tmp_path / "files"
    files.mkdir()
    with app.app_context():
        load_demo(engine, files=files)
    (files / "paper").write_bytes(b"a scan")
    folder = back_up(owner_url, files, tmp_path / "backups")
    kept = rows_of(engine)
    engine.dispose()

    other_app, other_owner = prepared(databases[1])
    restore(other_owner, tmp_path / "restored", folder)
    upgrade(other_owner)
    check(other_owner)
    other = make_engine(other_app)
    assert rows_of(other) == kept
    # What a demonstration does not have; whatever it has is there again.
    assert {name for name, (count, _) in kept.items() if not count} <= {
        "kin", "effect", "document", "outbox_job", "datum_calibration", "position_import", "position_import_refusal",
        "search_setting", "boundary_version", "boundary_commune", "boundary_piece", "boundary_adoption",
        "map_layer", "map_view", "map_version", "map_cell", "priority_weights",
    }  # fmt: skip
    assert (tmp_path / "restored" / "paper").read_bytes() == b"a scan"
    with open_session(other, WORKER) as session:
        assert session.scalar(text("SELECT audit_broken_at()")) is None
    other.dispose()


def rows_of(engine) -> dict[str, tuple[int, str]]:
    """How many rows each table holds, and a sum of all that stands in them."""
    with open_session(engine, WORKER) as session:
        names = session.scalars(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relowner = 'gis_case_owner'::regrole")
        ).all()
        summed = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
        return {name: session.execute(text(summed.format(name))).one() for name in names if name != "alembic_version"}


def test_a_damaged_backup_and_a_full_database_are_refused(databases, tmp_path: Path):
    _, owner_url = prepared(databases[0])
    upgrade(owner_url)
    folder = back_up(owner_url, tmp_path / "none", tmp_path / "backups")
    with pytest.raises(ServiceError, match="an empty one"):
        restore(owner_url, tmp_path / "files", folder)
    (folder / "database.dump").write_bytes(b"cut off")
    with pytest.raises(ServiceError, match="damaged"):
        restore(owner_url, tmp_path / "files", folder)


def test_a_server_that_may_not_be_prepared_says_the_exact_sql(databases):
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    prepared(databases[0])
    weak = admin.set(username="gis_case_login", database=databases[0]).render_as_string(hide_password=False)
    with pytest.raises(Exception, match="CREATE DATABASE"):
        bootstrap_database(weak, databases[1])
