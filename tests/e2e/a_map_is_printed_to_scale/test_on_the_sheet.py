"""A map on a sheet becomes a PDF on which a kilometre measures what the scale says; lengths are measured on the map."""

import math
import re
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect
from pyproj import Geod

from tests.e2e.look import rules_broken, visit

pytestmark = pytest.mark.e2e

DPI = 200
MM = 25.4
ON_THE_SHEET = (
    "Tờ thử tỷ lệ",
    "1:10 000",
    "Chú giải",
    "Dữ liệu minh họa",
    "Lưới VN-2000 · múi 3° · kinh tuyến trục 107°15′ · chuyển hệ sai số ± 3 m",
    "Tỷ lệ đúng trên cả tờ, sai không quá một phần nghìn",
    "Bắc lưới lệch",
    "Bộ Chỉ huy quân sự tỉnh",
    "Không có bản đồ nền",
)
VIEW = "() => { const { map } = GisCase.maps.get('case-map'); return [map.getCenter(), map.getZoom(), map.getSize()]; }"


def paper_of(page: Page) -> pypdfium2.PdfDocument:
    """The PDF that the browser makes of what can be seen."""
    expect(page.locator(".paper")).to_have_attribute("data-ready", "yes")
    return pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))


def said_on(paper: pypdfium2.PdfDocument) -> str:
    """All words of the only page without the gaps between them, which a PDF keeps as it likes."""
    assert len(paper) == 1
    return close(paper[0].get_textpage().get_text_bounded())


def close(words: str) -> str:
    return "".join(words.split())


def size_mm(paper: pypdfium2.PdfDocument) -> tuple[float, float]:
    return paper[0].get_width() / 72 * MM, paper[0].get_height() / 72 * MM


def places(row: NDArray[np.bool_]) -> list[float]:
    """The middles of the runs of a row that are marked."""
    marked = np.flatnonzero(row)
    runs = np.split(marked, np.flatnonzero(np.diff(marked) > 3) + 1)
    return [float(run.mean()) for run in runs if 0 < len(run) < 8]


def spacings(paper: pypdfium2.PdfDocument) -> Iterator[float]:
    """Millimetres between neighbouring grid lines, eastwards and northwards: they alone are of this blue."""
    drawn = np.asarray(paper[0].render(scale=DPI / 72).to_pil().convert("RGB"), dtype=np.int16)
    blue = (drawn[..., 2] - drawn[..., 0] > 50) & (drawn[..., 1] - drawn[..., 0] > 20)
    for lines in (blue, blue.T):
        rows = [found for row in lines[::40] if len(found := places(row)) > 1]
        assert len(rows) > 5
        yield float(np.median([b - a for row in rows for a, b in zip(row, row[1:], strict=False)])) / DPI * MM


def test_a_kilometre_on_the_paper_measures_what_the_scale_says(person):
    page = person("tinhdoi")
    visit(page, "/ho-so?stage=excavation <first>")
    before, address = page.evaluate(VIEW), page.url
    page.locator("#case-map").get_by_role("button", name="In bản đồ").click()
    room = page.get_by_role("dialog", name="In bản đồ")
    expect(room.locator(".paper-title")).not_to_be_empty()
    assert rules_broken(page) == []
    room.get_by_label("Tên tờ bản đồ").fill("Tờ thử tỷ lệ")
    room.get_by_label("Tỷ lệ").select_option(label="1:10\u00a0000")
    room.get_by_label("Chiều giấy").select_option(label="Dọc")
    expect(room.locator(".paper-title")).to_have_text("Tờ thử tỷ lệ")

    paper = paper_of(page)
    words = said_on(paper)
    assert size_mm(paper) == pytest.approx((210, 297), abs=0.5)
    assert list(spacings(paper)) == pytest.approx([100, 100], abs=0.2)
    assert [one for one in ON_THE_SHEET if close(one) not in words] == []
    assert close("Việc của tôi") not in words
    paper.close()

    room.get_by_label("Khổ giấy").select_option(label="A3")
    room.get_by_label("Chiều giấy").select_option(label="Ngang")
    room.get_by_label("Tỷ lệ").select_option(label="1:25\u00a0000")
    room.get_by_label("Lưới ở khung").select_option(label="Lưới Indian 1960 (UTM 48N)")
    paper = paper_of(page)
    assert size_mm(paper) == pytest.approx((420, 297), abs=0.5)
    assert list(spacings(paper)) == pytest.approx([40, 40], abs=0.1)
    assert close("Lưới Indian 1960 · UTM 48N · chuyển hệ sai số ± 100 m") in said_on(paper)
    paper.close()

    page.keyboard.press("Escape")
    expect(room).to_have_count(0)
    expect(page.locator("#case-map").get_by_role("button", name="In bản đồ")).to_be_focused()
    after = page.evaluate(VIEW)
    assert after[1:] == before[1:]
    assert after[0] == pytest.approx(before[0], abs=2e-5)
    assert page.url == address


def test_a_line_and_an_area_are_measured_over_the_ellipsoid(person):
    page = person("tinhdoi")
    page.goto("/ban-do")
    page.locator(".map-fold summary").get_by_text("Đo", exact=True).click()
    page.get_by_role("button", name="Khoảng cách").click()
    box = page.locator("#planner").bounding_box()
    assert box
    spots = [(260, 300), (420, 380), (500, 220)]
    there = page.evaluate(
        "(spots) => spots.map((spot) => GisCase.maps.get('planner').map.containerPointToLatLng(spot))", spots
    )
    for x, y in spots[:2]:
        page.mouse.click(box["x"] + x, box["y"] + y)
    result = page.locator(".measure-result")
    geod = Geod(ellps="WGS84")
    azimuth, _, metres = geod.inv(there[0]["lng"], there[0]["lat"], there[1]["lng"], there[1]["lat"])
    told = re.search(r"^([\d,.]+) km · .*phương vị ([\d,]+)°", result.inner_text())
    assert told
    length, bearing = (float(one.replace(".", "").replace(",", ".")) for one in told.groups())
    assert length == pytest.approx(metres / 1000, abs=0.006)
    assert bearing == pytest.approx(azimuth % 360, abs=0.06)

    page.get_by_role("button", name="Diện tích").click()
    expect(result).to_be_empty()
    for x, y in spots:
        page.mouse.click(box["x"] + x, box["y"] + y)
    area, _ = geod.polygon_area_perimeter([one["lng"] for one in there], [one["lat"] for one in there])
    told = re.search(r"^([\d,.]+) ha", result.inner_text())
    assert told
    assert float(told[1].replace(".", "").replace(",", ".")) == pytest.approx(math.fabs(area) / 10_000, abs=0.01)
    page.keyboard.press("Escape")
    expect(page.locator(".sign-measure")).to_have_count(0)
    expect(result).to_be_empty()
