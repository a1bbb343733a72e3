"""A real PostGIS for integration tests: one migrated template, one copy for each worker."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, Sector, UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.actor import WORKER, Actor, Identity, OrgKind, Role
from gis_case.core.db import BoundSession, db
from gis_case.core.migrate import upgrade
from gis_case.local.bootstrap import bootstrap_database
from tests.integration.web import PASSWORD, Reader


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


# Who works in the tests' province: name -> kind, role, on the border.
PEOPLE: dict[str, tuple[OrgKind, Role, bool]] = {
    "commune": (OrgKind.COMMUNE, Role.COMMUNE_OFFICER, True),
    "other": (OrgKind.COMMUNE, Role.COMMUNE_OFFICER, False),
    "post": (OrgKind.BORDER_GUARD_POST, Role.BORDER_GUARD_OFFICER, True),
    "command": (OrgKind.PROVINCIAL_COMMAND, Role.PLANNER, False),
    "team": (OrgKind.SEARCH_TEAM, Role.SEARCH_TEAM_MEMBER, False),
    "department": (OrgKind.DEPARTMENT, Role.DEPARTMENT_OFFICER, False),
    "lab": (OrgKind.LABORATORY, Role.LABORATORY_STAFF, False),
    "viewer": (OrgKind.STEERING_COMMITTEE, Role.STEERING_VIEWER, False),
    "admin": (OrgKind.PROVINCE, Role.ADMINISTRATOR, False),
}


@pytest.fixture(scope="session")
def app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the tests' database and Redis."""
    app = create_app(
        Settings(
            environment="test",
            database_url=_url("gis_case_login", database),
            redis_url=os.environ.get("GIS_CASE_TEST_REDIS_URL", "unix:///nowhere"),
            secret_key="a key of the tests",
            var=Path(tmp_path_factory.mktemp("var")),
            sign_in_limit="1000 per minute",
        )
    )
    # Argon2 as always, but light: the tests sign in a thousand times, and guard no real password.
    app.extensions["security"].pwd_context.update(argon2__time_cost=1, argon2__memory_cost=64, argon2__parallelism=1)
    yield app
    with app.app_context():
        db.engine.dispose()


class Province:
    """The tests' people, really in the database: sessions and page readers for each."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.app = app
        self.engine = engine
        self.database = engine.url.database or ""
        self.actors: dict[str, Actor] = {}
        self._readers: dict[str, Reader] = {}
        with app.app_context():
            password = _password()
        with self.session(WORKER) as session:
            for name, (kind, role, is_border) in PEOPLE.items():
                org = Organisation(code=f"T-{name}", kind=kind, name=f"Đơn vị {name}", is_border=is_border)
                session.add(org)
                session.flush()
                user = UserAccount(
                    org_id=org.id,
                    role=role,
                    name=f"Cán bộ {name}",
                    email=f"{name}@thu.example.vn",
                    fs_uniquifier=name,
                    password=password,
                    must_change_password=False,
                )
                session.add(user)
                session.flush()
                self.actors[name] = Actor(user.id, org.id, kind, role, user.name, org.name, permissions_of(role))
            session.add(Sector(post_id=self.actors["post"].org_id, commune_id=self.actors["commune"].org_id))
            session.commit()

    def session(self, who: str | Identity) -> Session:
        """A session bound to one of the people (by name) or to an identity; close it, or use it in `with`."""
        session = BoundSession(self.engine, expire_on_commit=False)
        session.info["identity"] = self.actors[who].identity() if isinstance(who, str) else who
        return session

    def reader(self, name: str) -> Reader:
        """A signed-in reader of pages; the same one each time."""
        if name not in self._readers:
            email = f"{name}@thu.example.vn"
            self._readers[name] = Reader(self.app.test_client(), email).sign_in()
        return self._readers[name]


_HASH: list[str] = []


def _password() -> str:
    """The hash of the tests' password, made once: argon2 is slow on purpose."""
    if not _HASH:
        _HASH.append(hash_password(PASSWORD))
    return _HASH[0]


@pytest.fixture
def province(app: Flask, engine: Engine, database: str) -> Iterator[Province]:
    """A province whose rows are really committed, and swept away afterwards."""
    yield Province(app, engine)
    sweep(database)


@contextmanager
def superuser(database: str) -> Iterator[Connection]:
    """A transaction above every policy and without triggers, committed at the end."""
    admin = create_engine(_url("gis_case_admin", database))
    with admin.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        yield connection
    admin.dispose()


def sweep(database: str) -> None:
    """Empty every table."""
    with superuser(database) as connection:
        tables = connection.scalars(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relowner = 'gis_case_owner'::regrole")
        ).all()
        names = ", ".join(f'"{name}"' for name in tables if name != "alembic_version")
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
