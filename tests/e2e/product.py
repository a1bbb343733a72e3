"""The product of a test process: a database and a Redis database of its own, pages and a worker on both."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from sqlalchemy import Engine, create_engine, make_url, select, text

from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.core.assets import build
from gis_case.core.db import make_engine, open_session
from gis_case.core.migrate import upgrade
from gis_case.demo.services import load_demo
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.local.bootstrap import bootstrap_database
from gis_case.local.processes import locked

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "gis_case_journeys"
READY_S = 60
# As many databases as a Redis has that nobody set up otherwise; the first is of other tests.
REDIS_DATABASES = 16


def url_of(user: str, database: str) -> str:
    """Where `user` reaches `database`."""
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


def as_admin(*statements: str) -> None:
    """Run statements that no transaction may hold."""
    engine = create_engine(url_of("gis_case_admin", "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def drop(database: str) -> None:
    """Remove a database, whoever is connected to it."""
    as_admin(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def make_template(shared: Path) -> None:
    """Have one database with the demonstration in it, made by whichever process comes first; the others wait."""
    with locked(shared / "template.lock"):
        done = shared / "template.done"
        if done.exists():
            return
        drop(TEMPLATE)
        bootstrap_database(url_of("gis_case_admin", "postgres"), TEMPLATE)
        upgrade(url_of("gis_case_migrator", TEMPLATE))
        variables = {"DATABASE_URL": url_of("gis_case_login", TEMPLATE), "GIS_CASE_VAR": str(shared / "var")}
        app = create_app(Settings.from_env(variables | {"GIS_CASE_DEMO": "true"}))
        build(app)
        engine = make_engine(variables["DATABASE_URL"])
        with app.app_context():
            load_demo(engine)
        work_off(engine)
        engine.dispose()
        done.touch()


def work_off(engine: Engine) -> None:
    """Do what the demonstration has asked for, so that the worker of each copy finds nothing old before its own."""
    waiting = select(OutboxJob.id).where(OutboxJob.state == JobState.WAITING).order_by(OutboxJob.id)
    with open_session(engine, WORKER) as session:
        while jobs := session.scalars(waiting).all():
            if JobState.DONE not in [do(session, one) for one in jobs]:
                raise AssertionError("what the demonstration asked for cannot be done")


def copy_template(database: str) -> None:
    """Make `database` as the template is; pages that were connected connect again by themselves."""
    drop(database)
    as_admin(f'CREATE DATABASE "{database}" TEMPLATE "{TEMPLATE}" OWNER gis_case_owner')


def redis_of(number: int) -> str:
    """The Redis database of test process `number`: work asked for by one is not done by the worker of another."""
    if not 0 < number < REDIS_DATABASES:
        raise ValueError(f"journeys run in at most {REDIS_DATABASES - 1} processes side by side")
    return f"{os.environ['GIS_CASE_TEST_REDIS_URL'].partition('?')[0]}?db={number}"


def copy_files(shared: Path, var: Path) -> None:
    """Give a test process the files that the demonstration has laid down."""
    if (shared / "var").exists():
        shutil.copytree(shared / "var", var, dirs_exist_ok=True)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def pages(environment: dict[str, str]) -> Iterator[str]:
    """Where the pages answer; a worker runs beside them."""
    port = free_port()
    command = ["gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4",
               "--log-level", "warning", "--no-control-socket"]  # fmt: skip
    with _process(command, environment), _process(["gis_case.cli", "worker"], environment):
        found = f"http://127.0.0.1:{port}"
        _wait_for(f"{found}/health/ready")
        yield found


def begin_anew(environment: dict[str, str], database: str) -> None:
    """Make the database as the template is, with a Redis where nothing waits.

    Pages and worker go on: starting them took longer than many a journey. What the worker was at ends with its
    connection, and of work it may still hear of there is no row.
    """
    copy_template(database)
    with Redis.from_url(environment["REDIS_URL"]) as redis:
        redis.flushdb()


@contextmanager
def _process(module: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=os.environ | environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str) -> None:
    end = time.monotonic() + READY_S
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
