"""The same map for a commune, a planner and a colleague: each selects their own, and a link carries no place."""

import re

import pytest
from playwright.sync_api import Page, expect

COUNT = re.compile(r"Đã chọn (\d+) tọa độ")
TOTAL = re.compile(r"trong số (\d+)")
VIEW = """() => {
    const { map } = GisCase.maps.get("planner");
    return [map.getCenter().lat, map.getCenter().lng, map.getZoom()];
}"""


def on_the_map(page: Page, address: str = "/ban-do") -> None:
    page.goto(address)
    expect(page.locator("#map-list li[data-feature]").first).to_be_visible()


def select_all(page: Page) -> int:
    """Select by a frame over the whole map; return how many reports the panel counts."""
    page.locator(".map-fold summary").get_by_text("Chọn vùng", exact=True).click()
    page.get_by_role("button", name="Chọn bằng khung").click()
    box = page.locator(".map-catch").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    page.mouse.up()
    return counted(page)


def counted(page: Page) -> int:
    words = page.locator("#map-panel").get_by_text(COUNT)
    expect(words).to_be_visible()
    return int(COUNT.search(words.inner_text()).group(1))  # type: ignore[union-attr]


def listed(page: Page) -> int:
    """Open the list of the selection; return how many rows it has."""
    page.locator("#map-panel").get_by_role("link", name="Mở danh sách").click()
    expect(page.locator("h1")).to_have_text("Tọa độ được cung cấp")
    total = TOTAL.search(page.locator(".paging .count").inner_text())
    assert total is not None
    return int(total.group(1))


def test_each_selects_their_own_and_a_link_opens_for_colleagues_alone(person):
    commune, planner, other = person("xa.dongdang", 800, 1280, has_touch=True), person("tinhdoi"), person("sonoivu")
    on_the_map(commune)
    theirs = select_all(commune)
    assert listed(commune) == theirs

    on_the_map(planner)
    everything = select_all(planner)
    assert everything > theirs
    planner.locator(".more-filters > summary").click()
    planner.get_by_label("Đã xác minh", exact=True).first.check()
    expect(planner).to_have_url(re.compile("status=verified&area=[2-9a-z]{8}$"))
    # The panel counts anew after the address has changed.
    expect(planner.locator("#map-panel")).not_to_contain_text(f"Đã chọn {everything} tọa độ")
    verified = counted(planner)
    planner.locator(".more-filters > summary").click()
    planner.locator("#time-bar summary").click()
    planner.locator("#time-bar [data-from]").press("ArrowRight")
    expect(planner.locator("#time-bar [data-words]")).to_contain_text("–")
    expect(planner).to_have_url(re.compile("fought_from="))
    planner.locator("#time-bar [data-all]").click()
    expect(planner).not_to_have_url(re.compile("fought_from="))
    expect(planner.locator("#map-panel")).to_contain_text(f"Đã chọn {verified} tọa độ")
    home = planner.evaluate(VIEW)
    planner.locator("#planner").press("+")
    planner.wait_for_function(f"zoom => ({VIEW})()[2] > zoom", arg=home[2])
    view = planner.evaluate(VIEW)

    planner.locator(".map-fold summary").get_by_text("Chọn vùng", exact=True).click()
    planner.get_by_role("button", name="Sao chép liên kết").click()
    link = planner.locator(".map-line input").input_value()
    assert re.fullmatch(r".*/ban-do\?xem=[2-9a-z]{8}", link)
    assert listed(planner) == verified

    colleague = planner.context.new_page()
    on_the_map(colleague, link)
    expect(colleague.locator('[name="status"][value="verified"]')).to_be_checked()
    expect(colleague.locator("path.sign-selected")).to_have_count(1)
    # Another size of the map moves its middle by a pixel.
    assert colleague.evaluate(VIEW) == pytest.approx(view, abs=0.01)
    for stranger in (commune, other):
        assert stranger.request.get(link).status == 404
