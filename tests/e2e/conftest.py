"""A running product on a fresh database, and a browser for each person of the journey."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import create_engine, make_url, text

from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.db import make_engine
from gis_case.core.migrate import upgrade
from gis_case.demo.people import PASSWORD
from gis_case.demo.services import load_demo
from gis_case.local.bootstrap import bootstrap_database

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "gis_case_journeys"
# Chromium asks the world for updates at every start unless it is told not to.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
READY_S = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _url(user: str, database: str) -> str:
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A migrated database with the demonstration in it, and the variables that point there."""
    admin = create_engine(_url("gis_case_admin", "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)'))
    bootstrap_database(_url("gis_case_admin", "postgres"), DATABASE)
    upgrade(_url("gis_case_migrator", DATABASE))
    variables = {
        "DATABASE_URL": _url("gis_case_login", DATABASE),
        "REDIS_URL": os.environ["GIS_CASE_TEST_REDIS_URL"],
        "GIS_CASE_VAR": str(tmp_path_factory.mktemp("var")),
        "SIGN_IN_LIMIT": "1000 per minute",
        "GIS_CASE_DEMO": "true",
    }
    engine = make_engine(variables["DATABASE_URL"])
    with create_app(Settings.from_env(variables)).app_context():
        load_demo(engine)
    engine.dispose()
    yield variables
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def address(environment: dict[str, str]) -> Iterator[str]:
    """Where the pages answer; a worker runs beside them."""
    port = _free_port()
    variables = os.environ | environment
    pages = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
             "--threads", "4", "--log-level", "warning", "--no-control-socket"]  # fmt: skip
    running = [
        subprocess.Popen(command, cwd=ROOT, env=variables)
        for command in (pages, [sys.executable, "-m", "gis_case.cli", "worker"])
    ]
    found = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{found}/health/ready")
        yield found
    finally:
        for process in running:
            process.terminate()
        for process in running:
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("GIS_CASE_CHROMIUM") or "/usr/bin/chromium", args=QUIET
        )
        yield browser
        browser.close()


Person = Callable[..., Page]


@pytest.fixture
def person(address: str, browser: Browser) -> Iterator[Person]:
    """Pages of signed-in people, by the key of their demonstration account; faults of a page fail the journey."""
    contexts: dict[str, tuple[BrowserContext, Page]] = {}
    faults: list[str] = []

    def sign_in(key: str, width: int = 1366, height: int = 768) -> Page:
        if key in contexts:
            return contexts[key][1]
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=address, locale="vi-VN")
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{key}: {error}"))
        page.on(
            "console",
            lambda said: (
                faults.append(f"{key}: {said.text}")
                if said.type == "error" and "Content Security Policy" in said.text
                else None
            ),
        )
        contexts[key] = (context, page)
        page.goto("/dang-nhap")
        page.locator("#email").fill(f"{key}@minhhoa.example.vn")
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context, _ in contexts.values():
        context.close()
    assert faults == []
