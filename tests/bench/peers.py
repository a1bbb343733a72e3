"""Peers of the million-point bench: tipg on the same reports, and a browser that loads the map cold."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import make_url

from tests.bench.data import MILLION, THOUSAND, url
from tests.bench.measure import quantile, table
from tests.bench.pages import gunicorn, sign_in
from tests.e2e.conftest import QUIET

TURNS = 5
# Addresses of a tile: our own, with sign-in and row policies; all its reports from the same server, unread and read by
# the person who asks; and from tipg, which gives of each report what the raw tile does: its number, status and place.
OURS, RAW, READ = "/ban-do/toa-do/{place}.mvt", "/raw/{place}", "/raw-read/{place}"
TIPG = "/collections/public.position_report/tiles/WebMercatorQuad/{place}?limit=2000000&properties=id,status"


def _plain(user: str) -> str:
    return url(user, MILLION.database).replace("+psycopg", "")


def _with_host(plain: str) -> str:
    """The same URL with the folder of the socket where a host stands: tipg wants one there."""
    known = make_url(plain)
    folder, port = str(known.query["host"]), known.query["port"]
    return f"postgresql://{known.username}@{quote(folder, safe='')}:{port}/{known.database}"


@contextmanager
def tipg_on(python: str) -> Iterator[int]:
    """Serve the table of reports by tipg from another Python, as its owner; yield its port, 0 where none is named."""
    if not python:
        yield 0
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": _with_host(_plain("gis_case_admin")), "TIPG_TABLE_CONFIG__public_position_report__pk": "id",
        "TIPG_MAX_FEATURES_PER_TILE": "2000000", "TIPG_DB_SCHEMAS": '["public"]',
    }  # fmt: skip
    program = [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "2", "--log-level", "error"]
    server = subprocess.Popen(program, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("tipg does not answer")


def cold_loads(apps: dict[str, Flask], var: Path, secret: str) -> None:
    """Load the map with an empty cache on a thousand and on a million reports, in turn; print the seconds it took."""
    names = (THOUSAND.database, MILLION.database)
    times: dict[str, list[float]] = {name: [] for name in names}
    # Before the browser: it leaves an event loop in this thread, which Flask does not bear.
    readers = {name: sign_in(apps[name], "tinhdoi") for name in names}
    with (
        gunicorn(var, secret, database=THOUSAND.database) as small,
        gunicorn(var, secret, database=MILLION.database) as large,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for turn in range(-1, TURNS):
            for name, port in zip(names, (small, large), strict=True):
                cookie = readers[name].client.get_cookie(apps[name].config["SESSION_COOKIE_NAME"])
                assert cookie, "nobody is signed in"
                took = _cold_load(browser, f"http://127.0.0.1:{port}", cookie.key, cookie.value)
                if turn >= 0:
                    times[name].append(took)
        browser.close()
    middle = {name: quantile(taken, 0.5) for name, taken in times.items()}
    rows = [(name, *(f"{one:.2f}" for one in sorted(taken)), f"{middle[name]:.2f}") for name, taken in times.items()]
    print("\nSeconds from a cold load to a usable map (aim: at most 1.3 times)")
    print(table(("database", *"12345", "p50"), rows))
    print(f"\n{middle[MILLION.database] / middle[THOUSAND.database]:.2f} times")


def _cold_load(browser: Browser, address: str, key: str, value: str) -> float:
    """Seconds until the map has drawn what its first look needs, by a browser that knows nothing but who one is."""
    context = browser.new_context(base_url=address, locale="vi-VN")
    context.add_cookies([{"name": key, "value": value, "url": address}])
    page = context.new_page()
    start = time.perf_counter()
    page.goto("/ban-do", wait_until="commit")
    page.wait_for_selector("#planner[data-ready=yes]")
    took = time.perf_counter() - start
    context.close()
    return took
