"""Campaigns, who is sent where, what speaks against it, what a team sees, and the orders of a day."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gis_case.access.models import Organisation
from gis_case.audit.models import AuditEntry
from gis_case.campaigns.models import Campaign, TeamAssignment, WorkKind
from gis_case.campaigns.services.work import (
    CampaignDraft,
    WorkDraft,
    assign_work,
    change_campaign,
    move_days,
    plan_campaign,
    take_back,
)
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.actor import AUDITOR, WORKER, OrgKind
from gis_case.core.clock import today
from gis_case.core.errors import Refused, Stale
from tests.integration.positions.helpers import a_case, a_report

DAY = timedelta(days=1)


def a_campaign(province, name="Đợt thử", days=30) -> Campaign:
    with province.session("command") as session:
        draft = CampaignDraft(name, today(), today() + days * DAY)
        campaign = plan_campaign(session, actor=province.actors["command"], draft=draft)
        session.commit()
        return campaign


def send(province, campaign, case=None, *, starts=0, ends=1, kind=WorkKind.SURVEY, who="team", **more):
    """Send a team, as a planner does."""
    with province.session("command") as session:
        team = session.get_one(Organisation, province.actors[who].org_id)
        held = session.get_one(Case, case.id) if case else None
        days = {"starts_on": today() + starts * DAY, "ends_on": today() + ends * DAY}
        draft = WorkDraft(session.get_one(Campaign, campaign.id), team, kind, **days, case=held, **more)
        made = assign_work(session, actor=province.actors["command"], draft=draft)
        session.commit()
        return made


def form(province, campaign, **fields) -> dict[str, str]:
    """The form that sends the team today."""
    day = f"{today().day}/{today().month}/{today().year}"
    base = {"campaign_id": str(campaign.id), "team_org_id": str(province.actors["team"].org_id), "kind": "survey"}
    return {**base, "starts_on": day, "ends_on": day, **fields}


def actions(province) -> list[str]:
    with province.session(AUDITOR) as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_who_is_sent_to_a_case_reads_it_and_sees_the_work(province):
    case, campaign = a_case(province, title="Mộ bên suối Nà Mò"), a_campaign(province)
    team = province.reader("team")
    assert team.get(f"/ho-so/{case.id}").status_code == 404

    made = send(province, campaign, case, people=7)

    assert team.get(f"/ho-so/{case.id}").status_code == 200
    for page in ("/ke-hoach", "/ke-hoach/dot", f"/ke-hoach/dot/{campaign.id}", f"/ke-hoach/viec/{made.id}",
                 "/ke-hoach/lich", f"/ke-hoach/lich?tuan={today()}", f"/ke-hoach/lenh/{today()}"):  # fmt: skip
        shown = team.get(page)
        assert shown.status_code == 200
        assert case.number in shown.text or page == "/ke-hoach/dot", page
    assert "case.team_assigned" in actions(province)
    assert actions(province).count("work.assigned") == 1


def test_a_case_that_leaves_the_team_takes_its_work_out_of_sight(province, engine):
    case, campaign = a_case(province, title="Mộ kín"), a_campaign(province, "Đợt kín")
    made = send(province, campaign, case)
    with province.session(WORKER) as session:
        session.get_one(Case, case.id).team_org_id = None
        session.commit()
    team = province.reader("team")
    for page in ("/ke-hoach", "/ke-hoach/dot", "/ke-hoach/lich", f"/ke-hoach/lenh/{today()}"):
        shown = team.get(page).text
        assert case.number not in shown
        assert "Đợt kín" not in shown
    assert team.get(f"/ke-hoach/viec/{made.id}").status_code == 404
    assert team.get(f"/ke-hoach/dot/{campaign.id}").status_code == 404
    with province.session("team") as session:
        assert session.scalar(select(func.count()).select_from(TeamAssignment)) == 0
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0
    assert "không được xem hồ sơ này" in province.reader("command").get(f"/ke-hoach/viec/{made.id}").text


@pytest.mark.parametrize("who", ["commune", "post", "department"])
def test_nobody_else_reads_the_plan(province, who):
    case, campaign = a_case(province), a_campaign(province)
    send(province, campaign, case)
    assert province.reader(who).get("/ke-hoach").status_code == 403
    if who != "department":
        with province.session(who) as session:
            assert session.scalar(select(func.count()).select_from(TeamAssignment)) == 0


def test_only_what_the_gates_refuse_is_refused(province):
    case, campaign = a_case(province), a_campaign(province)
    with pytest.raises(Refused, match="military search team"):
        send(province, campaign, case, who="post")
    with pytest.raises(Refused, match="last day comes before"):
        send(province, campaign, case, starts=3, ends=1)
    with pytest.raises(Refused, match="Say where"):
        send(province, campaign)
    with province.session(WORKER) as session:
        session.get_one(Case, case.id).stage = Stage.CONCLUDED
        session.commit()
    with pytest.raises(Refused, match="concluded"):
        send(province, campaign, case)


def test_what_speaks_against_it_is_shown_and_the_planner_decides(province):
    case, campaign = a_case(province), a_campaign(province, days=5)
    send(province, campaign, starts=0, ends=0, area_words="Bờ suối")
    reader = province.reader("command")
    reader.get("/ke-hoach/giao")
    fields = form(province, campaign, kind="dig", case_number=case.number)
    asked = reader.post("/ke-hoach/giao", fields)
    assert asked.status_code == 422
    for words in ("việc khác trong 1 ngày", "chưa được khai quật", "Chưa ghi nhận rà phá", "Vẫn giao đội"):
        assert words in asked.text
    assert "đồn biên phòng chưa có ý kiến" in asked.text  # the tests' commune lies on the border
    with province.session("command") as session:
        assert session.scalar(select(func.count()).select_from(TeamAssignment)) == 1
    sent = reader.post("/ke-hoach/giao", {**fields, "despite": "y"})
    assert sent.status_code == 302
    assert "việc khác trong 1 ngày" in reader.get(sent.headers["Location"]).text


def test_a_number_that_no_case_has_is_told_and_nothing_typed_is_lost(province):
    campaign = a_campaign(province)
    reader, case = province.reader("command"), a_case(province)
    ready = reader.get(f"/ke-hoach/giao?campaign={campaign.id}&case={case.id}").text
    assert f'selected value="{campaign.id}"' in ready
    assert case.number in ready
    answer = reader.post("/ke-hoach/giao", form(province, campaign, case_number="99-2026-1", note="Mang cuốc"))
    assert answer.status_code == 422
    assert "99-2026-1" in answer.text
    assert "Mang cuốc" in answer.text


def test_work_is_taken_back_once_with_a_reason(province):
    campaign, actor = a_campaign(province), province.actors["command"]
    made = send(province, campaign, area_words="Bờ suối")
    with province.session("command") as session:
        work = session.get_one(TeamAssignment, made.id)
        with pytest.raises(Refused, match="Say why"):
            take_back(session, actor=actor, work=work, reason=" ", seen_version=1)
        with pytest.raises(Stale):
            take_back(session, actor=actor, work=work, reason="Đường ngập", seen_version=9)
        take_back(session, actor=actor, work=work, reason="Đường ngập", seen_version=1)
        session.commit()
        with pytest.raises(Refused, match="taken back already"):
            take_back(session, actor=actor, work=work, reason="Lại", seen_version=2)
        session.rollback()
    assert "Đường ngập" in province.reader("team").get(f"/ke-hoach/viec/{made.id}").text
    assert "Bờ suối" not in province.reader("team").get("/ke-hoach").text
    assert actions(province).count("work.taken_back") == 1


def test_two_planners_at_once_lose_nothing(province):
    campaign = a_campaign(province)
    made = send(province, campaign, area_words="Bờ suối")
    reader = province.reader("command")
    with province.session("command") as session:
        work = session.get_one(TeamAssignment, made.id)
        days = {"starts_on": today() + DAY, "ends_on": today() + 2 * DAY}
        move_days(session, actor=province.actors["command"], work=work, seen_version=1, **days)
        session.commit()
    reader.get(f"/ke-hoach/viec/{made.id}")
    late = reader.post(f"/ke-hoach/viec/{made.id}/bo", {"back-reason": "Đường ngập", "back-version": "1"})
    assert late.status_code == 409
    assert "Đường ngập" in late.text
    again = reader.post(f"/ke-hoach/viec/{made.id}/bo", {"back-reason": "Đường ngập", "back-version": "2"})
    assert again.status_code == 302


def test_a_campaign_is_planned_and_changed_with_its_ground(province):
    reader, commune = province.reader("command"), province.actors["commune"].org_id
    reader.get("/ke-hoach/dot/moi")
    ring = [[106.7, 21.9], [106.8, 21.9], [106.8, 22.0], [106.7, 21.9]]
    area = str({"type": "Polygon", "coordinates": [ring]}).replace("'", '"')
    fields = {"name": "Mùa khô", "starts_on": "1/12/2026", "ends_on": "31/3/2027", "communes": [str(commune)]}
    answer = reader.post("/ke-hoach/dot/moi", {**fields, "area": area})
    assert answer.status_code == 302, answer.text
    page = reader.get(answer.headers["Location"])
    assert "Đơn vị commune" in page.text
    (number,) = re.findall(r"/ke-hoach/dot/([0-9a-f-]{36})", answer.headers["Location"])
    drawn = reader.get(f"/ke-hoach/dot/{number}/ban-do.geojson").get_json(force=True)
    assert drawn["features"][0]["geometry"]["coordinates"][0] == ring
    with province.session("command") as session:
        campaign = session.scalars(select(Campaign)).one()
        draft = CampaignDraft("Mùa khô 2", today(), today() + DAY, [commune + 999])
        with pytest.raises(Refused, match="communes of the list"):
            change_campaign(session, actor=province.actors["command"], campaign=campaign, draft=draft, seen_version=1)
        draft = CampaignDraft("Mùa khô 2", today(), today() + DAY)
        change_campaign(session, actor=province.actors["command"], campaign=campaign, draft=draft, seen_version=1)
        session.commit()
        assert (campaign.name, campaign.area, campaign.version) == ("Mùa khô 2", None, 2)


def test_orders_are_a_sheet_for_each_team_and_reading_them_is_noted(province):
    case, campaign = a_case(province), a_campaign(province)
    a_report(province, case_id=case.id)
    with province.session(WORKER) as session:
        second = Organisation(code="T-doi2", kind=OrgKind.SEARCH_TEAM, name="Đội hai")
        session.add(second)
        session.flush()
        planner, days = province.actors["command"], {"starts_on": today(), "ends_on": today()}
        own = {"org_id": planner.org_id, "created_by_id": planner.user_id}
        area = TeamAssignment(
            campaign_id=campaign.id, team_org_id=second.id, area_words="Chân đèo", kind=WorkKind.SURVEY, **days, **own
        )
        session.add(area)
        session.commit()
    send(province, campaign, case, note="Mang thuốn")
    reader = province.reader("command")
    before = actions(province).count("case.points_read")
    sheet = reader.get(f"/ke-hoach/lenh/{today()}").text
    assert sheet.count('class="plan-sheet"') == 2
    for words in ("Nhiệm vụ trong ngày: Đội hai", "Chân đèo", "chưa thuộc hồ sơ nào", "Mang thuốn", "21,950300",
                  "không đào", "Việc còn phải làm", "Cán bộ commune", "Đội trưởng"):  # fmt: skip
        assert words in sheet
    assert actions(province).count("case.points_read") == before + 1
    mine = province.reader("team").get(f"/ke-hoach/lenh/{today()}").text
    assert "Đội hai" not in mine
    assert "Chân đèo" not in mine
    assert reader.get("/ke-hoach/lenh/hom-nay").status_code == 404


def test_the_calendar_shows_each_day_and_counts_the_load(province):
    campaign = a_campaign(province)
    for _ in range(2):
        send(province, campaign, area_words="Bờ suối", starts=0, ends=0, people=4)
    week = province.reader("command").get(f"/ke-hoach/lich?tuan={today()}").text
    assert week.count("Khảo sát, tìm kiếm: Bờ suối") == 2
    assert "1 trên 7 ngày" in week
    assert "1 ngày có nhiều hơn một việc" in week
    assert re.search(r'data-label="Ngày công">\s*8\s*<', week)
    for odd in ("?thang=2026-13", "?tuan=x", "?thang=0001-01&tuan=9999-12-31"):
        assert province.reader("command").get(f"/ke-hoach/lich{odd}").status_code == 200
