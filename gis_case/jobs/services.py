"""Write down what is to be done, in the transaction that wants it done."""

from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from structlog import get_logger

from gis_case.jobs.models import OutboxJob

QUEUE = "outbox"
RUNNER = "gis_case.jobs.runner.run"
# RQ refuses a unique id while a failed job of that id is kept.
FAILED_KEPT_S = 60

log = get_logger(__name__)


def enqueue(session: Session, kind: str, key: str, payload: dict[str, Any]) -> None:
    """Ask for one piece of work; asking again under the same `key` changes nothing.

    Redis gets a hint once the transaction is committed. Should the hint be lost, the sweeper finds the row.
    """
    wanted = insert(OutboxJob).values(kind=kind, key=key, payload=payload)
    job_id = session.scalar(wanted.on_conflict_do_nothing(index_elements=["key"]).returning(OutboxJob.id))
    redis_url = session.info.get("redis_url")
    if job_id is None or not redis_url:
        return

    told: list[int] = []

    def tell(_: Session) -> None:
        # A savepoint's end is told of too; the row is there for others only after the whole transaction.
        if not told and not session.in_nested_transaction():
            told.append(job_id)
            hint(redis_url, job_id, 0)

    event.listen(session, "after_commit", tell)


def hint(redis_url: str, job_id: int, attempt: int) -> bool:
    """Tell the workers that a row waits; return whether Redis heard it."""
    try:
        with Redis.from_url(redis_url, socket_connect_timeout=1, socket_timeout=2) as redis:
            Queue(QUEUE, connection=redis).enqueue(
                RUNNER,
                job_id,
                job_id=f"outbox-{job_id}-{attempt}",
                unique=True,
                result_ttl=0,
                failure_ttl=FAILED_KEPT_S,
            )
    except DuplicateJobError:
        return True
    except RedisError as error:
        log.warning("hint_lost", kind=type(error).__name__)
        return False
    return True
