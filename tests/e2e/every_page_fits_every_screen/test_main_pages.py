"""Telephone, tablet, old office screen, large screen: nothing runs over, nothing is cut, everybody can read it."""

import pytest
from playwright.sync_api import Page

from tests.e2e.every_page_fits_every_screen.pages import MAIN_PAGES
from tests.e2e.look import faults, ready, rules_broken, visit

SCREENS = {"telephone": (360, 740), "tablet": (800, 1280), "large screen": (1920, 1080), "office": (1366, 768)}


def looked_at(page: Page, way: str) -> list[str]:
    """What is wrong with a page, a line for each screen and fault."""
    wrong = []

    def note(where: str, found: list[str]) -> None:
        wrong.extend(f"{way}, {where}: {one}" for one in found)

    for name, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        ready(page)
        note(name, faults(page, touch=width <= 800))
    note("rules", rules_broken(page))
    page.set_viewport_size({"width": 800, "height": 1280})
    page.locator("html").evaluate("root => { root.dataset.theme = 'sunlight' }")
    note("in the sun", rules_broken(page, "color-contrast-enhanced"))
    return wrong


@pytest.mark.parametrize("key", sorted({key for key, _ in MAIN_PAGES}))
def test_every_main_page_fits_and_can_be_read(person, key):
    page = person(key)
    wrong = []
    for _, way in (one for one in MAIN_PAGES if one[0] == key):
        visit(page, way)
        wrong += looked_at(page, way)
    assert not wrong, "\n".join(wrong)


def test_signing_in_fits_and_can_be_read(browser, address):
    context = browser.new_context(base_url=address, locale="vi-VN")
    page = context.new_page()
    page.goto("/dang-nhap")
    wrong = looked_at(page, "/dang-nhap")
    assert not wrong, "\n".join(wrong)
    context.close()
