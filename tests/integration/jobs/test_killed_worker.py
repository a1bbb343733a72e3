"""Real workers: one that is killed in the middle, a Redis that forgets, and the one that `gis-case worker` starts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pkgutil import walk_packages

import pytest
from redis import Redis
from sqlalchemy import select, text

import gis_case
from gis_case.cases.models import Document, DocumentState
from gis_case.core.actor import WORKER
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.registry import HANDLERS
from gis_case.jobs.services import enqueue

REDIS = os.environ["GIS_CASE_TEST_REDIS_URL"]
PATIENCE_S = 60
BOTH = text(
    "SELECT coalesce(j.key, c.scope) AS name, j.state, c.last FROM case_counter c"
    " FULL JOIN (SELECT key, state FROM outbox_job WHERE state = 'done') j ON j.key = c.scope"
)


@pytest.fixture
def redis() -> Iterator[Redis]:
    connection = Redis.from_url(REDIS)
    connection.flushdb()
    yield connection
    connection.flushdb()
    connection.close()


class Workers:
    """Worker programs on the tests' database; all are gone at the end."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.integration.jobs.slow_worker", self.url, REDIS, str(self.folder)]
        environment = os.environ | {"GIS_CASE_ENV": "test"}
        with (self.folder / "log").open("ab") as log:
            self.running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    def kill(self) -> None:
        """Power off: the worker, the process that does the job, and the clock, none with time to tidy up."""
        for worker in self.running:
            for pid in (*descendants(worker.pid), worker.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            worker.wait()
        self.running.clear()


def descendants(pid: int) -> list[int]:
    """The processes that came of `pid`."""
    try:
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [one for child in children for one in (*descendants(child), child)]


@pytest.fixture
def workers(app, tmp_path) -> Iterator[Workers]:
    found = Workers(app.config["SETTINGS"].database_url, tmp_path)
    yield found
    (tmp_path / "dawdle").unlink(missing_ok=True)
    found.kill()


def wait_until(ready, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def ask(province, names: list[str]) -> None:
    with province.session(WORKER) as session:
        session.info["redis_url"] = REDIS
        for name in names:
            enqueue(session, "test.slow", name, {"name": name})
        session.commit()


def done(province) -> dict[str, int]:
    """How often each piece of work has counted up, of those that are marked as done."""
    with province.session(WORKER) as session:
        rows = session.execute(BOTH).all()  # one statement sees one moment, while workers go on
    assert all(row.state == JobState.DONE.value and row.last for row in rows), f"done and marked as done differ: {rows}"
    return {row.name: row.last for row in rows}


def test_killed_in_the_middle_and_forgotten_by_redis_each_piece_is_done_once(province, redis, workers):
    names = [f"piece-{number}" for number in range(8)]
    (workers.folder / "dawdle").touch()
    ask(province, names)
    workers.start()
    wait_until(lambda: list(workers.folder.glob("began-*")), workers.folder / "log")
    workers.kill()
    redis.flushdb()
    assert done(province) == {}
    (workers.folder / "dawdle").unlink()
    workers.start()
    workers.start()
    wait_until(lambda: len(done(province)) == len(names), workers.folder / "log")
    assert done(province) == dict.fromkeys(names, 1)
    with province.session(WORKER) as session:
        assert set(session.scalars(select(OutboxJob.attempts))) == {1}


def test_the_products_own_worker_looks_into_an_uploaded_file(province, redis, app):
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    typed = {"title": "Mộ", "owner_org_id": province.actors["commune"].org_id, "grave_kind": "single"}
    page = reader.post("/ho-so/moi", typed).location + "/tai-lieu/them"
    reader.get(page)
    assert reader.post(page, {"file": (BytesIO("Biên bản".encode()), "a.txt"), "category": ""}).status_code == 302
    settings = app.config["SETTINGS"]
    named = {"DATABASE_URL": settings.database_url, "REDIS_URL": REDIS, "GIS_CASE_VAR": str(settings.var)}
    command = [sys.executable, "-m", "gis_case.cli", "worker", "--burst"]
    told = subprocess.run(command, env=os.environ | named, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr
    with province.session(WORKER) as session:
        assert session.scalars(select(Document.state)).all() == [DocumentState.CHECKED], told.stderr


def test_the_worker_knows_every_kind_of_work_that_any_feature_has():
    known = "from gis_case.cli import worker; from gis_case.jobs.registry import HANDLERS; print(*sorted(HANDLERS))"
    told = subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True).stdout.split()
    for module in walk_packages(gis_case.__path__, "gis_case."):
        if module.name.endswith(".jobs"):
            import_module(module.name)
    assert told == sorted(kind for kind in HANDLERS if not kind.startswith("test."))
