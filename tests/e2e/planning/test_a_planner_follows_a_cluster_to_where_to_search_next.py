"""A planner finds a cluster, reads why it is one, opens its case, and sees where to search next."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (800, 1280)])
def test_a_planner_follows_a_cluster_to_where_to_search_next(person, width, height):
    page, outside = person("tinhdoi", width, height), f"0,{width}"
    page.goto("/cum-toa-do")
    expect(page.locator("#clusters-map")).to_have_attribute("data-ready", "yes")
    expect(page.locator("#clusters-map .sign-cluster").first).to_be_visible()
    page.locator("a.row-link").first.press("Enter")
    expect(page.get_by_text("nguồn độc lập cùng nói về một nơi")).to_be_visible()

    page.locator("main .row-sub a[href^='/ho-so/']").first.press("Enter")
    expect(page.locator("#case-map path.sign-likely").first).to_be_attached()
    page.get_by_role("link", name="Nên tìm tiếp ở đâu").press("Enter")
    expect(page.locator("p.lead")).to_contain_text(re.compile("Khả năng còn|khả năng còn"))
    expect(page.locator("#search-map path.sign-likely")).to_have_count(3)
    picture = page.locator("#search-map img.sign-surface")
    expect(picture).to_be_attached()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0 || image.decode().then(() => true)")

    page.get_by_role("link", name="Đổi thông số").press("Enter")
    page.get_by_label("Khả năng nằm ngoài vùng hoặc không còn ở đó").fill(outside)
    page.get_by_role("button", name="Lưu thay đổi").press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Nêu lý do")
    expect(page.get_by_label("Khả năng nằm ngoài vùng hoặc không còn ở đó")).to_have_value(outside)
    page.get_by_label("Lý do").fill(f"Thử với {width} điểm ảnh.")
    page.get_by_role("button", name="Lưu thay đổi").press("Enter")
    expect(page.get_by_text("Đã lưu thay đổi, kết quả đang được tính lại.")).to_be_visible()
    for _ in range(40):
        page.reload()
        if page.get_by_text("Hồ sơ đã có thông tin mới").count() == 0:
            break
        page.wait_for_timeout(1000)
    expect(page.get_by_text("Hồ sơ đã có thông tin mới")).to_have_count(0)
    expect(page.get_by_text(f"Thử với {width} điểm ảnh.")).to_be_visible()
