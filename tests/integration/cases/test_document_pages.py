"""Files of a dossier: what is taken, what is refused, and that file and row are always together."""

import errno
import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from gis_case.audit.models import AuditEntry
from gis_case.cases import documents
from gis_case.cases.documents import sweep_files
from gis_case.cases.jobs import check_document
from gis_case.cases.models import Document, DocumentState
from gis_case.core import files
from gis_case.core.actor import WORKER
from gis_case.jobs.models import OutboxJob

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def picture(kind="JPEG", size=(40, 30)) -> bytes:
    held = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(held, kind)
    return held.getvalue()


def send(province, case_id, name, content, who="commune", **more):
    reader = province.reader(who)
    reader.get(f"/ho-so/{case_id}/tai-lieu/them")
    return reader.post(f"/ho-so/{case_id}/tai-lieu/them", {"file": (io.BytesIO(content), name), "category": "", **more})


def rows(province):
    with province.session(WORKER) as session:
        return session.scalars(select(Document)).all()


def stored(app):
    return [path for path in Path(app.config["FILES"]).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def empty_store(app):
    yield
    for path in stored(app):
        path.unlink()


def test_a_file_is_kept_as_it_came_and_given_back_only_as_an_attachment(province, case_id, app):
    assert send(province, case_id, "Giấy báo tử.pdf", PDF, category="death_notice").status_code == 302
    (document,) = rows(province)
    assert (document.name, document.media_type, document.size_bytes) == ("Giấy báo tử.pdf", "application/pdf", len(PDF))
    with province.reader("commune").get(f"/ho-so/{case_id}/tai-lieu/{document.id}") as answer:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert province.reader("other").get(f"/ho-so/{case_id}/tai-lieu/{document.id}").status_code == 404
    with province.session(WORKER) as session:
        assert session.query(AuditEntry).filter_by(action="document.read").count() == 1
        asked = select(OutboxJob.kind).where(OutboxJob.kind != "priority.score")
        assert session.scalars(asked).all() == ["document.check"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trong.pdf", b"", "Tệp trống"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Không nhận tệp loại"),
        ("trang.html", b"<html>", "Không nhận tệp loại"),
        ("khong-duoi", PDF, "Không nhận tệp loại"),
        ("anh.jpg", PDF, "nội dung không phải loại đó"),
        ("ghi.txt", b"<svg onload=alert(1)>", "nội dung không phải loại đó"),
        ("bang.docx", b"PK\x03\x04 not a package", "nội dung không phải loại đó"),
        ("ma.pdf", b"MZ\x90\x00", "nội dung không phải loại đó"),
    ],
)
def test_what_must_not_be_kept_is_refused_in_words_and_leaves_nothing(province, case_id, app, name, content, words):
    answer = send(province, case_id, name, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert rows(province) == []
    assert stored(app) == []


def test_a_file_beyond_the_limit_is_refused_before_its_body_is_read(province, case_id, app):
    reader = province.reader("commune")
    reader.get(f"/ho-so/{case_id}/tai-lieu/them")
    unread = io.BytesIO(b"x" * 1000)
    answer = reader.client.post(
        f"/ho-so/{case_id}/tai-lieu/them",
        input_stream=unread,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert unread.tell() == 0
    assert stored(app) == []


def test_a_path_in_a_name_goes_nowhere(province, case_id, app):
    send(province, case_id, "../../etc/passwd.pdf", PDF)
    assert [document.name for document in rows(province)] == ["passwd.pdf"]
    assert all(len(path.name) == 64 for path in stored(app))


def test_a_picture_of_too_many_pixels_is_refused_from_its_header(province, case_id, monkeypatch):
    monkeypatch.setattr(files, "MOST_PIXELS", 1000)
    answer = send(province, case_id, "lon.png", picture("PNG"))
    assert answer.status_code == 422
    assert "triệu điểm ảnh" in answer.text


def test_a_full_disk_is_said_and_leaves_neither_file_nor_row(province, case_id, app, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(files.os, "fsync", full)
    answer = send(province, case_id, "giay.pdf", PDF)
    assert answer.status_code == 507
    assert rows(province) == []
    assert stored(app) == []


def test_a_row_that_cannot_be_written_takes_its_file_along(province, case_id, app, monkeypatch):
    def broken(*args, **more):
        raise RuntimeError("planted")

    monkeypatch.setattr(documents, "enqueue", broken)
    assert send(province, case_id, "giay.pdf", PDF).status_code == 500
    assert rows(province) == []
    assert stored(app) == []


def test_a_failing_second_upload_of_the_same_bytes_leaves_the_first_ones_file(province, case_id, app, monkeypatch):
    send(province, case_id, "giay.pdf", PDF)

    def broken(*args, **more):
        raise RuntimeError("planted")

    monkeypatch.setattr(documents, "enqueue", broken)
    send(province, case_id, "lai.pdf", PDF)
    assert len(rows(province)) == len(stored(app)) == 1


def checked(province, app):
    with province.session(WORKER) as session:
        document = session.scalars(select(Document)).one()
        check_document(session, document_id=document.id, root=app.config["FILES"])
        session.commit()
        return document


def test_a_sound_picture_gets_a_preview_without_the_cameras_notes(province, case_id, app):
    send(province, case_id, "anh.jpg", picture())
    document = checked(province, app)
    assert document.state is DocumentState.CHECKED
    with province.reader("commune").get(f"/ho-so/{case_id}/tai-lieu/{document.id}/xem") as answer:
        assert answer.mimetype == "image/jpeg"
        assert Image.open(io.BytesIO(answer.data)).getexif() == {}


@pytest.mark.parametrize(("name", "content"), [("anh.jpg", picture(size=(400, 300))[:9000]), ("giay.pdf", PDF[:30])])
def test_a_cut_off_file_is_held_back_with_its_reason_and_the_original_is_kept(province, case_id, app, name, content):
    assert send(province, case_id, name, content).status_code == 302
    document = checked(province, app)
    assert document.state is DocumentState.QUARANTINED
    reader = province.reader("commune")
    assert "bị cắt cụt" in reader.get(f"/ho-so/{case_id}").text
    assert reader.get(f"/ho-so/{case_id}/tai-lieu/{document.id}/xem").status_code == 404
    with reader.get(f"/ho-so/{case_id}/tai-lieu/{document.id}") as answer:
        assert answer.data == content


def test_what_a_power_cut_left_behind_is_swept(province, case_id, app, engine):
    send(province, case_id, "giay.pdf", PDF)
    root = Path(app.config["FILES"])
    orphan = files.path_of(root, "ab" * 32)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"orphan")
    (root / "incoming" / "half").write_bytes(b"half")
    assert sweep_files(engine, root, older_than=timedelta(seconds=-5)) == 2
    assert [path.name for path in stored(app)] == [rows(province)[0].sha256]
