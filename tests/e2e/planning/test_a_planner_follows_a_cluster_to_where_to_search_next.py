"""A planner finds a cluster, reads why it is one, opens its case, sees where to search, and sees a search change it."""

import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import answer, day, draw, go, send

pytestmark = pytest.mark.e2e


def follow_a_cluster(page: Page) -> str:
    """From the list of clusters over one of them to where to search next in its case; return the case's address."""
    page.goto("/cum-toa-do")
    expect(page.locator("#clusters-map")).to_have_attribute("data-ready", "yes")
    expect(page.locator("#clusters-map .sign-cluster").first).to_be_visible()
    page.locator("a.row-link").first.press("Enter")
    expect(page.get_by_text("nguồn độc lập cùng nói về một nơi")).to_be_visible()

    page.locator("main .row-sub a[href^='/ho-so/']").first.press("Enter")
    expect(page.locator("#case-map path.sign-likely").first).to_be_attached()
    case = page.url
    page.get_by_role("link", name="Nên tìm tiếp ở đâu").press("Enter")
    expect(page.locator("p.lead")).to_contain_text(re.compile("Khả năng còn|khả năng còn"))
    expect(page.locator("#search-map path.sign-likely")).to_have_count(3)
    picture = page.locator("#search-map img.sign-surface")
    expect(picture).to_be_attached()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0 || image.decode().then(() => true)")
    return case


def wait_for_the_worker(page: Page) -> None:
    """Open the page again until what changed is in it."""
    for _ in range(40):
        page.reload()
        if page.get_by_text("Hồ sơ đã có thông tin mới").count() == 0:
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text("Hồ sơ đã có thông tin mới")).to_have_count(0)


def hectares(page: Page) -> list[float]:
    """The grounds that hold 50, 80 and 95 in 100, as the numbers behind the answer say."""
    rows = page.locator("#so dl.facts div").filter(has_text="Vùng ")
    found = re.findall(r"([\d.,]+) ha", " ".join(rows.all_text_contents()))
    return [float(one.replace(".", "").replace(",", ".")) for one in found]


def test_a_search_without_result_changes_where_to_search_next_and_it_is_printed(person):
    page = person("tinhdoi")
    case = follow_a_cluster(page)
    before = page.locator("p.lead").inner_text(), hectares(page)
    version = page.locator("[aria-current=true]").last.inner_text()

    page.goto(case)
    go(page, "Ghi kết quả tìm kiếm")
    answer(page, kind="nothing_found", found_on=day(1), method="trial_dig", depth_m="1,2")
    answer(page, description="Đào thăm dò quanh chỗ được chỉ, không thấy gì.")
    draw(page, half_px=60)
    send(page, "Ghi kết quả")

    page.goto(f"{case}/tim-tiep")
    wait_for_the_worker(page)
    after = page.locator("p.lead").inner_text(), hectares(page)
    assert page.locator("[aria-current=true]").last.inner_text() == str(int(version) + 1)
    assert len(after[1]) == 3
    assert after[1] != before[1]
    assert after[0] != before[0]
    expect(page.locator("p.lead")).to_contain_text("Sau các lần tìm")
    expect(page.locator("#search-map path.sign-searched").first).to_be_attached()
    words_stand_apart(page, at_least=2)
    scale = page.locator("#search-map .leaflet-control-scale-line").first
    for _ in range(3):
        before_click = scale.inner_text()
        page.locator("#search-map").get_by_role("button", name="Thu nhỏ").click()
        expect(scale).not_to_have_text(before_click)
        words_stand_apart(page, at_least=1)

    pages, words = on_paper(page)
    assert close(after[0]) in words
    assert close("Việc của tôi") not in words
    # And the map of it as a sheet, at a scale that can be measured.
    page.locator("#search-map").get_by_role("button", name="In bản đồ").click()
    expect(page.locator(".paper")).to_have_attribute("data-ready", "yes")
    pages, words = on_paper(page)
    assert pages == 1
    assert [one for one in ("Tỷ lệ", "Chú giải", "Khu vực đã tìm") if close(one) not in words] == []


APART = """
least => {
  const boxes = [...document.querySelectorAll("#search-map .sign-mark:not(.crowded) > span")]
    .map((one) => one.getBoundingClientRect());
  const apart = (one, other) => one.right <= other.left + 0.1 || other.right <= one.left + 0.1
    || one.bottom <= other.top + 0.1 || other.bottom <= one.top + 0.1;
  const still = !document.querySelector("#search-map .leaflet-zoom-anim");
  return still && boxes.length >= least
    && boxes.every((one, place) => boxes.slice(0, place).every((other) => apart(one, other)));
}
"""


def words_stand_apart(page: Page, at_least: int) -> None:
    """Wait until so many words stand on the map, none of them on another."""
    page.wait_for_function(APART, arg=at_least)


def on_paper(page: Page) -> tuple[int, str]:
    """How many pages the browser would print, and the words on them without gaps, which a PDF keeps as it likes."""
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    words = close("".join(one.get_textpage().get_text_bounded() for one in paper))
    pages = len(paper)
    paper.close()
    return pages, words


def close(words: str) -> str:
    return "".join(words.split())


def test_the_numbers_are_changed_with_a_reason_on_a_tablet(person):
    page = person("tinhdoi", 800, 1280)
    follow_a_cluster(page)
    page.get_by_role("link", name="Đổi thông số").press("Enter")
    outside = page.get_by_label("Khả năng nằm ngoài vùng hoặc không còn ở đó")
    outside.fill("0,3")
    page.get_by_role("button", name="Lưu thay đổi").press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Nêu lý do")
    expect(outside).to_have_value("0,3")
    page.get_by_label("Lý do").fill("Thử trên máy tính bảng.")
    page.get_by_role("button", name="Lưu thay đổi").press("Enter")
    expect(page.get_by_text("Đã lưu thay đổi, kết quả đang được tính lại.")).to_be_visible()
    wait_for_the_worker(page)
    expect(page.get_by_text("Thử trên máy tính bảng.")).to_be_visible()
