"""Time pages and the SQL they send, in turn, in one run."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

# A page may take three times its SQL, and this much for the work that is no SQL.
AIM_FACTOR, AIM_MS = 3, 15


@dataclass(frozen=True, slots=True)
class Step:
    """One thing sent to the database: a statement with its values, or COMMIT or ROLLBACK; `connection` is by number.

    A page writes down what it shows over a second connection, while the transaction it read in is still open.
    """

    connection: int
    statement: str
    values: Any = None


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Step]]:
    """Collect what is sent to the database."""
    sent: list[Step] = []
    numbers: dict[int, int] = {}

    def number(connection: Connection) -> int:
        return numbers.setdefault(id(connection.connection.dbapi_connection), len(numbers))

    def note(connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        sent.extend(Step(number(connection), statement, one) for one in (values if many else [values]))

    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": note,
        "commit": lambda connection: sent.append(Step(number(connection), "COMMIT")),
        "rollback": lambda connection: sent.append(Step(number(connection), "ROLLBACK")),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield sent
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


def replay(connections: Sequence[psycopg.Connection[Any]], sent: list[Step]) -> None:
    """Send the same statements through the bare driver, in the same transactions."""
    for step in sent:
        raw = connections[step.connection]
        if step.statement == "COMMIT":
            raw.commit()
        elif step.statement == "ROLLBACK":
            raw.rollback()
        else:
            cursor = raw.execute(step.statement.encode(), step.values or None)
            if cursor.description:
                cursor.fetchall()
    for raw in connections:
        raw.rollback()


@dataclass(slots=True)
class Pair:
    """A page and the bare SQL of the same work; times in milliseconds."""

    who: str
    label: str
    page: Callable[[], object]
    sql: Callable[[], object]
    page_ms: list[float] = field(default_factory=list)
    sql_ms: list[float] = field(default_factory=list)

    def once(self, *, sql_first: bool) -> None:
        """Time both, one right after the other, so that a noisy machine troubles both alike."""
        turns = [(self.page, self.page_ms), (self.sql, self.sql_ms)]
        for act, times in turns[::-1] if sql_first else turns:
            start = time.perf_counter()
            act()
            times.append((time.perf_counter() - start) * 1000)


def run_in_turn(pairs: list[Pair], rounds: int, tell: Callable[[str], None]) -> None:
    """Run every pair once a round, after a warm-up that is not counted."""
    for number in range(-2, rounds):
        for pair in pairs:
            pair.once(sql_first=number % 2 == 1)
        if number < 0:
            for pair in pairs:
                pair.page_ms.clear()
                pair.sql_ms.clear()
        elif (number + 1) % 10 == 0:
            tell(f"round {number + 1} of {rounds}")


def quantile(times: list[float], share: float) -> float:
    """Return the smallest of `times` that `share` of them do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


HEADER = ("who", "page", "page p50", "p95", "SQL p50", "p95", "p95 ÷ SQL", "aim", "")


def row(pair: Pair) -> tuple[str, ...]:
    """The cells of one line of the table."""
    page50, page95 = quantile(pair.page_ms, 0.5), quantile(pair.page_ms, 0.95)
    sql50, sql95 = quantile(pair.sql_ms, 0.5), quantile(pair.sql_ms, 0.95)
    aim = AIM_FACTOR * sql95 + AIM_MS
    figures = (f"{page50:.1f}", f"{page95:.1f}", f"{sql50:.1f}", f"{sql95:.1f}", f"{page95 / sql95:.2f}", f"{aim:.0f}")
    return pair.who, pair.label, *figures, "within" if page95 <= aim else "BEYOND"


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Lay out a table for a terminal; it is a Markdown table as well."""
    cells = [header, *rows]
    widths = [max(len(line[place]) for line in cells) for place in range(len(header))]
    sides = "<<" + ">" * (len(header) - 2)
    columns = list(zip(sides, widths, strict=True))
    lines = [
        "| " + " | ".join(f"{cell:{side}{w}}" for cell, (side, w) in zip(line, columns, strict=True)) + " |"
        for line in cells
    ]
    rule = "|" + "|".join("-" * (w + 1) + ("-" if side == "<" else ":") for side, w in columns) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of many runs of one thing."""

    p50: float
    p95: float


def figures(times_ms: list[float]) -> Figures:
    """Return the median and the 95th percentile."""
    return Figures(quantile(times_ms, 0.5), quantile(times_ms, 0.95))


def in_turn(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[Figures, Figures]:
    """Time two things by turns, after a warm-up, so that a noisy machine troubles both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-2, rounds):
        for act, taken in zip((first, second), times, strict=True):
            start = time.perf_counter()
            act()
            if number >= 0:
                taken.append((time.perf_counter() - start) * 1000)
    return figures(times[0]), figures(times[1])
