"""Do one piece of work of the outbox, once."""

from datetime import timedelta
from functools import lru_cache

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from structlog import get_logger

from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.core.clock import now
from gis_case.core.db import make_engine, open_session
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.registry import HANDLERS
from gis_case.jobs.services import hint

MOST_ATTEMPTS = 5
FIRST_PAUSE_S = 10

log = get_logger(__name__)


@lru_cache(maxsize=1)
def engine_of(url: str) -> Engine:
    """Return the engine of this process's jobs."""
    return make_engine(url)


def run(job_id: int) -> None:
    """Do the work of row `job_id`; RQ calls this in a process of its own."""
    settings = Settings.from_env()
    with open_session(engine_of(settings.database_url), WORKER) as session:
        session.info["redis_url"] = settings.redis_url  # what the work asks for in turn is hinted at once
        do(session, job_id)


def do(session: Session, job_id: int) -> JobState | None:
    """Do the work of row `job_id` and commit; None when it is done already or another worker has it."""
    waiting = select(OutboxJob).where(OutboxJob.id == job_id, OutboxJob.state == JobState.WAITING)
    job = session.scalars(waiting.with_for_update(skip_locked=True)).one_or_none()
    if job is None:
        return None
    job.attempts += 1
    try:
        # Its own savepoint: what a failing handler wrote is undone, the attempt is still counted.
        with session.begin_nested():
            HANDLERS[job.kind](session, job.payload)
    except Exception as error:  # a handler may fail in any way; none may stop the worker
        log.exception("job_failed", kind=job.kind, attempt=job.attempts)
        job.error = f"{type(error).__name__}: {error}"[:500]
        job.not_before = now() + timedelta(seconds=FIRST_PAUSE_S * 4 ** (job.attempts - 1))
        if job.attempts >= MOST_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, now()
    else:
        job.state, job.finished_at, job.error = JobState.DONE, now(), ""
    state = job.state
    session.commit()
    return state


def sweep() -> int:
    """Hint again at every row that waits; return how many. Run every few seconds by the schedule."""
    settings = Settings.from_env()
    with open_session(engine_of(settings.database_url), WORKER) as session:
        waiting = select(OutboxJob.id, OutboxJob.attempts).where(
            OutboxJob.state == JobState.WAITING, OutboxJob.not_before <= now()
        )
        rows = session.execute(waiting.order_by(OutboxJob.id).limit(1000)).all()
    return sum(hint(settings.redis_url, row.id, row.attempts) for row in rows)
