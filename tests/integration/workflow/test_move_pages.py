"""Moves of a case through its page, and what they ask of whom."""

from datetime import date

import pytest
from shapely import box
from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseTask, TaskKind
from gis_case.cases.queries import get_case
from gis_case.cases.services import open_case
from gis_case.cases.stages import Stage
from gis_case.fieldwork.services import submit_plan
from gis_case.people.models import InformantKind
from gis_case.people.services import add_informant
from gis_case.positions.models import SourceKind
from gis_case.positions.services import ChosenReading, report_position
from gis_case.sharing.services import share_case


@pytest.fixture
def case_id(province):
    actor = province.actors["commune"]
    with province.session("commune") as session:
        owner = session.get_one(Organisation, actor.org_id)
        case = open_case(session, actor=actor, title="Mộ bên suối", owner=owner)
        session.commit()
        return case.id


def the_case(province):
    with province.session("commune") as session:
        return session.scalars(select(Case)).one()


def move(province, who, case_id, target, **more):
    reader = province.reader(who)
    reader.get(f"/ho-so/{case_id}")
    return reader.post(f"/ho-so/{case_id}/chuyen", {"target": target, "version": the_case(province).version, **more})


def add_report(province, case_id):
    actor = province.actors["commune"]
    with province.session("commune") as session:
        informant = add_informant(session, actor=actor, name="Ông Tư", kind=InformantKind.WITNESS)
        reading = ChosenReading(106.71, 21.95, 120.0, 150.0, "wgs84")
        report_position(
            session,
            actor=actor,
            verbatim="21.95, 106.71",
            source_kind=SourceKind.TOLD,
            reading=reading,
            case_id=case_id,
            informant_id=informant.id,
        )
        post = session.get_one(Organisation, province.actors["post"].org_id)
        share_case(session, actor=actor, case=session.get_one(Case, case_id), post=post, reason="Nhờ xác minh")
        session.commit()


def open_tasks(province):
    with province.session("command") as session:
        waiting = session.scalars(select(CaseTask).where(CaseTask.done_at.is_(None)))
        return {(task.kind, task.asked_org_id) for task in waiting}


def test_a_refused_move_names_every_gate_on_the_page(province, case_id):
    answer = move(province, "commune", case_id, "verification")
    assert answer.status_code == 422
    assert "Thêm ít nhất một tọa độ" in answer.text
    add_report(province, case_id)
    assert move(province, "commune", case_id, "verification").status_code == 302
    answer = move(province, "command", case_id, "excavation")
    assert answer.status_code == 422
    summary = answer.text.split('class="error-summary"')[1].split("</ul>")[0]
    assert summary.count("<li>") == 6
    assert the_case(province).stage is Stage.VERIFICATION


def test_a_stale_page_is_told_who_was_first(province, case_id):
    add_report(province, case_id)
    answer = move(province, "commune", case_id, "verification", version="1000")
    assert answer.status_code == 409
    assert "Cán bộ commune" in answer.text
    assert the_case(province).stage is Stage.INTAKE


def test_a_pause_needs_a_reason_and_a_later_day_and_keeps_what_was_typed(province, case_id):
    answer = move(province, "commune", case_id, "suspended", reason="", review_on="hôm nào đó")
    assert answer.status_code == 422
    assert "hôm nào đó" in answer.text
    answer = move(province, "commune", case_id, "suspended", reason="Mùa mưa", review_on="1/1/2020")
    assert answer.status_code == 422
    assert "Mùa mưa" in answer.text
    assert move(province, "commune", case_id, "suspended", reason="Mùa mưa", review_on="27/7/2099").status_code == 302
    page = province.reader("commune").get(f"/ho-so/{case_id}").text
    assert "27/07/2099" in page
    assert "Mùa mưa" in page
    assert move(province, "commune", case_id, "intake").status_code == 302


def test_nonsense_for_a_target_is_refused_in_words(province, case_id):
    answer = move(province, "commune", case_id, "nirvana")
    assert answer.status_code == 422
    assert "Chọn một mục" in answer.text
    assert move(province, "post", case_id, "verification").status_code == 403


def test_another_communes_officer_moves_nothing(province, case_id):
    assert move(province, "other", case_id, "verification").status_code == 404


def test_the_command_assigns_a_team_and_the_team_is_asked(province, case_id):
    add_report(province, case_id)
    move(province, "commune", case_id, "verification")
    reader, team = province.reader("command"), province.actors["team"].org_id
    reader.get(f"/ho-so/{case_id}")
    data = {"team_org_id": team, "in_border_belt": "y", "version": the_case(province).version}
    assert reader.post(f"/ho-so/{case_id}/doi-quy-tap", data).status_code == 302
    assert the_case(province).team_org_id == team
    assert (TaskKind.CLEAR_MINES, team) in open_tasks(province)
    assert province.reader("team").get(f"/ho-so/{case_id}").status_code == 200
    bad = data | {"team_org_id": province.actors["commune"].org_id, "version": the_case(province).version}
    assert reader.post(f"/ho-so/{case_id}/doi-quy-tap", bad).status_code == 422
    assert reader.post(f"/ho-so/{case_id}/doi-quy-tap", data).status_code == 409


def test_a_plan_in_the_border_belt_asks_the_sharing_post_and_leaving_the_stage_settles_it(province, case_id):
    add_report(province, case_id)
    move(province, "commune", case_id, "verification")
    post = province.actors["post"].org_id
    assert (TaskKind.VERIFY, post) in open_tasks(province)
    with province.session("command") as session:
        actor = province.actors["command"]
        submit_plan(
            session,
            actor=actor,
            case=get_case(session, actor, case_id),
            area=box(106.7, 21.9, 106.701, 21.901),
            starts_on=date(2026, 12, 1),
            ends_on=date(2026, 12, 9),
            text="Đào",
            command_org_id=actor.org_id,
        )
        session.commit()
    assert (TaskKind.CONCUR, post) in open_tasks(province)
    assert move(province, "command", case_id, "intake", reason="Thiếu nguồn").status_code == 302
    assert open_tasks(province) == set()


def test_the_reason_of_a_move_stands_in_the_timeline(province, case_id):
    add_report(province, case_id)
    move(province, "commune", case_id, "verification")
    move(province, "command", case_id, "intake", reason="Cần hỏi lại nhân chứng")
    assert "Xác minh → Tiếp nhận: Cần hỏi lại nhân chứng" in province.reader("commune").get(f"/ho-so/{case_id}").text
