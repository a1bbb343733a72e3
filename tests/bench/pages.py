"""Which pages are measured, for whom, and how they are asked for: in this process, and as users get them."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import Engine

from gis_case.config import PROJECT
from gis_case.demo.people import PEOPLE
from tests.bench.data import DATABASE, url
from tests.bench.measure import Pair, recorded, replay
from tests.integration.web import Reader

WORKING = ("tinhdoi", "xa.dongdang", "don.huunghi")
MOST_CONNECTIONS = 2  # of one page
ROLES = {
    "tinhdoi": "planner",
    "xa.dongdang": "commune officer",
    "don.huunghi": "border guard officer",
    "sonoivu": "department officer",
    "giamdinh": "laboratory staff",
    "quantri": "administrator",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One address, for the people who are measured on it; {case} stands for the first case of their list."""

    label: str
    address: str
    people: tuple[str, ...] = WORKING


PAGES = (
    Page("my work", "/viec"),
    Page("case list", "/ho-so"),
    Page("case list, page 200", "/ho-so?page=200"),
    Page("case list, one stage, longest wait", "/ho-so?stage=verification&sort=waiting"),
    Page("case list, by title", "/ho-so?sort=title"),
    Page("search, a name", "/ho-so?q=nong+van+hung"),
    Page("search, a common word", "/ho-so?q=suoi"),
    Page("search, a rare phrase", "/ho-so?q=khuoi+nhu+512"),
    Page("search, nothing there", "/ho-so?q=khongco"),
    Page("search of everything", "/tim?q=nong+van+hung"),
    Page("case page", "{case}"),
    Page("position list", "/toa-do"),
    Page("position list, page 1000", "/toa-do?page=1000"),
    Page("position list, least radius", "/toa-do?sort=radius"),
    Page("position search", "/toa-do?q=suoi+na+mo"),
    Page("battle sites", "/dia-diem"),
    Page("map data, z 8", "/ban-do/toa-do/8/203/111.mvt"),
    Page("map data, z 14", "/ban-do/toa-do/14/13048/7167.mvt"),
    Page("cases on the map", "/ban-do/ho-so.geojson"),
    Page("submissions", "/mau", ("sonoivu",)),
    Page("samples received", "/phong-xet-nghiem", ("giamdinh",)),
    Page("audit log", "/nhat-ky", ("quantri",)),
    Page("audit log of one person", "/nhat-ky?who=nong+van", ("quantri",)),
)
OVER_HTTP = Page("case list, through gunicorn", "/ho-so", WORKING)


def chosen(only: str) -> list[Page]:
    """Return the pages whose label holds `only`."""
    return [page for page in PAGES if only in page.label]


def sign_in(app: Flask, key: str) -> Reader:
    """Return a reader of pages for a demonstration account."""
    person = next(one for one in PEOPLE if one.key == key)
    return Reader(app.test_client(), person.email).sign_in()


def credentials(reader: Reader) -> dict[str, str]:
    """The headers by which a server knows who signed in: protection of the session asks for the browser's name too."""
    name = reader.client.application.config["SESSION_COOKIE_NAME"]
    cookie = reader.client.get_cookie(name)
    assert cookie, "nobody is signed in"
    return {"Cookie": f"{name}={cookie.value}", "User-Agent": str(reader.client.environ_base["HTTP_USER_AGENT"])}


def fetch(connection: http.client.HTTPConnection, address: str, header: dict[str, str]) -> int:
    """Ask over a connection that is kept, unless the server has tired of waiting; return how many bytes came."""
    try:
        connection.request("GET", address, headers=header)
        answer = connection.getresponse()
    except http.client.RemoteDisconnected:
        connection.close()
        connection.request("GET", address, headers=header)
        answer = connection.getresponse()
    data = answer.read()
    assert answer.status == 200, (address, answer.status)
    return len(data)


def first_case(reader: Reader) -> str:
    """The address of the first case of a reader's list."""
    case = re.search(r'href="(/ho-so/[0-9a-f-]{36})"', reader.get("/ho-so").text)
    assert case, "the list shows no case"
    return case.group(1)


def in_process(app: Flask, engine: Engine, pages: list[Page]) -> Iterator[Pair]:
    """Pairs of a page asked for in this process and its SQL sent by the bare driver."""
    raw = [psycopg.connect(url("gis_case_login").replace("+psycopg", "")) for _ in range(MOST_CONNECTIONS)]
    readers = {key: sign_in(app, key) for page in pages for key in page.people}
    cases = {key: first_case(readers[key]) for page in pages if "{case}" in page.address for key in page.people}
    for page in pages:
        for key in page.people:
            reader, address = readers[key], page.address.format(case=cases.get(key, ""))
            with recorded(engine) as sent:
                answer = reader.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            yield Pair(
                ROLES[key],
                page.label,
                lambda reader=reader, address=address: reader.get(address),
                lambda sent=sent: replay(raw, sent),
            )


@contextmanager
def gunicorn(var: Path, secret: str, *, database: str = DATABASE, wsgi: str = "wsgi:app") -> Iterator[int]:
    """Serve the pages as `gis-case up` and the units of docs/operations.md do; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "GIS_CASE_ENV": "test", "DATABASE_URL": url("gis_case_login", database), "SECRET_KEY": secret,
        "GIS_CASE_VAR": str(var), "REDIS_URL": os.environ["GIS_CASE_TEST_REDIS_URL"],
    }  # fmt: skip
    program = [
        *(sys.executable, "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"),
    ]
    with (var / "gunicorn.log").open("w") as log:
        server = subprocess.Popen(program, cwd=PROJECT, env=environment, stderr=log)
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
    raise TimeoutError("gunicorn does not answer")


def over_http(app: Flask, engine: Engine, port: int) -> Iterator[Pair]:
    """Pairs of the case list through gunicorn, a connection each time as behind nginx, and its bare SQL."""
    for pair, key in zip(in_process(app, engine, [OVER_HTTP]), OVER_HTTP.people, strict=True):
        header = credentials(sign_in(app, key))
        connection = http.client.HTTPConnection("127.0.0.1", port)
        pair.page = lambda connection=connection, header=header: _fetch_anew(connection, header)
        yield pair


def _fetch_anew(connection: http.client.HTTPConnection, header: dict[str, str]) -> None:
    fetch(connection, OVER_HTTP.address, header)
    connection.close()
