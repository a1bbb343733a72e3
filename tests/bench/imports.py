"""Rows a second of both imports, beside the same rows by binary COPY (the limit) and by plain INSERTs.

All happens in the filled database, in transactions that are rolled back. COPY and INSERT write to a copy of the
table: the same rows in it, the same indexes and checks, but no triggers, no policies, nothing read or judged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.orm import Session

from gis_case.access.models import UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.core.actor import Actor
from gis_case.core.db import open_session
from gis_case.demo.people import PEOPLE
from gis_case.positions.importing import import_positions
from gis_case.positions.rows import Province
from gis_case.sites.services import import_sites
from tests.bench.data import Tell, url
from tests.bench.measure import table

ROUNDS = 3
LANG_SON = Province("Lạng Sơn", 107.25)
WORDS = (
    "{lat:.6f}, {lon:.6f}",
    "{lat:.5f}N {lon:.5f}E",
    "VN-2000, KTT 107°15', X = {north:.2f}, Y = {east:.2f}",
    "Tọa độ: {lat:.4f} độ Bắc, {lon:.4f} độ Đông",
)


def sites_file(rows: int) -> bytes:
    """A file of battle sites, none of them known."""
    lines = (
        f"N{n},Đồi {n},1979,1979-02-17,{21.6 + n % 500 / 1000:.5f},{106.4 + n // 500 / 1000:.5f},500"
        for n in range(rows)
    )
    return "\n".join(["id,name_vi,period,start_date,lat,lon,uncertainty_m", *lines]).encode()


def positions_file(rows: int) -> bytes:
    """A file of position reports in four notations, none of them known; every fourth names an informant."""
    lines = []
    for n in range(rows):
        lat, lon = 21.6 + n % 500 / 1000, 106.4 + n // 500 / 1000
        words = WORDS[n % 4].format(lat=lat, lon=lon, north=2_389_000 + n * 1.37, east=412_000 + n * 0.91)
        lines.append(f'"{words}",told,{f"Nông Văn {n % 300}" if n % 4 == 0 else ""}')
    return "\n".join(["text,source_kind,informant", *lines]).encode()


def _import_positions(session: Session, actor: Actor, source: bytes) -> int:
    return import_positions(session, actor=actor, source=source, province=LANG_SON).added


def _import_sites(session: Session, actor: Actor, source: bytes) -> int:
    return import_sites(session, actor=actor, source=source).added


@dataclass(frozen=True, slots=True)
class Import:
    """A service that loads a file, the table it fills, and who loads."""

    label: str
    table: str
    new: str
    who: str
    file: Callable[[int], bytes]
    act: Callable[[Session, Actor, bytes], int]


IMPORTS = (
    Import("import of battle sites", "battle_site", "code LIKE 'N%'", "tinhdoi", sites_file, _import_sites),
    Import(
        "import of position reports",
        "position_report",
        "import_key IS NOT NULL",
        "xa.dongdang",
        positions_file,
        _import_positions,
    ),
)


def _actor(session: Session, key: str) -> Actor:
    email = next(one.email for one in PEOPLE if one.key == key)
    user = session.scalars(select(UserAccount).where(UserAccount.email == email)).one()
    org = user.org
    return Actor(user.id, org.id, org.kind, user.role, user.name, org.name, permissions_of(user.role))


def _seconds(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


class _Ground:
    """One transaction in which everything happens, and the copy of the table; nothing of it stays."""

    def __init__(self, connection: Connection, one: Import) -> None:
        self.connection = connection
        self.one = one
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        self.cursor = raw.cursor()
        self.cursor.adapters.register_loader("jsonb", TextLoader)  # to be written again as it was read
        self.cursor.execute("SET LOCAL statement_timeout = 0")
        # Not those the database makes.
        self.cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum), count(*) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            (one.table,),
        )
        self.columns, self.width = self.cursor.fetchone() or ("", 0)
        self.cursor.execute(f"CREATE TABLE bare (LIKE {one.table} INCLUDING ALL)")
        self.cursor.execute(f"INSERT INTO bare ({self.columns}) SELECT {self.columns} FROM {one.table}")
        self.cursor.execute("ANALYZE bare")

    def by_service(self, source: bytes, rows: int) -> tuple[float, bytes, list[Any]]:
        """Import through the service; return the seconds, and the rows that it wrote, as COPY and as values."""
        actor = _actor(Session(self.connection), self.one.who)
        with open_session(self.connection, actor.identity()) as session:
            session.execute(text("SELECT 1"))
            took = _seconds(lambda: self.one.act(session, actor, source))
            session.execute(text("RESET ROLE"))
        written = f"SELECT {self.columns} FROM {self.one.table} WHERE {self.one.new}"
        with self.cursor.copy(f"COPY ({written}) TO STDOUT (FORMAT BINARY)") as copy:
            blob = b"".join(bytes(part) for part in copy)
        values = self.cursor.execute(written).fetchall()
        assert len(values) == rows, (self.one.label, len(values))
        return took, blob, values

    def by_copy(self, blob: bytes) -> None:
        """Write the rows as fast as the server takes them."""
        with self.cursor.copy(f"COPY bare ({self.columns}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(blob)

    def by_insert(self, values: list[Any]) -> None:
        """Write the rows by a prepared INSERT each, sent without waiting for the answers."""
        marks = ", ".join(["%s"] * self.width)
        self.cursor.executemany(f"INSERT INTO bare ({self.columns}) VALUES ({marks})", values)

    def undone(self, act: Callable[[], Any]) -> Any:
        """Return what `act` returns, and take back what it wrote."""
        self.cursor.execute("SAVEPOINT before")
        result = act()
        self.cursor.execute("ROLLBACK TO SAVEPOINT before")
        return result


def measure_import(one: Import, rows: int, tell: Tell) -> tuple[str, ...]:
    """Return the line of one import: the medians of a few rounds, each with all three in turn."""
    source = one.file(rows)
    seconds: list[tuple[float, float, float]] = []
    engine = create_engine(url("gis_case_admin"))
    with engine.connect() as connection:
        tell(f"{one.label}: a copy of the table")
        ground = _Ground(connection, one)
        for number in range(ROUNDS):
            tell(f"{one.label}, round {number + 1} of {ROUNDS}")
            took, blob, values = ground.undone(lambda: ground.by_service(source, rows))
            copied = ground.undone(lambda blob=blob: _seconds(lambda: ground.by_copy(blob)))
            inserted = ground.undone(lambda values=values: _seconds(lambda: ground.by_insert(values)))
            seconds.append((took, copied, inserted))
        connection.rollback()
    service, copied, inserted = (median(one) for one in zip(*seconds, strict=True))
    rates = [f"{rows / took:,.0f}" for took in (service, copied, inserted)]
    return one.label, *rates, f"{service / copied:.1f}", f"{service / inserted:.1f}"


HEADER = ("import", "rows/s", "bare COPY", "bare INSERT", "time ÷ COPY", "÷ INSERT")


def import_table(lines: list[tuple[str, ...]]) -> str:
    """Lay out what was measured."""
    return f"Rows a second\n{table(HEADER, lines)}\n"
