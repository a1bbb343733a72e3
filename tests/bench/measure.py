"""Time pages and the SQL they send, in turn, in one run."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of many runs of one thing."""

    p50: float
    p95: float


def figures(times_ms: list[float]) -> Figures:
    """Return the median and the 95th percentile."""
    ordered = sorted(times_ms)
    return Figures(ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])


@contextmanager
def recorded(engine: Engine):
    """Collect what is sent to the database: (statement, parameters)."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def replay(raw: Any, sent: list[tuple[str, Any]]) -> None:
    """Send the same statements through the bare driver, in one transaction that is rolled back."""
    with raw.cursor() as cursor:
        for statement, parameters in sent:
            cursor.execute(statement, parameters or None)
            if cursor.description:
                cursor.fetchall()
    raw.rollback()


def in_turn(first: Callable[[], None], second: Callable[[], None], rounds: int) -> tuple[Figures, Figures]:
    """Time two things by turns, after a warm-up, so that a noisy machine troubles both alike."""
    for warm in (first, second, first, second):
        warm()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for place, act in enumerate((first, second)):
            start = time.perf_counter()
            act()
            times[place].append((time.perf_counter() - start) * 1000)
    return figures(times[0]), figures(times[1])
