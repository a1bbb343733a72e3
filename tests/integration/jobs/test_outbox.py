"""Work is done once, whatever happens to Redis, to the worker or to the function."""

import os

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import select, text

from gis_case.access.models import Organisation
from gis_case.cases.services import open_case
from gis_case.core.actor import WORKER
from gis_case.jobs import registry
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import MOST_ATTEMPTS, do
from gis_case.jobs.services import QUEUE, enqueue, hint
from gis_case.sharing.jobs import mend_readers

REDIS = os.environ["GIS_CASE_TEST_REDIS_URL"]


@pytest.fixture
def redis():
    connection = Redis.from_url(REDIS)
    connection.flushdb()
    yield connection
    connection.close()


@pytest.fixture
def calls(monkeypatch):
    """A kind of work that notes its calls, and fails as often as it is told."""
    seen: list[dict] = []
    failures = [0]

    def handler(session, payload):
        seen.append(payload)
        session.execute(text("INSERT INTO case_counter VALUES (:scope, 1)"), {"scope": f"call-{len(seen)}"})
        if failures[0]:
            failures[0] -= 1
            raise RuntimeError("no luck")

    monkeypatch.setitem(registry.HANDLERS, "test.note", handler)
    handler.seen, handler.failures = seen, failures
    return handler


def ask(province, key="one"):
    with province.session(WORKER) as session:
        session.info["redis_url"] = REDIS
        enqueue(session, "test.note", key, {"n": 1})
        session.commit()
        return session.scalars(select(OutboxJob.id).where(OutboxJob.key == key)).one()


def test_work_is_hinted_only_after_commit_and_asked_for_once(province, redis, calls):
    with province.session(WORKER) as session:
        session.info["redis_url"] = REDIS
        enqueue(session, "test.note", "k", {})
        assert len(Queue(QUEUE, connection=redis)) == 0
        session.rollback()
    assert len(Queue(QUEUE, connection=redis)) == 0
    assert ask(province, "k") == ask(province, "k")
    assert len(Queue(QUEUE, connection=redis)) == 1


def test_work_done_twice_happens_once(province, redis, calls):
    job_id = ask(province)
    for expected in (JobState.DONE, None):
        with province.session(WORKER) as session:
            assert do(session, job_id) is expected
    assert calls.seen == [{"n": 1}]


def test_what_a_failing_function_wrote_is_undone_and_it_is_tried_again(province, redis, calls):
    calls.failures[0] = 1
    job_id = ask(province)
    with province.session(WORKER) as session:
        assert do(session, job_id) is JobState.WAITING
        assert session.scalar(text("SELECT count(*) FROM case_counter")) == 0
        job = session.get_one(OutboxJob, job_id)
        assert (job.attempts, job.error) == (1, "RuntimeError: no luck")
        assert do(session, job_id) is JobState.DONE
        assert session.scalar(text("SELECT count(*) FROM case_counter")) == 1


def test_work_that_never_succeeds_is_given_up_and_says_why(province, redis, calls):
    calls.failures[0] = 99
    job_id = ask(province)
    with province.session(WORKER) as session:
        states = [do(session, job_id) for _ in range(MOST_ATTEMPTS)]
    assert states == [JobState.WAITING] * (MOST_ATTEMPTS - 1) + [JobState.FAILED]


def test_redis_down_loses_nothing(province, redis, calls):
    with province.session(WORKER) as session:
        session.info["redis_url"] = "redis://127.0.0.1:1/0"
        enqueue(session, "test.note", "lonely", {})
        session.commit()
        assert session.scalars(select(OutboxJob.state).where(OutboxJob.key == "lonely")).one() is JobState.WAITING
    assert hint("redis://127.0.0.1:1/0", 1, 0) is False


def test_a_flushed_redis_is_hinted_again(province, redis, calls):
    job_id = ask(province)
    redis.flushdb()
    assert hint(REDIS, job_id, 0)
    assert len(Queue(QUEUE, connection=redis)) == 1


def test_readers_never_drift_and_are_mended_if_forced_to(province, engine):
    actor = province.actors["commune"]
    with province.session("commune") as session:
        open_case(session, actor=actor, title="Mộ", owner=session.get_one(Organisation, actor.org_id))
        session.commit()
    with province.session(WORKER) as session:
        assert mend_readers(session) == 0
        session.rollback()
