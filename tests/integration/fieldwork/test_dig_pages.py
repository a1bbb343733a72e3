"""Plans, mine clearance, the post's word and digs through their pages."""

import pytest
from sqlalchemy import select

from gis_case.audit.models import AuditEntry
from gis_case.cases.models import CaseTask, TaskKind
from gis_case.cases.stages import Stage
from gis_case.core.actor import AUDITOR
from gis_case.fieldwork.models import Concurrence, Excavation, ExcavationPlan, MineClearance, PlanStatus
from tests.integration.fieldwork.dossier import AREA, OUTSIDE, YESTERDAY, Dossier, drawn, typed

DIG = {
    "started_on": typed(YESTERDAY),
    "ended_on": typed(YESTERDAY),
    "depth_m": "1,1",
    "remains_found": "yes",
    "narrative": "Hài cốt bọc tăng.",
}


@pytest.fixture
def dossier(province):
    return Dossier(province)


def send(dossier, who, page, **data):
    reader = dossier.province.reader(who)
    reader.get(f"{dossier.url}/{page}")
    return reader.post(f"{dossier.url}/{page}", data)


def submit(dossier, **data):
    values = {"area": drawn(AREA), "starts_on": "1/12/2026", "ends_on": "9/12/2026", "text": "Đào theo lớp 20 cm."}
    return send(dossier, "team", "ke-hoach/moi", **(values | data))


def decide(dossier, plan, decision, who="command", version=None, **data):
    reader = dossier.province.reader(who)
    reader.get(f"{dossier.url}/ke-hoach/{plan.id}")
    seen = plan.version if version is None else version
    return reader.post(f"{dossier.url}/ke-hoach/{plan.id}", {"decision": decision, "version": seen, **data})


def open_tasks(dossier):
    return {task.kind for task in dossier.rows(CaseTask) if task.done_at is None}


def test_a_plan_is_submitted_and_waits_on_the_command(dossier):
    assert submit(dossier).status_code == 302
    (plan,) = dossier.rows(ExcavationPlan)
    assert plan.status is PlanStatus.SUBMITTED
    assert TaskKind.APPROVE_PLAN in open_tasks(dossier)
    page = dossier.province.reader("command").get(dossier.url).text
    assert "Chờ duyệt" in page
    assert f"{dossier.url}/ke-hoach/{plan.id}#decision" in page


def test_a_plan_that_ends_before_it_starts_is_refused_and_keeps_what_was_typed(dossier):
    answer = submit(dossier, starts_on="9/12/2026", ends_on="1/12/2026")
    assert answer.status_code == 422
    assert "Ngày kết thúc kế hoạch trước ngày bắt đầu" in answer.text
    assert "Đào theo lớp 20 cm." in answer.text
    assert "106.71" in answer.text


def test_a_commune_submits_no_plan(dossier):
    assert send(dossier, "commune", "ke-hoach/moi").status_code == 403


def test_the_command_approves_a_plan(dossier):
    plan = dossier.plan()
    answer = decide(dossier, plan, "approve")
    assert answer.status_code == 302
    assert dossier.rows(ExcavationPlan)[0].status is PlanStatus.APPROVED
    assert TaskKind.APPROVE_PLAN not in open_tasks(dossier)
    assert "Đã duyệt" in dossier.province.reader("team").get(f"{dossier.url}/ke-hoach/{plan.id}").text


def test_a_plan_is_returned_only_with_a_reason_and_can_be_sent_again(dossier):
    plan = dossier.plan()
    refused = decide(dossier, plan, "return")
    assert refused.status_code == 422
    assert "Ghi rõ cần sửa gì trong kế hoạch" in refused.text
    assert decide(dossier, plan, "return", reason="Bổ sung phương án rà phá.").status_code == 302
    assert TaskKind.REVISE_PLAN in open_tasks(dossier)
    team = dossier.province.reader("team")
    again = f"{dossier.url}/ke-hoach/moi?tu={plan.id}"
    assert again in team.get(dossier.url).text
    form = team.get(again).text
    assert "Đào theo lớp 20 cm." in form
    assert "106.71" in form
    assert submit(dossier).status_code == 302
    assert TaskKind.REVISE_PLAN not in open_tasks(dossier)


def test_the_second_of_two_planners_is_told_who_decided_and_loses_nothing(dossier):
    plan = dossier.plan()
    dossier.decide(plan, approve=False, reason="Thiếu phương án an toàn.")
    answer = decide(dossier, plan, "approve", version=plan.version, reason="Đồng ý, chú ý mưa.")
    assert answer.status_code == 409
    assert "vừa được xử lý" in answer.text
    assert "Thiếu phương án an toàn." in answer.text
    assert "Cán bộ command" in answer.text
    assert "Đồng ý, chú ý mưa." in answer.text
    assert dossier.rows(ExcavationPlan)[0].status is PlanStatus.RETURNED


def test_only_the_command_decides_and_only_on_plans_of_the_case(dossier):
    plan = dossier.plan()
    assert decide(dossier, plan, "approve", who="team").status_code == 403
    elsewhere = Dossier(dossier.province)
    assert dossier.province.reader("command").get(f"{elsewhere.url}/ke-hoach/{plan.id}").status_code == 404
    assert dossier.province.reader("other").get(f"{dossier.url}/ke-hoach/{plan.id}").status_code == 404


def test_mine_clearance_is_recorded_with_its_result(dossier):
    data = {"area": drawn(AREA), "cleared_on": typed(YESTERDAY), "unit": "Đại đội Công binh 17"}
    refused = send(dossier, "team", "ra-pha-bom-min/moi", **data)
    assert refused.status_code == 422
    assert "Chọn khu vực đã an toàn hay chưa." in refused.text
    assert send(dossier, "team", "ra-pha-bom-min/moi", cleared="no", **data).status_code == 302
    assert [one.cleared for one in dossier.rows(MineClearance)] == [False]
    assert "Khu vực chưa an toàn" in dossier.province.reader("commune").get(dossier.url).text
    (shape,) = dossier.province.reader("commune").get(f"{dossier.url}/ban-do.geojson").get_json()["features"]
    assert (shape["properties"]["kind"], shape["properties"]["cleared"]) == ("cleared", False)


def test_the_post_answers_and_says_why_when_it_does_not_concur(dossier):
    plan = dossier.plan()
    refused = send(dossier, "post", "y-kien-don/moi", agrees="no")
    assert refused.status_code == 422
    assert "Ghi rõ lý do đồn không thống nhất." in refused.text
    assert send(dossier, "post", "y-kien-don/moi", agrees="yes", reason="Báo trước một ngày.").status_code == 302
    (word,) = dossier.rows(Concurrence)
    assert (word.agrees, word.plan_id) == (True, plan.id)
    assert "Báo trước một ngày." in dossier.province.reader("command").get(dossier.url).text


def test_nobody_but_a_post_answers_for_it(dossier):
    assert send(dossier, "commune", "y-kien-don/moi", agrees="yes").status_code == 403


def test_a_dig_is_refused_outside_the_plan(dossier):
    plan = dossier.plan()
    dossier.decide(plan)
    dossier.stage(Stage.EXCAVATION)
    answer = send(dossier, "team", "khai-quat/moi", plan_id=plan.id, area=drawn(OUTSIDE), **DIG)
    assert answer.status_code == 422
    assert "nằm ngoài kế hoạch được duyệt" in answer.text
    assert "Hài cốt bọc tăng." in answer.text
    # Half in and half out is outside too.
    assert (
        send(dossier, "team", "khai-quat/moi", plan_id=plan.id, area=drawn(AREA.buffer(0.0005)), **DIG).status_code
        == 422
    )
    assert dossier.rows(Excavation) == []


def test_a_dig_is_refused_before_the_stage_of_excavation(dossier):
    plan = dossier.plan()
    dossier.decide(plan)
    answer = send(dossier, "team", "khai-quat/moi", plan_id=plan.id, area=drawn(AREA), **DIG)
    assert answer.status_code == 422
    assert "Hồ sơ chưa sang giai đoạn khai quật" in answer.text


def test_a_dig_is_recorded_inside_the_plan(dossier):
    plan = dossier.plan()
    dossier.decide(plan)
    dossier.stage(Stage.EXCAVATION)
    assert send(dossier, "team", "khai-quat/moi", plan_id=plan.id, area=drawn(AREA), **DIG).status_code == 302
    (dug,) = dossier.rows(Excavation)
    assert (dug.depth_m, dug.remains_found, dug.plan_id) == (1.1, True, plan.id)
    assert "Có thấy hài cốt" in dossier.province.reader("commune").get(dossier.url).text


def test_a_dig_without_an_approved_plan_is_not_even_asked_for(dossier):
    dossier.plan()
    dossier.stage(Stage.EXCAVATION)
    page = dossier.province.reader("team").get(f"{dossier.url}/khai-quat/moi").text
    assert "chưa có kế hoạch nào được duyệt" in page
    answer = send(dossier, "team", "khai-quat/moi", area=drawn(AREA), **DIG)
    assert answer.status_code == 422
    assert dossier.rows(Excavation) == []


def test_reading_a_plan_is_written_into_the_audit_log(dossier):
    plan = dossier.plan()
    dossier.province.reader("commune").get(f"{dossier.url}/ke-hoach/{plan.id}")
    with dossier.province.session(AUDITOR) as session:
        read = select(AuditEntry.user_id).where(AuditEntry.action == "plan.read", AuditEntry.entity_id == str(plan.id))
        assert session.scalars(read).all() == [dossier.province.actors["commune"].user_id]
