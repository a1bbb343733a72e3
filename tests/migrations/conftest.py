"""A database without a schema, and its superuser."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from gis_case.local.bootstrap import bootstrap_database


@pytest.fixture
def empty_database(worker_id: str) -> Iterator[str]:
    """The migrator's URL of a database without a schema."""
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    name = f"gis_case_migration_{worker_id}"
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        bootstrap_database(admin.render_as_string(hide_password=False), name)
        yield admin.set(username="gis_case_migrator", database=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture
def superuser(empty_database: str) -> Iterator[Engine]:
    """An engine that no policy holds back, on the same database."""
    engine = create_engine(make_url(empty_database).set(username="gis_case_admin"))
    yield engine
    engine.dispose()
