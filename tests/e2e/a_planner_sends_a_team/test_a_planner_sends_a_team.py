"""A planner weighs, sends a team to a case in a campaign; the team's member sees it, and the day's order prints."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import expect

from gis_case.core.clock import today
from tests.e2e.desk import answer, day, go, press, told

pytestmark = pytest.mark.e2e


def test_a_planner_sends_a_team(person):
    planner = person("tinhdoi")
    planner.goto("/ke-hoach")
    column = planner.locator(".plan-column").filter(has_text="Tiếp nhận")
    card = column.locator(".plan-card").first
    number = card.locator(".plan-title .figures").inner_text()
    card.locator("summary").press("Enter")
    expect(card.locator(".why")).to_contain_text("Thời gian chờ ở giai đoạn")

    go(planner, "Trọng số ưu tiên")
    answer(planner, witness_age="5", reason="Nhân chứng đã cao tuổi.")
    press(planner, "Lưu trọng số")
    assert "Đã lưu trọng số" in told(planner)
    expect(planner.locator("main")).to_contain_text("Lần 1: Nhân chứng đã cao tuổi.")

    planner.goto("/ke-hoach/dot/moi")
    last = today() + timedelta(days=20)
    answer(planner, name="Đợt của hành trình", starts_on=day(), ends_on=f"{last.day}/{last.month}/{last.year}")
    press(planner, "Lưu đợt")
    assert "Đã lập đợt" in told(planner)
    go(planner, "Giao đội")
    answer(planner, team_org_id="Đội quy tập", kind="dig", case_number=number, starts_on=day(), ends_on=day())
    answer(planner, people="6", note="Mang theo máy dò.")
    press(planner, "Giao đội")
    against = planner.locator(".plan-against")
    expect(against).to_contain_text("chưa được khai quật")
    expect(against).to_contain_text("Đội đã có việc khác trong 1 ngày")
    answer(planner, despite="y")
    press(planner, "Giao đội")
    assert "Đã giao đội" in told(planner)

    member = person("doiquytap", 800, 1280)
    member.goto("/ke-hoach")
    expect(member.locator(".list-rows")).to_contain_text(number)
    go(member, "Lệnh hôm nay")
    sheet = member.locator(".plan-sheet")
    expect(sheet).to_have_count(1)
    expect(sheet).to_contain_text("Mang theo máy dò.")
    expect(sheet).to_contain_text(re.compile("không đào"))
    member.emulate_media(media="print")
    expect(member.locator(".rail")).to_be_hidden()
    paper = pypdfium2.PdfDocument(member.pdf(prefer_css_page_size=True))
    words = " ".join(one.get_textpage().get_text_bounded() for one in paper)
    assert all(abs(one.get_width() - 595) < 2 and abs(one.get_height() - 842) < 2 for one in paper)
    paper.close()
    assert number in words
    assert "Việc của tôi" not in words
