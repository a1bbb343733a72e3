"""The processes behind the pages: one that works, one that looks at the clock."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing import get_context

from redis import Redis
from rq import Queue, Worker
from rq.cron import CronScheduler

from gis_case.jobs.runner import sweep
from gis_case.jobs.services import QUEUE

CLOCK = "clock"
# RQ's own defaults need 811 s to notice a dead worker; these, measured, 91 s.
WORKER_TTL_S = 30
MAINTENANCE_S = 20


@dataclass(frozen=True, slots=True)
class Regular:
    """Something done again and again: every `interval_s` seconds, or when `cron` says (UTC)."""

    function: object
    interval_s: int | None = None
    cron: str | None = None


SWEEP = Regular(sweep, interval_s=15)


def keep_time(redis_url: str, schedule: Iterable[Regular]) -> None:
    """Put what is due on the queue, until stopped."""
    clock = CronScheduler(Redis.from_url(redis_url), logging_level=logging.WARNING)
    for one in schedule:
        clock.register(one.function, CLOCK, interval=one.interval_s, cron=one.cron, result_ttl=0)  # type: ignore[arg-type]
    clock.start()  # type: ignore[no-untyped-call]  # RQ types its scheduler in part


def work(redis_url: str, schedule: Iterable[Regular] = (SWEEP,), *, burst: bool = False) -> None:
    """Work until stopped (with `burst`, until nothing waits), beside a process that keeps time."""
    connection = Redis.from_url(redis_url)
    clock = get_context("spawn").Process(target=keep_time, args=(redis_url, tuple(schedule)), daemon=True)
    if not burst:
        clock.start()
    queues = [Queue(name, connection=connection) for name in (QUEUE, CLOCK)]
    worker = Worker(queues, connection=connection, worker_ttl=WORKER_TTL_S, maintenance_interval=MAINTENANCE_S)
    try:
        worker.work(burst=burst, logging_level="WARNING")
    finally:
        if clock.is_alive():
            clock.terminate()
            clock.join(5)
