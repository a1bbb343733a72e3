"""The file store without a database."""

import io
import zipfile

import pytest
from PIL import Image

from gis_case.core.errors import Refused
from gis_case.core.files import path_of, publish, receive
from gis_case.core.picture import DAMAGED, GOOD, decode_apart


def package(part):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(part, "<x/>")
    return held.getvalue()


def picture(kind):
    held = io.BytesIO()
    Image.new("RGB", (8, 8)).save(held, kind)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("a.JPG", picture("JPEG"), "image/jpeg"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.heic", picture("HEIF"), "image/heic"),
        ("a.tif", picture("TIFF"), "image/tiff"),
        (
            "a.docx",
            package("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.xlsx", package("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.txt", "Lời kể".encode(), "text/plain"),
        ("a.csv", "id;tên".encode("utf-8-sig"), "text/csv"),
    ],
)
def test_kinds_are_known_by_their_bytes(tmp_path, name, content, kind):
    received = receive(io.BytesIO(content), root=tmp_path, name=name)
    assert received.media_type == kind
    assert publish(received, tmp_path).read_bytes() == content
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", package("xl/workbook.xml")),
        ("a.xlsx", package("other")),
        ("a.txt", b"\0\1\2"),
        ("a.csv", b"  <HTML>"),
        ("a.png", picture("JPEG")),
        ("a.svg", b"<svg/>"),
        ("a", b"x"),
        ("", b"x"),
    ],
)
def test_mislabelled_files_are_refused_and_gone(tmp_path, name, content):
    with pytest.raises(Refused):
        receive(io.BytesIO(content), root=tmp_path, name=name)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_the_same_bytes_lie_once(tmp_path):
    first, second = (receive(io.BytesIO(b"%PDF-"), root=tmp_path, name="a.pdf") for _ in range(2))
    assert publish(first, tmp_path) == publish(second, tmp_path) == path_of(tmp_path, first.sha256)
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "ab" * 31, "a/" * 32])
def test_a_hash_is_never_a_way_out(tmp_path, digest):
    with pytest.raises(ValueError):
        path_of(tmp_path, digest)


def test_a_picture_is_decoded_apart_and_a_cut_off_one_is_told(tmp_path):
    source = tmp_path / "a"
    held = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(held, "JPEG", exif=Image.Exif())
    source.write_bytes(held.getvalue())
    assert decode_apart(source, tmp_path / "p.jpg") == GOOD
    with Image.open(tmp_path / "p.jpg") as preview:
        assert preview.size == (300, 300)
    source.write_bytes(held.getvalue()[:5000])
    assert decode_apart(source, tmp_path / "q.jpg") == DAMAGED
    assert not (tmp_path / "q.jpg").exists()
