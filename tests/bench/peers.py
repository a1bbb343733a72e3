"""Peers of the million-point bench: tipg on the same reports, and a browser that loads the map cold."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, sync_playwright

from tests.bench.data import MILLION, THOUSAND, url
from tests.bench.measure import quantile, table
from tests.bench.pages import gunicorn
from tests.e2e.conftest import QUIET
from tests.integration.web import PASSWORD

# A table of three columns, as the peers were measured on: number, status, place.
RAW_TABLE = """
CREATE TABLE IF NOT EXISTS raw_report AS
    SELECT row_number() OVER () AS id, status, ST_Transform(point, 3857)::geometry(Point, 3857) AS geom
    FROM position_report;
CREATE INDEX IF NOT EXISTS raw_report_geom ON raw_report USING gist (geom);
ANALYZE raw_report;
"""
TURNS = 5


def _plain(user: str) -> str:
    return url(user, MILLION.database).replace("+psycopg", "")


@contextmanager
def tipg_on(python: str) -> Iterator[int]:
    """Serve the reports by tipg from another Python; yield its port, 0 where none is named."""
    if not python:
        yield 0
        return
    with psycopg.connect(_plain("gis_case_admin"), autocommit=True) as raw:
        raw.execute(RAW_TABLE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": _plain("gis_case_admin"), "TIPG_TABLE_CONFIG__public_raw_report__pk": "id",
        "TIPG_MAX_FEATURES_PER_QUERY": "2000000", "TIPG_DB_SCHEMAS": '["public"]',
    }  # fmt: skip
    program = [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "2", "--log-level", "error"]
    server = subprocess.Popen(program, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)
        with psycopg.connect(_plain("gis_case_admin"), autocommit=True) as raw:
            raw.execute("DROP TABLE raw_report")


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("tipg does not answer")


def cold_loads(var: Path, secret: str) -> None:
    """Load the map with an empty cache on a thousand and on a million reports, in turn; print the seconds it took."""
    times: dict[str, list[float]] = {THOUSAND.database: [], MILLION.database: []}
    with (
        gunicorn(var, secret, database=THOUSAND.database) as small,
        gunicorn(var, secret, database=MILLION.database) as large,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        ports = {THOUSAND.database: small, MILLION.database: large}
        for turn in range(-1, TURNS):
            for database, port in ports.items():
                took = _cold_load(browser, port)
                if turn >= 0:
                    times[database].append(took)
        browser.close()
    middle = {name: quantile(taken, 0.5) for name, taken in times.items()}
    rows = [
        (name, *(f"{value:.2f}" for value in sorted(taken)), f"{middle[name]:.2f}") for name, taken in times.items()
    ]
    print("\nSeconds from a cold load to a usable map (aim: at most 1.3 times)")
    print(table(("database", *"12345", "p50"), rows))
    print(f"\n{middle[MILLION.database] / middle[THOUSAND.database]:.2f} times")


def _cold_load(browser: Browser, port: int) -> float:
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="vi-VN")
    page = context.new_page()
    page.goto("/dang-nhap")
    page.locator("#email").fill("tinhdoi@minhhoa.example.vn")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/")
    state = context.storage_state()
    context.close()
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="vi-VN", storage_state=state)
    page = context.new_page()
    start = time.perf_counter()
    page.goto("/ban-do", wait_until="commit")
    page.wait_for_selector("#planner[data-ready=yes]")
    took = time.perf_counter() - start
    context.close()
    return took
