"""A real PostGIS for integration tests: one migrated template, one copy for each worker."""

import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from gis_case.core.actor import Identity
from gis_case.core.db import BoundSession
from gis_case.core.migrate import upgrade
from gis_case.local.bootstrap import bootstrap_database


def _url(user: str, database: str) -> str:
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[str]:
    """The name of a freshly migrated database of this test process."""
    name = f"gis_case_test_{worker_id}"
    admin = create_engine(_url("gis_case_admin", "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    bootstrap_database(_url("gis_case_admin", "postgres"), name)
    upgrade(_url("gis_case_migrator", name))
    yield name
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def engine(database: str) -> Iterator[Engine]:
    """An engine with the rights the pages have."""
    engine = create_engine(_url("gis_case_login", database))
    yield engine
    engine.dispose()


@pytest.fixture
def as_identity(engine: Engine) -> Iterator[Callable[[Identity], Session]]:
    """Sessions bound to identities, one after the other, in one transaction that is rolled back.

    Opening the next one closes the one before: what it had not committed is gone.
    """
    with engine.connect() as connection:
        outer = connection.begin()
        opened: list[Session] = []

        def open_as(identity: Identity) -> Session:
            while opened:
                opened.pop().close()
            session = BoundSession(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
            session.info["identity"] = identity
            opened.append(session)
            return session

        yield open_as
        while opened:
            opened.pop().close()
        outer.rollback()
