"""PostgreSQL or Redis away, at the start or in the middle of a request: a readable page, and nothing half done."""

import gc
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from sqlalchemy import create_engine, event, select, text
from werkzeug.test import TestResponse

from gis_case.app import create_app
from gis_case.cases.models import Case
from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.core.db import db
from gis_case.jobs.models import JobState, OutboxJob
from tests.integration.web import Reader

DEAD_DATABASE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
DEAD_REDIS = "redis://127.0.0.1:1/0"


def is_a_readable_page(answer) -> bool:
    """503 in Vietnamese, with when to come again, and what to do."""
    words = ("Máy chủ", "Hệ thống", "hệ thống")
    return (
        answer.status_code == 503
        and int(answer.headers["Retry-After"]) > 0
        and 'lang="vi"' in answer.text
        and any(word in answer.text for word in words)
        and "Traceback" not in answer.text
    )


@pytest.fixture
def cut(app, engine) -> Iterator[Callable[[str], None]]:
    """Have the server end the connection of the pages just before a statement that matches, once."""
    admin = create_engine(os.environ["GIS_CASE_TEST_ADMIN_URL"], isolation_level="AUTOCOMMIT")
    with app.app_context():
        pages = db.engine
    patterns: list[str] = []

    def kill(cursor) -> None:
        with admin.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": cursor.connection.info.backend_pid}
            )

    def before(connection, cursor, statement, parameters, context, executemany) -> None:
        if patterns and re.search(patterns[0], statement):
            patterns.clear()
            kill(cursor)

    event.listen(pages, "before_cursor_execute", before)
    yield patterns.append
    event.remove(pages, "before_cursor_execute", before)
    admin.dispose()


@pytest.mark.parametrize("statement", ["user_account", "FROM search_case", "INSERT INTO audit_entry"])
def test_the_database_goes_while_a_page_is_made(province, cut, statement):
    reader = province.reader("commune")
    cut(statement)
    answer = reader.client.get("/ho-so/xuat.csv" if "audit" in statement else "/ho-so")
    assert is_a_readable_page(answer), answer.text
    assert reader.client.get("/ho-so").status_code == 200, "the next one is served, and nobody is signed out"


@pytest.mark.parametrize("statement", ["INSERT INTO search_case", "INSERT INTO case_event", "INSERT INTO audit_entry"])
def test_the_database_goes_while_a_case_is_written_and_the_same_form_works_afterwards(province, cut, statement):
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    typed = {"title": "Mộ bên suối", "owner_org_id": province.actors["commune"].org_id, "grave_kind": "single"}
    cut(statement)
    assert is_a_readable_page(reader.client.post("/ho-so/moi", data=typed | {"csrf_token": reader._token}))
    assert titles(province) == []
    assert reader.client.post("/ho-so/moi", data=typed | {"csrf_token": reader._token}).status_code == 302
    assert titles(province) == ["Mộ bên suối"]


def titles(province) -> list[str]:
    with province.session(WORKER) as session:
        return list(session.scalars(select(Case.title)))


@pytest.fixture
def without(app, tmp_path) -> Iterator[Callable[..., Reader]]:
    """A reader of an application whose database or Redis is not there."""
    made = []

    def build(**urls: str) -> Reader:
        settings: Settings = app.config["SETTINGS"]
        same = {name: getattr(settings, name) for name in ("environment", "database_url", "redis_url", "secret_key")}
        made.append(create_app(Settings(**{**same, "var": tmp_path, **urls})))
        return Reader(made[-1].test_client(), "commune@thu.example.vn")

    yield build
    for one in made:
        with one.app_context():
            db.engine.dispose()


def test_without_a_database_every_page_is_readable_and_the_supervisor_is_told(without):
    reader = without(database_url=DEAD_DATABASE)
    assert reader.get("/health").status_code == 200
    ready = reader.get("/health/ready")
    assert (ready.status_code, ready.json["database"]) == (503, False)
    reader.get("/dang-nhap")
    signing_in = reader.post("/dang-nhap", {"email": "commune@thu.example.vn", "password": "mat-khau-thu-1979"})
    assert is_a_readable_page(signing_in)
    with reader.client.session_transaction() as session:
        session.update({"_user_id": "commune", "_fresh": True})
    assert is_a_readable_page(reader.get("/ho-so"))
    for_script = reader.get("/ban-do/ho-so.geojson")
    assert (for_script.status_code, for_script.json["error"], for_script.headers["Retry-After"]) == (503, 503, "20")


def test_without_redis_people_work_on_and_what_is_put_aside_waits(province, without):
    reader = without(redis_url=DEAD_REDIS).sign_in()
    assert reader.get("/health/ready").json == {"database": True, "redis": False}
    reader.get("/ho-so/moi")
    typed = {"title": "Mộ bên suối", "owner_org_id": province.actors["commune"].org_id, "grave_kind": "single"}
    made = reader.post("/ho-so/moi", typed)
    assert made.status_code == 302
    reader.get(made.location + "/tai-lieu/them")
    paper = {"file": (BytesIO("Biên bản".encode()), "bien-ban.txt"), "category": ""}
    assert reader.post(made.location + "/tai-lieu/them", paper).status_code == 302
    with province.session(WORKER) as session:
        jobs = session.execute(select(OutboxJob.kind, OutboxJob.state).order_by(OutboxJob.kind)).all()
        assert jobs == [("document.check", JobState.WAITING), ("priority.score", JobState.WAITING)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_full_disk_refuses_the_file_wherever_the_room_ends(province):
    """The kernel itself refuses the write: the upload is parked in the temporary folder first."""
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    typed = {"title": "Mộ", "owner_org_id": province.actors["commune"].org_id, "grave_kind": "single"}
    page = reader.post("/ho-so/moi", typed).location + "/tai-lieu/them"
    reader.get(page)
    large = b"Bien ban. " * 1_600_000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000_000, hard))
    try:
        answer = upload(reader, page, large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    gc.collect()  # what the parser could not park is let go here, and not in some other test
    assert answer.status_code == 507
    assert 'lang="vi"' in answer.text
    with province.session(WORKER) as session:
        assert session.scalar(text("SELECT count(*) FROM document")) == 0
    assert upload(reader, page, large).status_code == 302


def upload(reader: Reader, page: str, content: bytes) -> TestResponse:
    """Send a file from memory: the tests' own client would put it on the disk first."""
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{reader._token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="category"\r\n\r\n\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="bien-ban.txt"\r\n\r\n'
    )
    body = head.encode() + content + b"\r\n--x--\r\n"
    return reader.client.post(page, data=body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize(
    ("variable", "url", "words"),
    [("DATABASE_URL", DEAD_DATABASE, "database does not answer"), ("REDIS_URL", DEAD_REDIS, "Redis does not answer")],
)
def test_starting_without_a_server_ends_in_one_sentence(tmp_path, app, variable, url, words):
    named = {"DATABASE_URL": app.config["SETTINGS"].database_url, "REDIS_URL": app.config["REDIS_URL"], variable: url}
    environment = os.environ | named | {"GIS_CASE_VAR": str(tmp_path), "GIS_CASE_PORT": "18347", "GIS_CASE_ENV": "test"}
    done = subprocess.run(
        [sys.executable, "-m", "gis_case.cli", "up"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Error: ") == 1
