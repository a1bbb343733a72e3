"""What the browser can say of how a page looks: what runs over, lies on something else, is cut or is too small."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "static/node_modules/axe-core/axe.min.js"

FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
RULES = (Path(__file__).parent / "rules.js").read_text(encoding="utf-8")


def visit(page: Page, way: str) -> None:
    """Go to an address, then along the links named between < and >."""
    address, *links = way.split(" <")
    page.goto(address)
    for link in links:
        words = link.rstrip(">")
        if words == "first":
            page.locator("main .row-link").first.click()
        else:
            page.locator("main").get_by_role("link", name=words, exact=True).first.click()
        page.wait_for_load_state()
    ready(page)


def ready(page: Page) -> None:
    """Wait until every map of the page has its ground and its signs, and the letters are there."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    for one in page.locator(".map[data-url]").all():
        if one.is_visible():
            page.wait_for_function("one => one.dataset.ready === 'yes'", arg=one.element_handle())


def faults(page: Page, *, touch: bool = False) -> list[str]:
    """Return what runs over the edge, lies on something else, is cut, or is too small for a thumb."""
    found: list[str] = page.evaluate(FAULTS, touch)
    return found


def rules_broken(page: Page, *rules: str) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA, or against the named rules alone."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    shape: Any = list(rules) or None
    found: list[str] = page.evaluate(RULES, shape)
    return found
