"""Many reports at once, and people tied to each other: clusters and surfaces are asked for once, by one job."""

import pytest
from sqlalchemy import func, select

from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.planning.models import ReportCluster, SearchSurface
from gis_case.planning.services.clusters import RUN
from gis_case.planning.services.follow import FOLLOW, follow
from gis_case.planning.services.surface import COMPUTE
from gis_case.positions import runs
from tests.integration.calibrations.test_recomputing import an_old_report
from tests.integration.calibrations.test_recomputing import send as send_calibration
from tests.integration.positions.helpers import a_case
from tests.integration.positions.test_import_runs import HEADER, say_columns, send


@pytest.fixture
def work(province, app, monkeypatch):
    """Do whatever waits, one piece after the other, as a worker does; return how many of each kind."""
    settings = app.config["SETTINGS"]
    monkeypatch.setattr(Settings, "from_env", classmethod(lambda cls: settings))

    def work_off() -> dict[str, int]:
        done: dict[str, int] = {}
        while True:
            with province.session(WORKER) as session:
                waiting = select(OutboxJob).where(OutboxJob.state == JobState.WAITING).order_by(OutboxJob.id)
                job = session.scalars(waiting.limit(1)).one_or_none()
                if job is None:
                    return done
                kind = job.kind
                assert do(session, job.id) is JobState.DONE, session.get_one(OutboxJob, job.id).error
            done[kind] = done.get(kind, 0) + 1

    return work_off


def imported(province, work, rows: str) -> dict[str, int]:
    reader = province.reader("commune")
    at = send(reader, f"{HEADER}\n{rows}".encode()).headers["Location"]
    say_columns(reader, at)
    work()
    assert reader.post(f"{at}/nap", {}).status_code == 302
    return work()


def count(province, model) -> int:
    with province.session(WORKER) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_import_asks_once_for_clusters_and_for_each_case_it_touched(province, work, monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 2)
    case, other = a_case(province), a_case(province, title="Mộ khác")
    work()
    rows = "\n".join(f'"21,95{n}; 106,7102",Ông {n},{case.number if n < 5 else ""},Mộ {n}' for n in range(1, 8))
    done = imported(province, work, rows)

    assert (done[FOLLOW], done[RUN], done[COMPUTE]) == (1, 1, 1)
    assert count(province, ReportCluster) == 1
    with province.session(WORKER) as session:
        assert list(session.scalars(select(SearchSurface.case_id))) == [case.id]
        assert other.id != case.id
    again = imported(province, work, rows)
    assert (again.get(FOLLOW), again.get(RUN), count(province, SearchSurface)) == (None, None, 1)


def test_the_work_is_safe_twice(province, work):
    case = a_case(province)
    work()
    imported(province, work, f'"21,951; 106,7102",Ông A,{case.number},Mộ\n"21,9512; 106,7102",Ông B,{case.number},Mộ 2')
    with province.session(WORKER) as session:
        payload = session.scalars(select(OutboxJob.payload).where(OutboxJob.kind == FOLLOW)).one()
        follow(session, payload)
        session.commit()
    work()

    assert (count(province, SearchSurface), count(province, ReportCluster)) == (1, 1)


def test_a_calibration_asks_once_for_all_that_it_moved(province, work):
    case = a_case(province)
    for _ in range(3):
        an_old_report(province, case_id=case.id)
    work()
    assert count(province, SearchSurface) == 1
    send_calibration(province)
    done = work()

    assert (done[FOLLOW], done[RUN], done[COMPUTE]) == (1, 1, 1)
    assert count(province, SearchSurface) == 2
