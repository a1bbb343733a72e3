"""Scans that come in: whole or in parts, sound or broken; the original is never lost."""

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from gis_case.core.actor import WORKER
from gis_case.jobs.models import OutboxJob
from gis_case.sketchmaps.models import SourceMap, WorkState
from gis_case.sketchmaps.store import folder_of, path_of, sweep_maps
from tests.integration.sketchmaps.conftest import drawing


def original(app, sheet) -> bytes:
    return path_of(folder_of(Path(app.config["FILES"])), sheet.sha256).read_bytes()


def many_pages(count: int) -> bytes:
    held = io.BytesIO()
    page = Image.new("1", (20, 30), 1)
    page.save(held, "PDF", save_all=True, append_images=[page] * (count - 1))
    return held.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG whose header speaks of more pixels than its body holds."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(b"\0" * 100)) + part(b"IEND", b"")


def test_a_photograph_becomes_tiles_upright_and_without_the_cameras_notes(maps, province, app):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Zenit"
    content = drawing(exif=exif)
    assert maps.send(content, drawn_when="khoảng tháng 2/1979").status_code == 302
    sheet = maps.work()
    assert (sheet.state, sheet.width_px, sheet.height_px) == (WorkState.READY, 400, 600)
    assert sheet.exif["make"] == "Zenit"
    assert original(app, sheet) == content
    assert sheet.drawn_text == "khoảng tháng 2/1979"
    reader = province.reader("commune")
    with reader.get(f"/ban-do-ve-tay/{sheet.id}/o/2/0/0.jpg") as tile:
        assert Image.open(io.BytesIO(tile.data)).size == (256, 256)
        assert not Image.open(io.BytesIO(tile.data)).getexif()
        etag = tile.headers["ETag"]
    again = reader.get(f"/ban-do-ve-tay/{sheet.id}/o/2/0/0.jpg", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert reader.get(f"/ban-do-ve-tay/{sheet.id}/o/2/9/0.jpg").status_code == 404
    with reader.get(f"/ban-do-ve-tay/{sheet.id}/goc") as answer:
        assert answer.data == content
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("TIFF", "a.tif"), ("HEIF", "a.heic"), ("PDF", "a.pdf")])
def test_every_kind_of_scan_is_taken(maps, kind, name):
    more = {"compression": "tiff_lzw"} if kind == "TIFF" else {}
    assert maps.send(drawing(kind, **more), name).status_code == 302
    sheet = maps.work()
    assert sheet.state is WorkState.READY
    assert sheet.width_px > sheet.height_px > 300


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.jpg", "Tệp trống"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "Không nhận tệp loại"),
        (b"khong phai anh", "a.jpg", "nội dung không phải loại đó"),
        (b"PK\x03\x04", "a.docx", "Không nhận tệp loại"),
    ],
)
def test_what_is_no_scan_is_refused_in_words(maps, province, content, name, words):
    answer = maps.send(content, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert maps.only() is None
    assert [one for one in folder_of(maps.files).rglob("*") if one.is_file()] == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (drawing()[:4000], "a.jpg", "bị hỏng hoặc bị cắt cụt"),
        (huge_png(20_000, 20_000), "a.png", "hơn 100 triệu điểm ảnh"),
        (b"%PDF-1.4\nbroken", "a.pdf", "bị hỏng hoặc bị cắt cụt"),
    ],
)
def test_what_cannot_be_opened_says_why_and_the_original_is_kept(maps, province, app, content, name, words):
    assert maps.send(content, name).status_code == 302
    sheet = maps.work()
    assert sheet.state is WorkState.FAILED
    assert original(app, sheet) == content
    reader = province.reader("commune")
    assert words in reader.get(f"/ban-do-ve-tay/{sheet.id}").text
    assert reader.post(f"/ban-do-ve-tay/{sheet.id}/lam-lai").status_code == 302
    assert maps.only().state is WorkState.WAITING
    assert maps.work().state is WorkState.FAILED
    with province.session(WORKER) as session:
        assert len(session.scalars(select(OutboxJob.key)).all()) == 2


def test_of_a_file_of_three_hundred_pages_one_is_chosen(maps, province):
    assert maps.send(many_pages(300), "a.pdf").status_code == 302
    sheet = maps.work()
    assert (sheet.state, sheet.pages) == (WorkState.ASKS_PAGE, 300)
    reader = province.reader("commune")
    assert "Tệp có 300 trang" in reader.get(f"/ban-do-ve-tay/{sheet.id}").text
    reader.post(f"/ban-do-ve-tay/{sheet.id}/trang", {"page": "301"})
    assert maps.work().state is WorkState.FAILED
    reader.get(f"/ban-do-ve-tay/{sheet.id}")
    reader.post(f"/ban-do-ve-tay/{sheet.id}/trang", {"page": "299"})
    sheet = maps.work()
    assert (sheet.state, sheet.page) == (WorkState.READY, 299)


def test_an_upload_goes_on_where_it_stopped_and_only_for_its_owner(maps, province, app):
    content, reader = drawing(), province.reader("commune")
    reader.get("/ban-do-ve-tay/them")
    token = reader.post_json("/ban-do-ve-tay/tai-len", {"name": "so-do.jpg", "size": len(content)}).json["token"]
    address = f"/ban-do-ve-tay/tai-len/{token}"

    def part(start, end):
        headers = {"X-CSRFToken": reader._token}
        return reader.client.patch(f"{address}?offset={start}", data=content[start:end], headers=headers).json

    assert part(0, 1000)["received"] == 1000
    assert part(0, 1000)["received"] == 1000
    assert part(5000, 6000)["received"] == 1000
    early = reader.post("/ban-do-ve-tay/them", {"title": "Sơ đồ", "drawn": "unknown", "upload": token})
    assert early.status_code == 422
    assert "chưa đến đủ" in early.text
    assert province.reader("other").get(address).status_code == 404
    assert reader.get(address).json["received"] == 1000
    assert part(1000, len(content))["received"] == len(content)
    assert (
        reader.post("/ban-do-ve-tay/them", {"title": "Sơ đồ", "drawn": "unknown", "upload": token}).status_code == 302
    )
    assert original(app, maps.only()) == content
    assert maps.work().state is WorkState.READY


def test_an_upload_too_large_or_of_a_wrong_kind_is_told_before_it_is_sent(province, app):
    reader = province.reader("commune")
    reader.get("/ban-do-ve-tay/them")
    for name, size, words in (("a.jpg", 300 * 1024 * 1024, "200 MB"), ("a.exe", 10, "Không nhận tệp loại")):
        answer = reader.client.post(
            "/ban-do-ve-tay/tai-len",
            json={"name": name, "size": size},
            headers={"X-CSRFToken": reader._token, "Accept": "application/json"},
        )
        assert answer.status_code == 422
        assert words in answer.json["reasons"][0]


def test_a_row_that_cannot_be_written_takes_its_file_along(maps, province, monkeypatch):
    def broken(*args, **more):
        raise RuntimeError("planted")

    monkeypatch.setattr("gis_case.sketchmaps.services.enqueue", broken)
    assert maps.send(drawing()).status_code == 500
    assert maps.only() is None
    assert [one for one in folder_of(maps.files).rglob("*") if one.is_file()] == []


def test_what_nobody_finished_is_swept_and_what_has_a_row_stays(maps, engine, app):
    maps.send(drawing())
    root = folder_of(maps.files)
    (root / "incoming" / "part-x").write_bytes(b"x")
    assert sweep_maps(engine, maps.files, older_than=timedelta(seconds=-5)) == 1
    assert original(app, maps.only()) == drawing()


@pytest.fixture(autouse=True)
def empty_store(app):
    yield
    for path in folder_of(Path(app.config["FILES"])).rglob("*"):
        if path.is_file():
            path.unlink()


def test_a_map_of_another_commune_is_not_there(maps, province):
    sheet = maps.ready()
    for path in ("", "/goc", "/thu-nho.jpg", "/o/0/0/0.jpg", "/ghep", "/sua", "/so-hoa"):
        assert province.reader("other").get(f"/ban-do-ve-tay/{sheet.id}{path}").status_code == 404, path
    assert province.reader("viewer").get("/ban-do-ve-tay").status_code == 403
    assert "Sơ đồ mộ chí" not in province.reader("other").get("/ban-do-ve-tay").text
    assert "Sơ đồ mộ chí" in province.reader("command").get("/ban-do-ve-tay").text
    with province.session(WORKER) as session:
        assert session.scalar(select(SourceMap.id)) == sheet.id
