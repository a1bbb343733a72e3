"""A border commune shares its case with the post of its sector; nobody else finds it, nor the post in the end."""

import json
import math
import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.desk import answer, day, go, look_up, move, open_case, press, send, unfold

TITLE = "Mộ trên nương sắn Kéo Kham"
WORDS = "21,94310; 106,69520"
LON, LAT = 106.6952, 21.9431
ZOOM = 16
EVERYWHERE = {"page", "its map", "report", "search", "list", "map", "tile", "export of cases", "export of reports"}


def tile_of(lon: float, lat: float, zoom: int) -> str:
    """The address of the map tile in which a place lies."""
    side = 1 << zoom
    x = int((lon + 180) / 360 * side)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side)
    return f"/ban-do/toa-do/{zoom}/{x}/{y}.mvt"


def where_found(page: Page, case: str, report: str) -> set[str]:
    """Every way in which a person may come upon the case; `case` and `report` are ids."""
    found = set()
    for name, address in (
        ("page", f"/ho-so/{case}"),
        ("its map", f"/ho-so/{case}/ban-do.geojson"),
        ("report", f"/toa-do/{report}"),
    ):
        if page.request.get(address).ok:
            found.add(name)
    look_up(page, "keo kham")
    if page.get_by_role("link", name=TITLE).count():
        found.add("search")
    page.goto("/ho-so?q=keo+kham")
    if page.locator(".rows").get_by_text(TITLE).count():
        found.add("list")
    for name, address, mark in (
        ("map", "/ban-do/ho-so.geojson", case),
        ("tile", tile_of(LON, LAT, ZOOM), report),
        ("export of cases", "/ho-so/xuat.csv", TITLE),
        ("export of reports", "/toa-do/xuat.csv", WORDS),
    ):
        answer = page.request.get(address)
        assert answer.ok, address
        # A tile is no text, but the id of a report stands in it as it is.
        if mark.encode() in answer.body():
            found.add(name)
    return found


def body_of(page: Page, address: str) -> str:
    """What an answer says, without what differs in every answer: its token and the address asked for."""
    answer = page.request.get(address)
    assert answer.status == 404
    text = re.sub(r'(name="csrf[-_]token"[^>]*(?:content|value)=")[^"]+', r"\1", answer.text())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", text)


def written_down(commune: Page) -> tuple[str, str]:
    """Open the case with one report; return the ids of both."""
    commune.goto("/ho-so/moi")
    answer(commune, title=TITLE)
    send(commune, "Mở hồ sơ")
    case = commune.url.rstrip("/").split("/")[-1]
    go(commune, "Nhập tọa độ")
    answer(commune, verbatim=WORDS, source_kind="gnss")
    commune.locator("#readings .reading").filter(has_text="WGS 84").first.get_by_role("radio").check()
    send(commune, "Lưu tọa độ")
    return case, commune.url.rstrip("/").split("/")[-1]


def test_the_post_finds_it_while_it_is_shared_and_another_commune_never(person):
    commune, post, other = person("xa.dongdang"), person("don.huunghi"), person("xa.thatkhe")
    case, report = written_down(commune)
    assert where_found(commune, case, report) == EVERYWHERE
    assert where_found(post, case, report) == set()

    open_case(commune, TITLE)
    expect(commune.locator("#chia-se")).to_contain_text("Chưa chia sẻ")
    unfold(commune, "Chia sẻ với đồn biên phòng phụ trách địa bàn")
    press(commune, "Chia sẻ hồ sơ")
    expect(commune.locator(".error-summary")).to_be_focused()
    answer(commune, post_id="Hữu Nghị", reason="Đề nghị đồn xác minh vị trí.")
    send(commune, "Chia sẻ hồ sơ")
    expect(commune.locator("#chia-se")).to_contain_text("Hữu Nghị")

    assert where_found(post, case, report) == EVERYWHERE
    open_case(post, TITLE)
    go(post, "Ghi kết quả tìm kiếm")
    answer(post, kind="grave_signs", found_on=day(1), description="Có nấm đất và đá xếp cạnh nương.")
    send(post, "Ghi kết quả")
    expect(post.locator("#xac-minh")).to_contain_text("Có nấm đất và đá xếp cạnh nương.")
    open_case(commune, TITLE)
    expect(commune.locator("#xac-minh")).to_contain_text("Có nấm đất và đá xếp cạnh nương.")
    move(commune, "Xác minh")

    assert where_found(other, case, report) == set()
    assert body_of(other, f"/ho-so/{case}") == body_of(other, f"/ho-so/{uuid4()}")
    assert body_of(other, f"/toa-do/{report}") == body_of(other, f"/toa-do/{uuid4()}")
    other.goto(f"/ho-so/{case}")
    expect(other.locator("h1")).to_be_visible()
    assert TITLE not in other.content()

    open_case(commune, TITLE)
    press(commune, "Thu hồi")
    commune.locator("dialog").get_by_role("button", name="Thu hồi").click()
    expect(commune.locator("#chia-se")).to_contain_text("Chưa chia sẻ")
    expect(commune.locator("#xac-minh")).to_contain_text("Có nấm đất và đá xếp cạnh nương.")
    assert where_found(post, case, report) == set()
    assert body_of(post, f"/ho-so/{case}") == body_of(post, f"/ho-so/{uuid4()}")
    assert json.loads(commune.request.get("/ban-do/ho-so.geojson").text())["features"]
