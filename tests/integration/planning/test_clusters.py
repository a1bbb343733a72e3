"""Clusters keep their numbers from run to run, planners judge them, and nobody else sees them."""

import re

import pytest
from sqlalchemy import func, select

from gis_case.core.actor import WORKER
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.people.models import Informant, InformantKind
from gis_case.planning.models import ClusterDecision, ClusterMember, ReportCluster
from gis_case.planning.services.clusters import RUN, run_clusters
from gis_case.positions.models import PositionReport
from gis_case.positions.services import ChosenReading
from tests.integration.positions.helpers import a_case, a_report

ROW = 1 / 103_400


def work(province) -> list[JobState | None]:
    """Do what waits, as the worker does."""
    with province.session(WORKER) as session:
        waiting = select(OutboxJob.id).where(OutboxJob.kind == RUN, OutboxJob.state == JobState.WAITING)
        return [do(session, one) for one in session.scalars(waiting.order_by(OutboxJob.id)).all()]


def told(province, east_m: float, r95_m: float = 100.0, name: str = "", heard_from=None, **more) -> PositionReport:
    """A report so many metres east of one spot, of a witness of its own."""
    with province.session("commune") as session:
        actor = province.actors["commune"]
        who = Informant(
            name=name or f"Ông {east_m}", kind=InformantKind.WITNESS, heard_from_id=heard_from, org_id=actor.org_id,
            created_by_id=actor.user_id,
        )  # fmt: skip
        session.add(who)
        session.commit()
    reading = ChosenReading(106.71 + east_m * ROW, 21.95, r95_m, r95_m, "wgs84", system_stated=True)
    return a_report(province, reading=reading, informant_id=who.id, **more)


def standing(province) -> dict[int, set]:
    with province.session("command") as session:
        rows = session.execute(
            select(ReportCluster.number, ClusterMember.report_id)
            .join(ClusterMember, ClusterMember.cluster_id == ReportCluster.id)
            .where(ReportCluster.standing)
        ).all()
    found: dict[int, set] = {}
    for number, report in rows:
        found.setdefault(number, set()).add(report)
    return found


def one(province, number: int) -> ReportCluster:
    with province.session("command") as session:
        return session.scalars(select(ReportCluster).where(ReportCluster.number == number)).one()


def test_reports_that_come_make_a_cluster_and_it_keeps_its_number(province):
    first, second = told(province, 0), told(province, 300)
    assert work(province).count(JobState.DONE) == 2
    (number,) = standing(province)
    assert standing(province)[number] == {first.id, second.id}
    third = told(province, 500)
    far = told(province, 9000)
    work(province)

    assert standing(province) == {number: {first.id, second.id, third.id}}
    kept = one(province, number)
    assert (kept.reports, kept.sources, kept.best_r95_m) == (3, 3, 100)
    assert far.id not in standing(province)[number]


def test_who_repeats_another_makes_no_cluster(province):
    first = told(province, 0, name="Ông Gốc")
    told(province, 100, name="Bà Nghe", heard_from=first.informant_id)
    work(province)

    assert standing(province) == {}


def test_of_many_runs_that_wait_only_the_last_does_the_work(province, monkeypatch):
    runs = []
    monkeypatch.setattr("gis_case.planning.jobs.run_clusters", lambda session: runs.append(1))
    for east in (0, 100, 200):
        told(province, east)

    assert work(province) == [JobState.DONE] * 3
    assert len(runs) == 1


def test_running_again_changes_nothing(province):
    for east in (0, 100, 5000, 5100):
        told(province, east)
    work(province)
    before = standing(province)
    with province.session(WORKER) as session:
        again = run_clusters(session)
        session.commit()

    assert (again.clusters, again.new, again.gone) == (2, 0, 0)
    assert standing(province) == before
    assert len(before) == 2


def test_a_cluster_whose_reports_leave_no_longer_stands(province):
    told(province, 0)
    wrong = told(province, 100)
    work(province)
    (number,) = standing(province)
    with province.session(WORKER) as session:
        session.delete(session.get_one(ClusterMember, wrong.id))
        session.flush()
        report = session.get_one(PositionReport, wrong.id)
        report.status, report.judged_by_id = "rejected", province.actors["commune"].user_id
        session.flush()
        done = run_clusters(session)
        session.commit()

    assert (done.clusters, done.gone) == (0, 1)
    assert standing(province) == {}
    assert "Cụm này không còn nữa" in province.reader("command").get(f"/cum-toa-do/{number}").text


def test_a_planner_sees_why_it_is_one_and_judges_it(province):
    told(province, 0, subject="Mộ ven suối")
    told(province, 300)
    told(province, 900, 800)
    work(province)
    (number,) = standing(province)
    reader = province.reader("command")
    listed = reader.get("/cum-toa-do").text
    page = reader.get(f"/cum-toa-do/{number}").text

    assert f'href="/cum-toa-do/{number}"' in listed
    assert "3 tọa độ từ 3 nguồn độc lập cùng nói về một nơi" in page
    assert page.count("ghép vào vì kém chính xác hơn") == 1
    assert "Mộ ven suối" in page
    version = re.search(r'name="judge-version"[^>]*value="(\d+)"', page).group(1)
    path = f"/cum-toa-do/{number}/ket-luan"
    said = {"judge-decision": "dismissed", "judge-version": version}
    refused = reader.post(path, said)
    assert refused.status_code == 422
    assert "Nêu lý do." in refused.text
    assert reader.post(path, {**said, "judge-reason": "Hai quả đồi trùng tên."}).status_code == 302
    work(province)
    with province.session(WORKER) as session:
        run_clusters(session)
        session.commit()

    kept = one(province, number)
    assert (kept.decision, kept.decision_reason) == (ClusterDecision.DISMISSED, "Hai quả đồi trùng tên.")
    assert f"/cum-toa-do/{number}" not in reader.get("/cum-toa-do?decision=confirmed").text
    assert f"/cum-toa-do/{number}" in reader.get("/cum-toa-do?decision=dismissed").text
    assert reader.post(path, {**said, "judge-reason": "x"}).status_code == 409


def test_what_a_planner_takes_out_stays_out_and_what_is_put_together_stays_together(province):
    first, second, third = told(province, 0), told(province, 200), told(province, 400)
    others = {told(province, 5000).id, told(province, 5100).id}
    work(province)
    numbers = {frozenset(members): number for number, members in standing(province).items()}
    number, other = numbers[frozenset({first.id, second.id, third.id})], numbers[frozenset(others)]
    reader = province.reader("command")
    reader.get(f"/cum-toa-do/{number}")

    nothing = reader.post(f"/cum-toa-do/{number}/tach", {"split-reason": "Đồi khác."})
    assert nothing.status_code == 422
    assert "Đánh dấu các tọa độ thuộc nơi khác" in nothing.text
    done = reader.post(f"/cum-toa-do/{number}/tach", {"report": str(third.id), "split-reason": "Đồi khác."})
    assert done.status_code == 302, done.text
    work(province)
    apart = standing(province)
    assert apart[number] == {first.id, second.id}
    assert {third.id} in apart.values()

    assert reader.post(f"/cum-toa-do/{other}/gop", {"merge-into": "99999", "merge-reason": "x"}).status_code == 422
    merged = reader.post(f"/cum-toa-do/{other}/gop", {"merge-into": str(number), "merge-reason": "Cùng một đơn vị."})
    assert merged.status_code == 302, merged.text
    newcomer = told(province, 5050)
    work(province)
    together = standing(province)
    assert together[number] == {first.id, second.id, newcomer.id, *others}
    assert other not in together


def test_a_case_is_opened_from_the_reports_that_are_in_none(province):
    case = a_case(province)
    told(province, 0, case_id=case.id)
    free = told(province, 200)
    work(province)
    (number,) = standing(province)
    reader = province.reader("command")
    assert case.number in reader.get(f"/cum-toa-do/{number}").text

    done = reader.post(f"/cum-toa-do/{number}/mo-ho-so", {"case-title": "Các mộ bên suối"})
    assert done.status_code == 302, done.text
    with province.session("command") as session:
        opened = session.get_one(PositionReport, free.id).case_id
        assert opened not in {None, case.id}
    assert done.headers["Location"].endswith(str(opened))
    assert reader.post(f"/cum-toa-do/{number}/mo-ho-so", {"case-title": "Lại"}).status_code == 422


def test_the_map_of_the_list_shows_the_outlines(province):
    told(province, 0)
    told(province, 300)
    work(province)
    (number,) = standing(province)
    features = province.reader("command").get("/cum-toa-do/ban-do.geojson").json["features"]
    own = province.reader("command").get(f"/cum-toa-do/{number}.geojson").json["features"]

    assert [one["properties"]["kind"] for one in features] == ["hull"]
    assert "2 nguồn độc lập" in features[0]["properties"]["label"]
    assert sorted(one["properties"]["kind"] for one in own) == ["hull", "report", "report"]


@pytest.mark.parametrize("who", ["commune", "post", "team", "department", "viewer", "lab", "admin"])
def test_clusters_are_for_planners_alone(province, who):
    told(province, 0)
    told(province, 300)
    work(province)
    (number,) = standing(province)

    for path in ("", "/ban-do.geojson", f"/{number}", f"/{number}.geojson"):
        assert province.reader(who).get(f"/cum-toa-do{path}").status_code == 403
    if who in {"commune", "post", "team"}:
        with province.session(who) as session, pytest.raises(Exception, match="permission denied"):
            session.scalar(select(func.count()).select_from(ReportCluster))


def test_a_number_that_is_none_is_not_found(province):
    assert province.reader("command").get("/cum-toa-do/99999").status_code == 404
