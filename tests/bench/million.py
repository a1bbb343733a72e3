"""The planner's map at a million points: exact counts, tiles over HTTP under row policies, a new report, a cold load.

`make benchmap` runs it; `--rounds`, `--tiles` and `--tipg PYTHON` (a Python that has tipg and uvicorn) change it.
"""

import argparse
import http.client
import logging
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psycopg
import structlog
from flask import Flask
from sqlalchemy import select, text

from gis_case.access.binding import actor_of
from gis_case.access.models import UserAccount
from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.actor import WORKER, Actor
from gis_case.core.db import db, open_session
from gis_case.planning.queries.tiles import cells_of
from gis_case.planning.rules.tiles import Tile
from gis_case.planning.views.tiles import CLOSE_UP
from gis_case.positions.queries import PositionFilter
from tests.bench.data import MILLION, THOUSAND, Size, is_kept, rebuild, url
from tests.bench.measure import quantile, recorded, replay, table
from tests.bench.pages import ROLES, credentials, fetch, gunicorn, sign_in
from tests.bench.peers import OURS, RAW, READ, TIPG, cold_loads, tipg_on
from tests.bench.run import tell
from tests.bench.viewports import compare_views

ZOOMS = range(4, 17)
PEOPLE = ("tinhdoi", "xa.dongdang", "don.huunghi")
# Of counted tiles; close up reports come one by one, with their words.
MOST_KIB = 8
WAYS = ("tile", "sql", "raw", "read", "tipg")
SLOW_ROUNDS = 5


@dataclass(slots=True)
class Contest:
    """One tile asked for in several ways; milliseconds of each.

    `beside` are those of the rounds in which whole viewports of raw reports took part: megabytes that leave nothing
    of others in the processor's caches. Raw ways are compared with the tile of those rounds; the tile with its own SQL
    in the rounds of the two alone.
    """

    who: str
    z: int
    ways: dict[str, Callable[[], int]]
    times: dict[str, list[float]] = field(default_factory=dict)
    beside: dict[str, list[float]] = field(default_factory=dict)
    size: int = 0

    def once(self, into: dict[str, list[float]], names: Iterable[str]) -> None:
        """Ask in each of the ways that there are, one right after the other."""
        for name in names:
            if act := self.ways.get(name):
                start = time.perf_counter()
                size = act()
                into.setdefault(name, []).append((time.perf_counter() - start) * 1000)
                if name == "tile":
                    self.size = size


def make_app(size: Size, folder: Path, secret: str) -> Flask:
    """The application on one of the databases."""
    settings = Settings(
        environment="test", database_url=url("gis_case_login", size.database), redis_url="unix:///nowhere",
        secret_key=secret, var=folder, sign_in_limit="1000 per minute",
    )  # fmt: skip
    return create_app(settings)


def places_of(database: str) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """Longitude and latitude of every report, its readers as text, and the organisations of the people: the oracle."""
    with psycopg.connect(url("gis_case_admin", database).replace("+psycopg", "")) as raw:
        rows = raw.execute(
            "SELECT ST_X(point), ST_Y(point), reader_org_ids FROM position_report WHERE point IS NOT NULL"
        ).fetchall()
        orgs = dict(raw.execute("SELECT split_part(email, '@', 1), org_id FROM user_account").fetchall())
    return np.array([row[:2] for row in rows]), np.array([row[2] for row in rows], dtype=object), orgs


def keys(places: np.ndarray, z: int) -> np.ndarray:
    """The tile of each place at a zoom, as one number."""
    x = ((places[:, 0] + 180) / 360 * 2**z).astype(np.int64)
    y = ((1 - np.arcsinh(np.tan(np.radians(places[:, 1]))) / np.pi) / 2 * 2**z).astype(np.int64)
    return x << 32 | y


def seen_by(who: str, places: np.ndarray, readers: np.ndarray, orgs: dict[str, int]) -> np.ndarray:
    """The places a person may see, as exactly as they may: by brute force."""
    if who in {"tinhdoi", "sonoivu"}:
        return places
    if who == "bandchidao":
        return np.round(places / 0.05) * 0.05
    return places[np.fromiter((orgs[who] in row for row in readers), bool, len(readers))]


def acting(app: Flask, who: str) -> Actor:
    """The actor of a demonstration account."""
    with app.app_context(), open_session(db.engine, WORKER) as session:
        return actor_of(session.scalars(select(UserAccount).where(UserAccount.email.startswith(f"{who}@"))).one())


def wrong_counts(app: Flask, who: str, places: np.ndarray, tiles: int) -> tuple[int, int]:
    """Compare sampled tiles of every zoom with the brute force; return how many were wrong, and how many compared."""
    draw, wrong, compared = random.Random(5), 0, 0
    actor = acting(app, who)
    with app.app_context(), open_session(db.engine, actor.identity(read_only=True)) as session:
        for z in ZOOMS:
            known, counts = np.unique(keys(places, z), return_counts=True)
            wanted = dict(zip(known.tolist(), counts.tolist(), strict=True))
            sampled = draw.sample(sorted(wanted), min(tiles, len(wanted)))
            for key in sampled:
                found = cells_of(session, actor, Tile(z, key >> 32, key & 0xFFFFFFFF), PositionFilter()).points
                wrong, compared = wrong + (found != wanted[key]), compared + 1
    return wrong, compared


def exactness(app: Flask, tiles: int) -> None:
    """Compare the counts of each role with the brute force, before, during and after a share; print what was wrong."""
    rows = []
    for step, change in (("at rest", None), ("shared", share_one), ("taken back", unshare_one)):
        if change:
            change(app)
        places, readers, orgs = places_of(MILLION.database)
        for who in (*PEOPLE, "xa.thatkhe", "bandchidao"):
            wrong, compared = wrong_counts(app, who, seen_by(who, places, readers, orgs), tiles)
            rows.append((ROLES.get(who, who), step, str(compared), str(wrong)))
            tell(f"{who}, {step}: {wrong} wrong of {compared}")
    print(f"\nTiles of zoom 4 to 16 beside a brute force over {MILLION.reports:,} reports")
    print(table(("who", "when", "tiles", "wrong"), rows))
    assert not any(int(row[-1]) for row in rows), "counts are wrong"


SHARE = """
WITH one AS (SELECT c.id, s.post_id FROM search_case c JOIN sector s ON s.commune_id = c.owner_org_id
    JOIN organisation o ON o.id = s.post_id JOIN user_account u ON u.org_id = o.id AND u.email LIKE 'don.huunghi@%'
    WHERE NOT EXISTS (SELECT FROM case_share h WHERE h.case_id = c.id AND h.with_org_id = s.post_id)
    ORDER BY (SELECT count(*) FROM position_report r WHERE r.case_id = c.id) DESC LIMIT 1)
INSERT INTO case_share (id, case_id, with_org_id, level, reason, granted_at, granted_by_id)
SELECT gen_random_uuid(), id, post_id, 'view', 'bench', now(), 1 FROM one
"""
UNSHARE = "UPDATE case_share SET revoked_at = now(), revoked_by_id = 1 WHERE reason = 'bench' AND revoked_at IS NULL"


def _write(app: Flask, statement: str) -> None:
    with app.app_context(), open_session(db.engine, WORKER) as session:
        assert session.execute(text(statement)).rowcount, "nothing was changed"
        session.commit()


def share_one(app: Flask) -> None:
    """Share the fullest case that the post does not have yet."""
    _write(app, SHARE)


def unshare_one(app: Flask) -> None:
    """Take the shares of this run back."""
    _write(app, UNSHARE)


def contests(app: Flask, port: int, places: dict[str, np.ndarray], tiles: int, tipg: int) -> Iterator[Contest]:
    """Tiles of each zoom for each person, over HTTP, as bare SQL, and raw."""
    with app.app_context():
        engine = db.engine
    raw = [psycopg.connect(url("gis_case_login", MILLION.database).replace("+psycopg", "")) for _ in range(2)]
    plain = http.client.HTTPConnection("127.0.0.1", port)
    other = http.client.HTTPConnection("127.0.0.1", tipg) if tipg else None
    for who in PEOPLE:
        reader, draw = sign_in(app, who), random.Random(7)
        header = credentials(reader)
        for z in ZOOMS:
            for key in _where_people_look(draw, keys(places[who], z), tiles):
                place = f"{z}/{key >> 32}/{key & 0xFFFFFFFF}"
                address = OURS.format(place=place)
                with recorded(engine) as sent:
                    assert reader.get(address).status_code == 200
                ways: dict[str, Callable[[], int]] = {
                    "tile": lambda address=address, header=header: fetch(plain, address, header),
                    "sql": lambda sent=sent: replay(raw, sent) or 0,
                }
                if who == PEOPLE[0]:
                    ways["raw"] = lambda place=place: fetch(plain, RAW.format(place=place), {})
                    ways["read"] = lambda place=place, header=header: fetch(plain, READ.format(place=place), header)
                    if other:
                        ways["tipg"] = lambda place=place: fetch(other, TIPG.format(place=place), {})
                yield Contest(who, z, ways)


def _where_people_look(draw: random.Random, of_reports: np.ndarray, tiles: int) -> list[int]:
    """Tiles that reports drawn by lot lie in: a place with many reports is looked at more often than one with few."""
    order = draw.sample(range(len(of_reports)), min(50 * tiles, len(of_reports)))
    return list(dict.fromkeys(of_reports[order].tolist()))[:tiles]


def run(found: list[Contest], rounds: int) -> None:
    """Run every contest in turn, after a warm-up: a few rounds of all ways, then the rounds of a tile and its SQL.

    Where a person has but one or two tiles of a zoom, each is asked for more often: all lines have as many times.
    """
    alike = Counter((one.who, one.z) for one in found)
    most = max(alike.values())
    for number in range(-1, SLOW_ROUNDS):
        for one in found:
            one.once(one.beside, WAYS[:: -1 if number % 2 else 1])
            if number < 0:
                one.beside.clear()
    tell("raw tiles are done")
    for number in range(rounds):
        for one in found:
            for turn in range(-(-most // alike[one.who, one.z])):
                one.once(one.times, ("tile", "sql")[:: -1 if (number + turn) % 2 else 1])
        if number % 10 == 9:
            tell(f"round {number + 1} of {rounds}")


def report(found: list[Contest]) -> None:
    """Print the tiles of each person and zoom, with the aims of issue and peers."""
    lines = []
    for who, z in dict.fromkeys((one.who, one.z) for one in found):
        of_zoom = [one for one in found if (one.who, one.z) == (who, z)]
        times = {name: [ms for one in of_zoom for ms in one.times[name]] for name in ("tile", "sql")}
        beside = {name: [ms for one in of_zoom for ms in one.beside.get(name, ())] for name in WAYS}
        tile95, sql95 = quantile(times["tile"], 0.95), quantile(times["sql"], 0.95)
        size = max(one.size for one in of_zoom) / 1024
        middle = {name: quantile(ms, 0.5) if ms else 0.0 for name, ms in beside.items()}
        good = tile95 <= 3 * sql95 + 1.5 and (z >= CLOSE_UP or size <= MOST_KIB)
        lines.append(
            (ROLES[who], str(z), f"{quantile(times['tile'], 0.5):.2f}", f"{tile95:.2f}",
             f"{quantile(times['sql'], 0.5):.2f}", f"{sql95:.2f}",
             f"{3 * sql95 + 1.5:.1f}", f"{size:.1f}",
             *(f"{middle[name] / middle['tile']:.1f}" if middle[name] else "" for name in WAYS[2:]),
             "within" if good else "BEYOND")
        )  # fmt: skip
    header = ("who", "z", "tile p50", "p95", "SQL p50", "p95", "aim", "KiB at most",
              "raw ÷ tile", "raw, read ÷ tile", "tipg ÷ tile", "")  # fmt: skip
    print(f"\nMilliseconds at {MILLION.reports:,} reports, over HTTP under row policies; aim: p95 of the SQL × 3 + 1.5")
    print(table(header, lines))


NEW = """
INSERT INTO position_report (id, org_id, created_by_id, created_at, source_kind, subject, verbatim, point, r95_m,
    r_max_m, system, system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading, outside_vietnam,
    outside_reason, status, status_reason, version, is_demo)
SELECT gen_random_uuid(), org_id, id, now(), 'map', 'bench', 'bench', ST_SetSRID(ST_MakePoint(106.7, 21.9), 4326),
    50, 60, 'wgs84', true, 'decimal', '', '', '[]', '[]', '{}', false, '', 'unverified', '', 1, true
FROM user_account WHERE email LIKE 'xa.dongdang@%'
"""


def fresh(app: Flask, port: int, turns: int = 10) -> float:
    """Return the longest time in seconds from the commit of a new report to a tile that holds it."""
    reader = sign_in(app, PEOPLE[0])
    place = Tile(8, *divmod(int(keys(np.array([[106.7, 21.9]]), 8)[0]), 1 << 32))
    address, header = f"/ban-do/toa-do/8/{place.x}/{place.y}.mvt", credentials(reader)
    connection, waits, actor = http.client.HTTPConnection("127.0.0.1", port), [], acting(app, PEOPLE[0])

    def body() -> bytes:
        connection.request("GET", address, headers=header)
        return connection.getresponse().read()

    for _ in range(turns):
        before = body()
        _write(app, NEW)
        start = time.perf_counter()
        while body() == before:
            assert time.perf_counter() - start < 10, "the new report does not come"
        waits.append(time.perf_counter() - start)
    with app.app_context(), open_session(db.engine, actor.identity(read_only=True)) as session:
        assert cells_of(session, actor, place, PositionFilter()).points > 0
    return max(waits)


def main() -> int:
    """Fill the databases unless an earlier run has, measure, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.million", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often each tile is asked for (20)")
    parser.add_argument("--tiles", type=int, default=5, help="tiles of each zoom and person (5)")
    parser.add_argument("--tipg", default="", help="a Python that has tipg, uvicorn and uvloop, to be a peer")
    wanted, secret = parser.parse_args(), secrets.token_hex(32)
    with tempfile.TemporaryDirectory() as folder:
        apps = {size.database: make_app(size, Path(folder), secret) for size in (THOUSAND, MILLION)}
        for size in (THOUSAND, MILLION):
            if not is_kept(size):
                rebuild(apps[size.database], tell, size)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        app = apps[MILLION.database]
        places, readers, orgs = places_of(MILLION.database)
        seen = {who: seen_by(who, places, readers, orgs) for who in PEOPLE}
        with (
            gunicorn(Path(folder), secret, database=MILLION.database, wsgi="tests.bench.raw_tiles:app") as port,
            tipg_on(wanted.tipg) as peer,
        ):
            found = list(contests(app, port, seen, wanted.tiles, peer))
            tell(f"{len(found)} tiles, {wanted.rounds} rounds")
            run(found, wanted.rounds)
            report(found)
            compare_views(port, peer, credentials(sign_in(app, PEOPLE[0])), places)
            print(f"\nA new report is on the map {fresh(app, port):.2f} s after its commit at the latest (aim 2 s)")
        exactness(app, wanted.tiles)
        cold_loads(apps, Path(folder), secret)
    return 0


if __name__ == "__main__":
    sys.exit(main())
