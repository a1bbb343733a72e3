"""Bulk coordinates: reading beside a bare transform, import beside a bare COPY, by turns in one run."""

import os
import random
import sys
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
import psycopg
from pyproj import Transformer
from sqlalchemy import Engine, create_engine, make_url, text

from gis_case.access.models import Organisation, UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.core.actor import WORKER, Actor, OrgKind, Role
from gis_case.core.db import make_engine, open_session
from gis_case.core.migrate import upgrade
from gis_case.geo.batch import read_texts
from gis_case.geo.candidates import candidates
from gis_case.geo.reading import Context
from gis_case.local.bootstrap import bootstrap_database
from gis_case.positions.importing import import_positions
from gis_case.positions.rows import Province

ROWS, IMPORTED, ROUNDS = 100_000, 20_000, 5
DATABASE = "gis_case_bench_coordinates"
HERE = Province("Lạng Sơn", 107.25)
LANG_SON = Context(province=HERE.name, source_kind="gnss")


def _url(user: str, database: str) -> str:
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


def somebody(engine: Engine) -> Actor:
    """A planner of a provincial command, written into the database."""
    kind, role = OrgKind.PROVINCIAL_COMMAND, Role.PLANNER
    with open_session(engine, WORKER) as session:
        org = Organisation(code="B-1", kind=kind, name="Bộ Chỉ huy")
        session.add(org)
        session.flush()
        user = UserAccount(
            org_id=org.id, role=role, name="Cán bộ", email="b@thu.example.vn", fs_uniquifier="b", password="-"
        )
        session.add(user)
        session.flush()
        actor = Actor(user.id, org.id, kind, role, user.name, org.name, permissions_of(role))
        session.commit()
    return actor


def dms(value: float) -> str:
    """Degrees, minutes and seconds to a tenth."""
    tenths = round(value * 36_000)
    return f"{tenths // 36_000}°{tenths // 600 % 60:02d}'{tenths % 600 / 10:04.1f}\""


def mixed(count: int, seed: int = 1) -> tuple[list[str], np.ndarray]:
    """Texts in four ways of writing, by turns, with longitudes and latitudes on WGS 84."""
    dice = random.Random(seed)
    points = np.array([(dice.uniform(106.1, 106.9), dice.uniform(21.4, 22.1)) for _ in range(count)])
    grid = Transformer.from_crs(4326, 9215, always_xy=True)
    east, north = grid.transform(points[:, 0], points[:, 1])
    texts = []
    for at, (lon, lat) in enumerate(points.tolist()):
        ways = (
            f"{lat:.6f}, {lon:.6f}",
            f"{dms(lat)}N {dms(lon)}E",
            f"X {north[at]:.1f} Y {east[at]:.1f}",
            f"{lat:.5f}; {lon:.5f}".replace(".", ","),
        )
        texts.append(ways[at % 4])
    return texts, points


def by_turns(rounds: int, *acts: Callable[[], None], before: Callable[[], object] = lambda: None) -> list[float]:
    """Return the median seconds of each act, after a warm-up, so that a noisy machine troubles all alike.

    `before` runs before each act and is not counted.
    """
    times: list[list[float]] = [[] for _ in acts]
    for number in range(rounds + 1):
        for place, act in enumerate(acts):
            before()
            start = time.perf_counter()
            act()
            if number:
                times[place].append(time.perf_counter() - start)
    return [sorted(one)[len(one) // 2] for one in times]


def reading() -> None:
    """Print rows/s of reading texts on one core, beside the bare transform of the same points as the limit."""
    texts, points = mixed(ROWS)
    grid = Transformer.from_crs(9215, 4326, always_xy=True)
    east, north = Transformer.from_crs(4326, 9215, always_xy=True).transform(points[:, 0], points[:, 1])
    few = texts[:2000]
    batch = read_texts(texts, LANG_SON)
    together, bare, alone = by_turns(
        ROUNDS,
        lambda: read_texts(texts, LANG_SON),
        lambda: grid.transform(east, north),
        lambda: [candidates(one, LANG_SON) for one in few],
    )
    rate = ROWS / together
    print(
        f"coordinates: {rate:,.0f} rows/s read and transformed ({len(batch.rest)} of {ROWS:,} one by one);"
        f" bare transform {ROWS / bare:,.0f} rows/s; one by one {len(few) / alone:,.0f} rows/s"
        f" | {'within' if rate >= 50_000 else 'BEYOND'} the aim of 50,000 rows/s",
        flush=True,
    )


def prepared() -> Engine:
    """A migrated database of its own with the demonstration's people."""
    admin = create_engine(_url("gis_case_admin", "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)'))
    bootstrap_database(_url("gis_case_admin", "postgres"), DATABASE)
    upgrade(_url("gis_case_migrator", DATABASE))
    admin.dispose()
    return make_engine(_url("gis_case_login", DATABASE))


def importing(engine: Engine) -> None:
    """Print how long an import takes, beside a binary COPY of the rows it made into a table with the same indexes."""
    actor = somebody(engine)
    texts, _ = mixed(IMPORTED, seed=2)
    source = ("text,source_kind\n" + "\n".join(f'"{one.replace(chr(34), chr(34) * 2)}",gnss' for one in texts)).encode()
    admin = psycopg.connect(_url("gis_case_admin", DATABASE).replace("+psycopg", ""), autocommit=True)

    def load() -> None:
        with open_session(engine, WORKER) as session:
            report = import_positions(session, actor=actor, source=source, province=HERE)
            session.commit()
        assert report.added == IMPORTED, report.added

    load()
    admin.execute("CREATE TABLE bare (LIKE position_report INCLUDING ALL)")
    columns = ", ".join(
        row[0]
        for row in admin.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'position_report'::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = ''"
        )
    )
    stored = BytesIO()
    with (
        admin.cursor() as cursor,
        cursor.copy(f"COPY (SELECT {columns} FROM position_report) TO STDOUT (FORMAT binary)") as out,
    ):
        for part in out:
            stored.write(part)

    def copy(table: str) -> None:
        with admin.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as into:
            into.write(stored.getvalue())

    took, bare, with_triggers = by_turns(
        3,
        load,
        lambda: copy("bare"),
        lambda: copy("position_report"),
        before=lambda: admin.execute("TRUNCATE position_report, bare CASCADE"),
    )
    print(
        f"import: {IMPORTED / took:,.0f} rows/s from CSV to rows; bare binary COPY into the same indexes"
        f" {IMPORTED / bare:,.0f} rows/s; into the table itself, with its triggers, {IMPORTED / with_triggers:,.0f}"
        f" | {took / bare:.2f} × COPY: {'within' if took <= 4 * bare else 'BEYOND'} the aim of 4",
        flush=True,
    )
    admin.close()


def main() -> int:
    """Run both measurements; print one line each."""
    reading()
    engine = prepared()
    importing(engine)
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
