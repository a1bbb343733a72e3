"""Where to search next: computed when the dossier changes, shown in words, kept from who may not know places."""

import json
from datetime import date

import pytest
from shapely import box
from shapely.geometry import mapping
from sqlalchemy import func, select

from gis_case.cases.models import Case, CaseShare, ShareLevel
from gis_case.cases.queries import get_case
from gis_case.core.actor import WORKER
from gis_case.fieldwork.models import FindingKind, SearchMethod
from gis_case.fieldwork.services import record_finding
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.planning.models import SearchSetting, SearchSurface
from gis_case.planning.rules.answer import answer, hash_of, unpacked
from gis_case.planning.rules.parameters import RANGES, Parameters, told_parameters
from gis_case.planning.services.surface import COMPUTE, compute_surface
from gis_case.positions.models import PositionStatus, SourceKind
from gis_case.positions.services import ChosenReading, judge_position
from tests.integration.fieldwork.dossier import Dossier
from tests.integration.positions.helpers import a_case, a_report

HERE = ChosenReading(106.7102, 21.9503, 150.0, 200.0, "wgs84", system_stated=True)
NEAR = ChosenReading(106.7110, 21.9508, 200.0, 300.0, "wgs84", system_stated=True)
DUG = box(106.7085, 21.9487, 106.7125, 21.9523)


def work(province) -> int:
    """Do every waiting computation as the worker does; return how many."""
    with province.session(WORKER) as session:
        waiting = select(OutboxJob.id).where(OutboxJob.kind == COMPUTE, OutboxJob.state == JobState.WAITING)
        ids = list(session.scalars(waiting.order_by(OutboxJob.id)))
        assert [do(session, one) for one in ids] == [JobState.DONE] * len(ids)
    return len(ids)


def versions(province, case) -> list[SearchSurface]:
    with province.session(WORKER) as session:
        made = select(SearchSurface).where(SearchSurface.case_id == case.id).order_by(SearchSurface.number)
        rows = list(session.scalars(made))
        for row in rows:
            assert row.cells
        return rows


def nothing_found(province, case, who="commune"):
    with province.session(who) as session:
        actor = province.actors[who]
        record_finding(
            session, actor=actor, case=get_case(session, actor, case.id), kind=FindingKind.NOTHING_FOUND,
            found_on=date(2026, 3, 1), area=DUG, method=SearchMethod.TRIAL_DIG, depth_m=1.2,
        )  # fmt: skip
        session.commit()


@pytest.fixture
def case(province) -> Case:
    made = a_case(province)
    a_report(province, case_id=made.id, reading=HERE, subject="Mộ cạnh suối")
    a_report(province, case_id=made.id, reading=NEAR, source_kind=SourceKind.SHOWN_ON_SITE)
    return made


def test_each_change_of_the_dossier_gives_a_version_and_nothing_else_does(province, case):
    assert work(province) == 2
    assert [one.number for one in versions(province, case)] == [1]
    nothing_found(province, case)
    assert work(province) == 1
    first, second = versions(province, case)

    assert second.number == 2
    assert second.outside > first.outside == pytest.approx(0.15)
    with province.session(WORKER) as session:
        assert compute_surface(session, case_id=case.id) is None


def test_a_version_can_be_made_again_from_what_it_keeps(province, case):
    nothing_found(province, case)
    work(province)
    kept = versions(province, case)[-1]
    again = answer(kept.inputs, told_parameters(kept.parameters))

    assert hash_of(kept.inputs, told_parameters(kept.parameters)) == kept.inputs_hash
    assert json.loads(json.dumps(again.answer)) == kept.answer
    assert again.surface.outside == kept.outside
    cells = unpacked(kept.cells, kept.grid["rows"], kept.grid["columns"])
    assert cells.sum() + kept.outside == pytest.approx(1, abs=1e-5)


def test_a_rejected_report_no_longer_counts_and_a_verified_one_counts_for_more(province, case):
    with province.session("commune") as session:
        from_there = a_report(province, case_id=case.id, reading=ChosenReading(106.73, 21.95, 100, 150, "wgs84"))
        report = session.get_one(type(from_there), from_there.id)
        said = {"reason": "Nhầm đồi.", "seen_version": report.version}
        judge_position(session, actor=province.actors["commune"], report=report, status=PositionStatus.REJECTED, **said)
        session.commit()
    work(province)
    keys = {one["key"] for one in versions(province, case)[-1].inputs["reports"]}

    assert str(from_there.id) not in keys
    assert len(keys) == 2


def test_other_readings_count_only_where_the_system_was_supposed(province):
    made = a_case(province)
    supposed = ChosenReading(106.7102, 21.9503, 150.0, 200.0, "vn2000_tm3")
    other = {"lon": 106.7144, "lat": 21.9471, "r95_m": 180.0, "system": "indian1960", "how": {"weight": 0.4}}
    a_report(province, case_id=made.id, reading=supposed, other_readings=[other])
    a_report(province, case_id=made.id, reading=HERE, other_readings=[other])
    work(province)
    first, second = versions(province, made)[0].inputs["reports"]

    assert [len(first["places"]), len(second["places"])] == [2, 1]


def test_the_page_says_it_in_words_first(province, case):
    work(province)
    page = province.reader("commune").get(f"/ho-so/{case.id}/tim-tiep").text

    assert "Chưa nơi nào được tìm. Khả năng còn trong vùng này được coi là 8 phần 10." in page
    assert page.index("Nếu còn ở đây thì 5 trên 10") < page.index("Các ô nên tìm tiếp")
    assert "Mộ cạnh suối" in page
    assert "Hồ sơ đã có thông tin mới" not in page
    nothing_found(province, case)
    assert "Hồ sơ đã có thông tin mới" in province.reader("commune").get(f"/ho-so/{case.id}/tim-tiep").text
    work(province)
    after = province.reader("commune").get(f"/ho-so/{case.id}/tim-tiep").text
    assert "Sau các lần tìm và đào đến nay, khả năng còn trong vùng này khoảng" in after
    nothing_found(province, case)
    work(province)
    assert "nên hỏi lại nhân chứng" in province.reader("commune").get(f"/ho-so/{case.id}/tim-tiep").text
    assert "được coi là 8 phần 10" in province.reader("commune").get(f"/ho-so/{case.id}/tim-tiep?ban=1").text
    assert province.reader("commune").get(f"/ho-so/{case.id}/tim-tiep?ban=9").status_code == 404


def test_the_case_page_and_its_map_show_it(province, case):
    work(province)
    reader = province.reader("commune")

    assert "Nếu còn ở đây thì 5 trên 10" in reader.get(f"/ho-so/{case.id}").text
    kinds = [one["properties"]["kind"] for one in reader.get(f"/ho-so/{case.id}/ban-do.geojson").json["features"]]
    assert kinds.count("likely") == 3
    assert kinds.count("surface") == 1
    own = reader.get(f"/ho-so/{case.id}/tim-tiep/1.geojson").json["features"]
    picture = next(one["properties"]["image"] for one in own if one["properties"]["kind"] == "surface")
    assert [one["properties"]["label"] for one in own if one["properties"]["kind"] == "likely"][0].startswith("95 %: ")
    answered = reader.get(picture)
    assert (answered.mimetype, answered.data[:4]) == ("image/png", b"\x89PNG")
    assert answered.headers["Cache-Control"] == "no-store"


def test_a_case_without_places_says_what_to_do(province):
    made = a_case(province)

    assert "Hãy nhập tọa độ trước" in province.reader("commune").get(f"/ho-so/{made.id}/tim-tiep").text


@pytest.mark.parametrize(("who", "status"), [("other", 404), ("viewer", 403), ("lab", 403), ("command", 200)])
def test_only_who_reads_the_case_and_may_know_places_sees_it(province, case, who, status):
    work(province)
    reader = province.reader(who)

    for path in ("", "/1.png", "/1.geojson"):
        assert reader.get(f"/ho-so/{case.id}/tim-tiep{path}").status_code == status
    if who == "viewer":
        assert "Nếu còn ở đây" not in reader.get(f"/ho-so/{case.id}").text
        kinds = {one["properties"]["kind"] for one in reader.get(f"/ho-so/{case.id}/ban-do.geojson").json["features"]}
        assert not kinds & {"likely", "surface", "mark"}


def test_the_rows_follow_the_readers_of_the_case(province, case):
    work(province)
    count = select(func.count()).select_from(SearchSurface)
    with province.session("post") as session:
        assert session.scalar(count) == 0
    with province.session("commune") as session:
        post, user = province.actors["post"].org_id, province.actors["commune"].user_id
        session.add(CaseShare(case_id=case.id, with_org_id=post, level=ShareLevel.VIEW, granted_by_id=user))
        session.commit()
    with province.session("post") as session:
        assert session.scalar(count) == 1
    reader = province.reader("post")
    assert reader.get(f"/ho-so/{case.id}/tim-tiep").status_code == 200
    assert reader.get(f"/ho-so/{case.id}/tim-tiep/thong-so").status_code == 403


def typed(**changes) -> dict[str, str]:
    kept = Parameters().kept()
    return {name: str(changes.get(name, kept[name])).replace(".", ",") for name in RANGES} | {
        name: value for name, value in changes.items() if name not in RANGES
    }


def test_the_numbers_are_changed_with_a_reason_and_the_surface_follows(province, case):
    work(province)
    reader, path = province.reader("commune"), f"/ho-so/{case.id}/tim-tiep/thong-so"
    assert "Khả năng nằm ngoài vùng hoặc không còn ở đó" in reader.get(path).text

    refused = reader.post(path, typed(p_outside=0.4))
    assert refused.status_code == 422
    assert "Nêu lý do." in refused.text
    assert 'value="0,4"' in refused.text
    assert reader.post(path, typed(p_outside=3, reason="x")).status_code == 422
    assert "Chưa có gì thay đổi" in reader.post(path, typed(reason="x", no_area="y")).text
    ground = json.dumps(mapping(box(106.705, 21.945, 106.716, 21.956)))
    done = reader.post(path, typed(p_outside=0.4, area=ground, reason="Đất đã bị san ủi năm 1995."))
    assert done.status_code == 302, done.text
    work(province)
    newest = versions(province, case)[-1]

    assert (newest.number, newest.outside) == (2, pytest.approx(0.4))
    assert newest.parameters["area"]["type"] == "Polygon"
    assert "Đất đã bị san ủi năm 1995." in reader.get(f"/ho-so/{case.id}/tim-tiep").text
    with province.session(WORKER) as session:
        assert session.scalar(select(func.count()).select_from(SearchSetting)) == 1


def test_people_may_not_write_surfaces(province, case):
    work(province)
    made = versions(province, case)[0]
    with province.session("commune") as session, pytest.raises(Exception, match="permission denied|policy"):
        session.execute(SearchSurface.__table__.update().where(SearchSurface.id == made.id).values(outside=0.5))


def test_asking_again_is_possible_and_changes_nothing(province, case):
    work(province)
    reader = province.reader("commune")
    reader.get(f"/ho-so/{case.id}/tim-tiep")

    assert reader.post(f"/ho-so/{case.id}/tim-tiep/tinh-lai").status_code == 302
    assert work(province) == 1
    assert len(versions(province, case)) == 1


def test_finds_are_held_against_what_was_said_before_them(province):
    dossier = Dossier(province)
    near = ChosenReading(106.7105, 21.9505, 120.0, 150.0, "wgs84", system_stated=True)
    a_report(province, case_id=dossier.id, reading=near)
    reader = province.reader("command")
    assert "Chưa có mộ nào được tìm thấy" in reader.get("/noi-tim/kiem-chung").text
    work(province)
    dossier.dig()
    page = reader.get("/noi-tim/kiem-chung").text

    assert "1 (100 %)" in page
    assert "Chưa đủ 30 lần tìm thấy" in page
    assert f"/ho-so/{dossier.id}/tim-tiep?ban=1" in page
    assert province.reader("commune").get("/noi-tim/kiem-chung").status_code == 403
    assert "đã tìm thấy hài cốt" in reader.get(f"/ho-so/{dossier.id}/tim-tiep").text
