"""Sign in, find the case that waits, move it, take in a position: Tab, Enter and the arrows alone."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from gis_case.demo.people import PASSWORD

TITLE = "Mộ bên đường 4A"

SHOWN = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")


def tab_to(page: Page, wanted: Locator, most: int = 70) -> None:
    """Press Tab until `wanted` has the focus; on the way the focus is always seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWN) == ""
        if wanted.count() and wanted.first.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{most} times Tab did not lead to {wanted}")


def signs_in(page: Page) -> None:
    page.goto("/dang-nhap")
    tab_to(page, page.locator("#email"))
    page.keyboard.type("xa.dongdang@minhhoa.example.vn")
    tab_to(page, page.locator("#password"), 2)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Việc của tôi")


def finds_the_case(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")

    page.goto("/viec")
    tab_to(page, page.locator(".rail").get_by_role("link", name="Hồ sơ", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Hồ sơ")
    tab_to(page, page.locator(".row-link"))
    rows = page.locator(".row-link").all_inner_texts()
    for _ in range(rows.index(TITLE)):
        page.keyboard.press("ArrowDown")
        assert page.evaluate(SHOWN) == ""
    expect(page.locator(".row-link", has_text=TITLE)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(TITLE)


def takes_in_a_position(page: Page) -> None:
    tab_to(page, page.get_by_role("link", name="Nhập tọa độ", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#verbatim")).to_be_focused()
    page.keyboard.type("X 2426450 Y 444300")
    keep = page.get_by_role("button", name="Lưu tọa độ")
    tab_to(page, keep)
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    tab_to(page, summary.get_by_role("link", name=re.compile("Biết bằng cách nào")), 5)
    page.keyboard.press("Enter")
    expect(page.locator("#source_kind")).to_be_focused()
    expect(page.locator("#verbatim")).to_have_value("X 2426450 Y 444300")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#source_kind")).to_have_value("gnss")
    cards = page.locator("#readings .reading")
    expect(cards.filter(has_text="± ").first).to_be_visible()
    tab_to(page, page.locator("#readings input[type=radio]:checked, #readings input[type=radio]"), 8)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(cards.first.get_by_role("radio")).to_be_checked()
    tab_to(page, keep)
    page.keyboard.press("Enter")
    expect(page.locator(".flash-success")).to_be_visible()
    expect(page.locator(".verbatim blockquote")).to_have_text("X 2426450 Y 444300")


def test_everything_is_done_by_the_keyboard(browser: Browser, address: str):
    context = browser.new_context(
        base_url=address, locale="vi-VN", viewport={"width": 1366, "height": 768}, reduced_motion="reduce"
    )
    page = context.new_page()
    signs_in(page)
    finds_the_case(page)
    tab_to(page, page.get_by_role("button", name="Chuyển hồ sơ sang: Xác minh"))
    page.keyboard.press("Enter")
    expect(page.locator(".step[aria-current=step]")).to_contain_text("Xác minh")
    takes_in_a_position(page)
    context.close()
