"""A photograph of a sketch comes in, four landmarks lay it, a grave traced from it is a position report of the case."""

import math
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

SIZE = (1600, 1200)
CENTRE = (106.7105, 21.9471)
M_PER_PX = 1.5
GRAVE = (980, 430)
LANDMARKS = {(160, 180): (5, -8), (1450, 210): (-6, 4), (1380, 1050): (7, 6), (210, 980): (-4, -5)}
LATE = 30_000


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A sketch with four landmarks and a grave, as a telephone would take it."""
    paper = Image.new("RGB", SIZE, (244, 238, 220))
    pen = ImageDraw.Draw(paper)
    pen.line([(60, 640), (500, 580), (900, 700), (1550, 610)], fill=(50, 95, 160), width=12)
    for x, y in LANDMARKS:
        pen.ellipse((x - 22, y - 22, x + 22, y + 22), outline=(40, 40, 40), width=6)
    x, y = GRAVE
    pen.rectangle((x - 20, y - 25, x + 20, y + 25), outline=(160, 40, 30), width=7)
    path = tmp_path / "so-do.jpg"
    paper.save(path, quality=88)
    return path


def place(x: float, y: float, off_m: tuple[float, float] = (0, 0)) -> tuple[float, float]:
    """Latitude, longitude of a pixel."""
    east, north = (x - SIZE[0] / 2) * M_PER_PX + off_m[0], (SIZE[1] / 2 - y) * M_PER_PX + off_m[1]
    return CENTRE[1] + north / 110_750, CENTRE[0] + east / (111_320 * math.cos(math.radians(CENTRE[1])))


def click_pixel(page: Page, x: float, y: float) -> None:
    """Click a pixel of the drawing, which lies whole in its box, at the zoom that Leaflet chooses for that."""
    box = page.locator(".align [data-part=sheet]")
    box.scroll_into_view_if_needed()
    where = box.bounding_box()
    assert where
    fits = min((where["width"] - 18) / SIZE[0], (where["height"] - 18) / SIZE[1])
    scale = 2 ** (math.floor(math.log2(fits) * 4) / 4)
    spot = {
        "x": where["width"] / 2 + (x - SIZE[0] / 2) * scale,
        "y": where["height"] / 2 + (y - SIZE[1] / 2) * scale,
    }
    box.click(position=spot)


def lay(page: Page) -> None:
    """Place the four landmarks: each clicked on the drawing, its coordinate typed as a receiver shows it."""
    for number, ((x, y), off_m) in enumerate(LANDMARKS.items(), 1):
        click_pixel(page, x, y)
        lat, lon = place(x, y, off_m)
        page.locator("[data-part=typed]").fill(f"{lat:.6f}, {lon:.6f}")
        page.locator("[data-part=readings] button").first.click()
        expect(page.locator(".gcp-list > li")).to_have_count(number)
    expect(page.locator("[data-part=headline]")).to_have_text(
        re.compile(r"Vị trí vẽ từ bản đồ này sai khoảng \d+ m"), timeout=LATE
    )
    expect(page.locator(".gcp-list .gcp-miss").last).to_contain_text("lệch", timeout=LATE)
    page.locator("[data-part=save]").click()
    expect(page.locator("[data-part=said]")).to_contain_text("lần ghép 1", timeout=LATE)


def test_from_a_photograph_to_a_position_report_on_the_case(person, photograph):
    page = person("xa.dongdang")
    page.goto("/ho-so")
    page.locator("main a.row-link").first.click()
    page.wait_for_url("**/ho-so/*-*")
    case = page.url
    page.get_by_role("link", name="Thêm bản đồ vẽ tay").click()
    page.locator("[name=file]").set_input_files(photograph)
    expect(page.locator(".progress-line")).to_contain_text("đã đến đủ", timeout=LATE)
    page.locator("[name=title]").fill("Sơ đồ của ông Lâm")
    page.locator("[name=drawn]").select_option("from_memory")
    page.get_by_role("button", name="Lưu bản đồ").click()
    expect(page.locator("#sheet[data-ready]")).to_be_visible(timeout=2 * LATE)

    page.get_by_role("link", name="Ghép vào thực địa").click()
    expect(page.locator("[data-module=sheet-align][data-ready]")).to_be_attached()
    lay(page)

    page.get_by_role("link", name="Sơ đồ của ông Lâm").click()
    page.get_by_role("link", name="Số hóa nét vẽ").click()
    expect(page.locator("[data-module=sheet-trace][data-warped]")).to_be_attached(timeout=2 * LATE)
    expect(page.locator(".drawing-tile img.leaflet-tile-loaded").first).to_be_attached(timeout=LATE)
    page.locator("[name=label]").fill("Mộ bên suối")
    page.locator("[data-part=draw]").click()
    click_pixel(page, *GRAVE)
    expect(page.locator("[data-part=said]")).to_contain_text("đúng 95 trên 100 lần", timeout=LATE)
    page.locator("[data-part=keep]").click()
    page.wait_for_url("**/toa-do/*")
    expect(page.locator("main")).to_contain_text("theo lần ghép 1")
    expect(page.locator("main")).to_contain_text(re.compile(r"± \d+ m"))

    page.goto(case)
    section = page.locator("#toa-do")
    expect(section).to_contain_text("Sơ đồ của ông Lâm")
    row = section.locator("li").filter(has_text="vẽ trên bản đồ “Sơ đồ của ông Lâm”")
    expect(row).to_contain_text(re.compile(r"± \d+ m"))
    lat, lon = place(*GRAVE)
    shown = row.inner_text().replace(",", ".")
    found = [float(one) for one in re.findall(r"\d+\.\d{4,}", shown)]
    assert found[0] == pytest.approx(lat, abs=0.0006)
    assert found[1] == pytest.approx(lon, abs=0.0006)
