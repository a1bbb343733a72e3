"""What the browser can say of how a page looks: what runs over, lies on something else, is cut or is too small."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "static/node_modules/axe-core/axe.min.js"

# Controls are compared inside the part they belong to: what is fixed may lie over what scrolls under it.
FAULTS = """(touch) => {
  const faults = [];
  const say = (what, one) => faults.push(`${what}: <${one.localName} class="${one.getAttribute("class") ?? ""}"> ${(one.innerText || one.value || one.getAttribute("aria-label") || one.name || "").slice(0, 40)}`);
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  if (wide > 0) {
    faults.push(`the page is ${wide} px too wide`);
    for (const one of document.body.querySelectorAll("*")) if (one.getBoundingClientRect().right > innerWidth + 1) { say("beyond the edge", one); break; }
  }
  const parts = [".top", ".rail", ".bottom", ".map-filters", ".map-list", ".leaflet-control-container", ".page", "body"];
  const part = (one) => parts.find((name) => one.closest(name));
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getClientRects().length;
  const names = "a.btn, button, input:not([type=hidden]), select, textarea, summary, .nav-item, .chip, .leaflet-control a, .menu-item";
  const controls = [...document.querySelectorAll(names)].filter(visible).filter((one) => !one.closest(".chip-box") || one.matches(".chip"));
  const scrolls = (one) => one.closest(".map-filters .filters, .map-list, .stepper, .legend, .scroll-x");
  const boxes = controls.map((one) => [one, one.getBoundingClientRect()]);
  for (const [one, box] of boxes) {
    if (!scrolls(one) && (box.left < -1 || box.right > innerWidth + 1)) say("cut by the screen", one);
    if (one.matches(".btn, .nav-item, .chip, summary") && one.scrollWidth > one.clientWidth + 2) say("words cut", one);
    const tick = one.matches("[type=radio], [type=checkbox]");
    if (touch && !tick && box.height < 47.5) say(`only ${Math.round(box.height)} px high`, one);
    if (touch && tick && (one.closest(".form-check, .reading")?.getBoundingClientRect().height ?? 0) < 47.5) say("tick too small", one);
  }
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [[one, a], [other, b]] = [boxes[i], boxes[j]];
    if (part(one) !== part(other) || one.contains(other) || other.contains(one)) continue;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) { say("lies on another", one); say("  under it", other); }
  }
  return faults;
}"""

CHECK = """async (rules) => {
  const shape = rules ? { runOnly: { type: "rule", values: rules } } : { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  if (rules) shape.rules = Object.fromEntries(rules.map((rule) => [rule, { enabled: true }]));
  const { violations } = await axe.run(document, shape);
  // Where a sign stands on a map is a fact, and signs may stand close: the list beside the map is the larger target.
  const onMap = (id, node) => id === "target-size" && node.html.includes("leaflet-marker-icon");
  return violations.flatMap(({ id, nodes }) => nodes.filter((node) => !onMap(id, node)).map((node) => `${id}: ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message.slice(0, 160) ?? ""}`));
}"""


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
    found: list[str] = page.evaluate(CHECK, shape)
    return found
