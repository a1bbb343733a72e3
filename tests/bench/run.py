"""`make bench`: pages at 50,000 cases and 200,000 reports, beside the bare SQL of the same work."""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import Engine, create_engine, make_url, text

from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.core.db import db, make_engine, open_session
from gis_case.core.migrate import upgrade
from gis_case.demo.people import PASSWORD, PEOPLE
from gis_case.local.bootstrap import bootstrap_database
from gis_case.positions.importing import import_positions
from gis_case.sites.services import import_sites
from tests.bench.data import fill
from tests.bench.measure import in_turn, recorded, replay
from tests.integration.web import Reader

ROUNDS = 60
DATABASE = "gis_case_bench"
PAGES = (
    ("case list", "/ho-so"),
    ("search", "/ho-so?words=nong+van+123"),
    ("search, common word", "/ho-so?words=suoi"),
    ("case page", "{case}"),
    ("map data, z 8", "/ban-do/toa-do/8/203/111.json"),
    ("map data, z 14", "/ban-do/toa-do/14/13048/7176.json"),
)


def _url(user: str, database: str) -> str:
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


def _prepare() -> Engine:
    admin = create_engine(_url("gis_case_admin", "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)'))
    bootstrap_database(_url("gis_case_admin", "postgres"), DATABASE)
    upgrade(_url("gis_case_migrator", DATABASE))
    return make_engine(_url("gis_case_login", DATABASE))


def _reader(app: Flask, key: str) -> Reader:
    person = next(one for one in PEOPLE if one.key == key)
    reader = Reader(app.test_client(), person.email, PASSWORD)
    return reader.sign_in()


def _measure(app: Flask, key: str) -> None:
    reader = _reader(app, key)
    listed = reader.get("/ho-so").text
    case = re.search(r'href="(/ho-so/[0-9a-f-]{36})"', listed)
    assert case, "the list shows no case"
    with app.app_context():
        engine = db.engine
    raw = psycopg.connect(_url("gis_case_login", DATABASE).replace("+psycopg", ""))
    for label, path in PAGES:
        address = path.format(case=case.group(1))
        with recorded(engine) as sent:
            answer = reader.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        page, sql = in_turn(lambda a=address: reader.get(a), lambda s=sent: replay(raw, s), ROUNDS)
        aim = 3 * sql.p95 + 15
        verdict = "within" if page.p95 <= aim else "BEYOND"
        print(
            f"{key:12} {label:22} page p50 {page.p50:7.1f} p95 {page.p95:7.1f} ms | SQL p50 {sql.p50:7.1f}"
            f" p95 {sql.p95:7.1f} ms | ratio {page.p95 / sql.p95:5.2f} | {verdict} 3 × SQL + 15 ms = {aim:.1f}",
            flush=True,
        )


def _imports(engine: Engine) -> None:
    rows = 20_000
    sites = "id,name_vi,period,lat,lon,uncertainty_m\n" + "\n".join(
        f"B{n},Đồi {n},1979,{21.5 + n / 100_000:.5f},{106.5 + n / 100_000:.5f},500" for n in range(rows)
    )
    reports = "text,source_kind\n" + "\n".join(
        f'"{21.5 + n / 100_000:.6f}, {106.5 + n / 100_000:.6f}",gnss' for n in range(rows)
    )
    for label, act, table, text_ in (
        ("sites import", import_sites, "battle_site", sites),
        ("positions import", import_positions, "position_report", reports),
    ):
        with open_session(engine, WORKER) as session:
            start = time.perf_counter()
            act(session, source=text_.encode(), actor=None)
            took = time.perf_counter() - start
            columns = ", ".join(
                session.scalars(
                    text(
                        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:t) AND attnum > 0"
                        " AND NOT attisdropped AND attgenerated = ''"
                    ),
                    {"t": table},
                )
            )
            session.execute(
                text(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT {rows}")
            )
            session.execute(text(f"DELETE FROM {table}")) if False else None
            session.rollback()
        print(f"{label}: {rows / took:,.0f} rows/s", flush=True)


def main() -> int:
    """Run all measurements; print one line each."""
    engine = _prepare()
    fill(engine)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            environment="test", database_url=_url("gis_case_login", DATABASE), redis_url="unix:///nowhere",
            secret_key="bench", var=Path(folder), sign_in_limit="1000 per minute",
        )  # fmt: skip
        app = create_app(settings)
        for key in ("tinhdoi", "xa.dongdang"):
            _measure(app, key)
    _imports(engine)
    return 0


if __name__ == "__main__":
    sys.exit(main())
