"""The planner's map without a base map: clusters, legend, filters, layers, scale, grid, where I am, side panel."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

HERE = {"latitude": 21.9431, "longitude": 106.6952}

COVERED = Path(__file__).with_name("covered.js").read_text(encoding="utf-8")

DISCS = "() => GisCase.maps.get('planner')?.counted.discs.getLayers().length"
LISTED = """() => {
  const { map, counted } = GisCase.maps.get("planner");
  const shown = counted.rows(map.getBounds()).slice(0, 20).map(({ name }) => name[0]);
  const written = [...document.querySelectorAll("#map-list button.row-link")].map((one) => one.textContent);
  return shown.length && shown.join() === written.join();
}"""
# Where the fullest disc stands on the page, a little below its middle: the pin of a case may stand on it.
FULLEST = """() => {
  const { map, counted } = GisCase.maps.get("planner");
  const box = map.getContainer().getBoundingClientRect();
  const disc = counted.discs.getLayers().at(-1);
  const at = map.latLngToContainerPoint(disc.getLatLng());
  return [box.left + at.x, box.top + at.y + disc.getRadius() - 3];
}"""


def map_of(page: Page) -> None:
    page.goto("/ban-do")
    expect(page.locator("#map-list li[data-feature]").first).to_be_visible()
    page.wait_for_function(DISCS)
    expect(page.locator(".sign-case-group").first).to_be_visible()


def test_reports_and_cases_are_counted_apart_and_every_figure_is_seen(person):
    page = person("tinhdoi")
    map_of(page)
    expect(page.locator(".sign-case-group .icon").first).to_be_visible()
    expect(page.locator("#map-list").get_by_role("button", name=re.compile(r"^\d+ tọa độ")).first).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim, .leaflet-cluster-anim')")
    assert page.evaluate(COVERED) == []

    zoom = page.evaluate("() => GisCase.maps.get('planner').map.getZoom()")
    closer = "zoom => GisCase.maps.get('planner').map.getZoom() > zoom"
    page.mouse.click(*page.evaluate(FULLEST))
    page.wait_for_function(closer, arg=zoom)
    # Who has no pointer goes closer by the list, once it is that of the new view.
    page.wait_for_function(LISTED)
    zoom = page.evaluate("() => GisCase.maps.get('planner').map.getZoom()")
    page.locator("#map-list").get_by_role("button", name=re.compile(r"^\d+ tọa độ")).first.press("Enter")
    page.wait_for_function(closer, arg=zoom)


def test_the_map_needs_no_tiles_and_says_its_scale_and_its_grid(person):
    page = person("tinhdoi")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    map_of(page)
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"\d+ (km|m)"))
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("VN-2000")
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("107°15′")
    pixels = "one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((value) => value > 0)"
    assert page.locator("canvas.grid").evaluate(pixels)
    home = page.evaluate("() => location.origin")
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []


def test_filters_layers_and_legend_answer(person):
    page = person("tinhdoi")
    map_of(page)
    page.locator(".map-fold summary").get_by_text("Chú giải").click()
    legend = page.locator(".legend")
    for words in ("Nhiều tọa độ gộp lại", "Nhiều hồ sơ ở gần nhau", "không phải vị trí mộ", "Xác định danh tính"):
        expect(legend.get_by_text(words)).to_have_count(1)
    page.locator(".map-fold summary").get_by_text("Chú giải").click()

    page.locator(".map-fold summary").get_by_text("Các lớp").click()
    page.get_by_label("Địa điểm chiến đấu", exact=True).locator("visible=true").uncheck()
    expect(page.locator("path.sign-site")).to_have_count(0)
    page.get_by_label("Hồ sơ", exact=True).locator("visible=true").uncheck()
    expect(page.locator(".sign-case-group, .sign-pin")).to_have_count(0)
    page.get_by_label("Hồ sơ", exact=True).locator("visible=true").check()
    page.locator(".map-fold summary").get_by_text("Các lớp").click()

    page.locator(".more-filters > summary").click()
    page.locator(".more-filters").get_by_label("Kết luận", exact=True).check()
    # Other journeys may have concluded cases before.
    expect(page.locator("#map-list .pin:not(.pin-concluded)")).to_have_count(0)
    expect(page).to_have_url(re.compile("stage=concluded"))
    concluded = page.locator("#map-list .pin").count()
    assert concluded >= 1
    page.reload()
    expect(page.locator("#map-list .pin")).to_have_count(concluded)


def test_a_click_opens_the_side_panel_and_escape_closes_it(person):
    page = person("tinhdoi")
    map_of(page)
    address = page.url
    line = page.locator("#map-list .row-link").first
    title = line.inner_text()
    line.click()
    panel = page.locator("#map-panel")
    expect(panel.locator("h2")).to_have_text(title)
    expect(panel.get_by_role("link", name="Mở hồ sơ")).to_be_visible()
    assert page.url == address
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.locator(".sign-pin").first.click(force=True)
    expect(panel.locator("h2")).to_be_visible()


def test_the_reader_sees_where_they_are(person):
    page = person("doiquytap", permissions=["geolocation"], geolocation=HERE)
    page.goto("/ban-do")
    page.get_by_role("button", name="Hiện vị trí của tôi").or_(page.get_by_title("Hiện vị trí của tôi")).first.click()
    expect(page.locator(".leaflet-control-locate-location, .leaflet-control-locate-marker").first).to_be_attached()
    there = "here => GisCase.maps.get('planner').map.getCenter().distanceTo([here.latitude, here.longitude]) < 1000"
    page.wait_for_function(there, arg=HERE)
