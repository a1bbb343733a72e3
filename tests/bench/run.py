"""`make bench`: pages and imports on a large database, beside the bare SQL of the same work."""

import argparse
import logging
import secrets
import sys
import tempfile
import time
from pathlib import Path

import structlog
from flask import Flask
from sqlalchemy import text

from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.db import db
from tests.bench.data import is_kept, rebuild, superuser, url
from tests.bench.imports import IMPORTS, import_table, measure_import
from tests.bench.measure import HEADER, Pair, row, run_in_turn, table
from tests.bench.pages import OVER_HTTP, chosen, gunicorn, in_process, over_http

START = time.monotonic()


def tell(words: str) -> None:
    """Say how far the run is."""
    print(f"[{time.monotonic() - START:6.1f} s] {words}", file=sys.stderr, flush=True)


def asked() -> argparse.Namespace:
    """Return what is to be measured."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="how often each page is asked for (30)")
    parser.add_argument("--only", default="", help="measure what has this in its name: search, map, import …")
    parser.add_argument("--rows", type=int, default=20_000, help="rows of each imported file (20000)")
    parser.add_argument("--rebuild", action="store_true", help="fill the database anew")
    return parser.parse_args()


def _measure_pages(app: Flask, var: Path, secret: str, wanted: argparse.Namespace) -> None:
    with app.app_context():
        engine = db.engine
    pairs = list(in_process(app, engine, chosen(wanted.only)))
    if wanted.only in OVER_HTTP.label:
        with gunicorn(var, secret) as port:
            pairs += over_http(app, engine, port)
            _run(pairs, wanted.rounds)
    elif pairs:
        _run(pairs, wanted.rounds)


def _run(pairs: list[Pair], rounds: int) -> None:
    tell(f"{len(pairs)} pages, {rounds} rounds")
    run_in_turn(pairs, rounds, tell)
    pairs.sort(key=lambda pair: pair.who)
    print(f"\nMilliseconds; the aim is p95 of the SQL × 3 + 15 ms\n{table(HEADER, [row(pair) for pair in pairs])}\n")


def _measure_imports(app: Flask, wanted: argparse.Namespace) -> None:
    found = [one for one in IMPORTS if wanted.only in one.label]
    with app.app_context():
        lines = [measure_import(one, wanted.rows, tell) for one in found]
    if lines:
        print(import_table(lines))


def main() -> int:
    """Fill the database unless an earlier run has, measure, print the tables."""
    wanted, secret = asked(), secrets.token_hex(32)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                environment="test", database_url=url("gis_case_login"), redis_url="unix:///nowhere", secret_key=secret,
                var=Path(folder), sign_in_limit="1000 per minute",
            )
        )  # fmt: skip
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        if wanted.rebuild or not is_kept():
            rebuild(app, tell)
        _measure_pages(app, Path(folder), secret, wanted)
        _measure_imports(app, wanted)
    with superuser().connect() as admin:
        admin.execute(text("VACUUM"))  # what was rolled back, for the next run
    return 0


if __name__ == "__main__":
    sys.exit(main())
