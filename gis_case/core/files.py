"""The file store: bytes lie under their hash, written whole or not at all; what they are is judged by looking."""

import errno
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import uuid4

import filetype
from PIL import Image
from pillow_heif import register_heif_opener

from gis_case.core.errors import Refused, StorageFull
from gis_case.core.text import N_, message

register_heif_opener()
# Sizes are judged below from the headers, before anything is decoded; Pillow's own limit would speak English.
Image.MAX_IMAGE_PIXELS = None

CHUNK = 1 << 20
MOST_PIXELS = 120_000_000
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

# Ending -> media types that looking into the file may give for it; the first is the one kept.
KINDS: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "heic": ("image/heic", "image/heif"),
    "heif": ("image/heic", "image/heif"),
    "tif": ("image/tiff",),
    "tiff": ("image/tiff",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "txt": ("text/plain",),
    "csv": ("text/csv", "text/plain"),
}
OFFICE_PARTS = {"word/document.xml": KINDS["docx"][0], "xl/workbook.xml": KINDS["xlsx"][0]}
MARKUP = (b"<svg", b"<html", b"<!doctype", b"<?xml", b"<script")
TAKEN = "PDF, JPEG, PNG, HEIC, TIFF, DOCX, XLSX, TXT, CSV"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that lies complete on the disk but not yet under its hash."""

    draft: Path
    sha256: str
    size_bytes: int
    name: str
    media_type: str = ""

    def discard(self) -> None:
        """Forget the file."""
        self.draft.unlink(missing_ok=True)


def path_of(root: Path, digest: str) -> Path:
    """Return where the bytes of this hash lie; the name is ours, never the sender's."""
    if len(digest) != 64 or not digest.isalnum():
        raise ValueError(digest)
    return root / digest[:2] / digest


def preview_of(root: Path, digest: str) -> Path:
    """Return where the re-encoded picture of this hash lies."""
    return path_of(root / "previews", digest).with_suffix(".jpg")


def receive(stream: IO[bytes], *, root: Path, name: str, judge: Callable[[Received], str] | None = None) -> Received:
    """Write `stream` to the disk and look at what it is; `judge` returns its media type or refuses it.

    Raises:
        Refused: empty, a kind that is not taken, a name that says something else than the bytes, or too many pixels.
        StorageFull: no room; nothing is left behind.
    """
    incoming = root / "incoming"
    draft = incoming / uuid4().hex
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        digest, size = _copy(stream, draft)
        received = Received(draft, digest, size, name)
        return replace(received, media_type=(judge or _judged)(received))
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno in FULL:
            raise StorageFull from error
        raise
    except Refused:
        draft.unlink(missing_ok=True)
        raise


def receive_any(stream: IO[bytes], *, root: Path, name: str) -> Received:
    """Write `stream` to the disk as `receive` does, whatever it is; the caller looks into it."""
    return receive(stream, root=root, name=name, judge=lambda received: "")


def _copy(stream: IO[bytes], draft: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with draft.open("xb") as file:
        while part := stream.read(CHUNK):
            digest.update(part)
            file.write(part)
            size += len(part)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def publish(received: Received, root: Path) -> Path:
    """Move the file under its hash, so that it survives a power cut; the same bytes again change nothing."""
    target = path_of(root, received.sha256)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            received.discard()
        else:
            received.draft.replace(target)
            _settle(target.parent)
            _settle(root)
    except OSError as error:
        received.discard()
        if error.errno in FULL:
            raise StorageFull from error
        raise
    return target


def _settle(folder: Path) -> None:
    """Make the folder's own entry durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _judged(received: Received) -> str:
    """Return the media type of the file; refuse what must not be kept."""
    if received.size_bytes == 0:
        raise Refused(message(N_("The file is empty (0 bytes). Choose it again, or scan the paper once more.")))
    ending = received.name.rpartition(".")[2].lower()
    expected = KINDS.get(ending)
    if expected is None:
        raise Refused(
            message(N_("Files of the kind “.%(ending)s” are not taken. Taken are: %(kinds)s."), **_kinds(ending))
        )
    found = sniff(received.draft)
    if found not in expected:
        raise Refused(
            message(
                N_("The file is named “.%(ending)s”, but its content is not of that kind. Save it again and send it."),
                ending=ending,
            )
        )
    _count_pixels(received.draft, found)
    return expected[0] if found not in KINDS["heic"] else found


def _kinds(ending: str) -> dict[str, object]:
    return {"ending": ending[:12], "kinds": TAKEN}


def sniff(path: Path) -> str:
    """Return the media type that the bytes themselves show; "" when they show none we know."""
    with path.open("rb") as file:
        head = file.read(8192)
    guessed = filetype.guess(head)
    found = guessed.mime if guessed else ""
    if found == "application/zip" or found in OFFICE_PARTS.values():
        return _office(path)
    return found or _plain(head)


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""  # no package that can be read is no office document; who asked refuses it
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "")


def _plain(head: bytes) -> str:
    """Text has no magic number: no zero bytes, no markup that a browser would run."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "" if b"\0" in head or start.startswith(MARKUP) else "text/plain"


def _count_pixels(path: Path, media_type: str) -> None:
    if not media_type.startswith("image/"):
        return
    try:
        with Image.open(path) as picture:
            pixels = picture.width * picture.height
    except Exception:  # a damaged header: the checking job says so and keeps the original
        return
    if pixels > MOST_PIXELS:
        raise Refused(
            message(
                N_("The picture has %(pixels)s million pixels; at most %(most)s million fit. Make it smaller."),
                pixels=round(pixels / 1e6),
                most=round(MOST_PIXELS / 1e6),
            )
        )


def remove_unless(root: Path, digest: str, is_kept: Callable[[], bool]) -> bool:
    """Remove the bytes of a hash that no row speaks of; return whether they went."""
    if is_kept():
        return False
    for path in (path_of(root, digest), preview_of(root, digest)):
        path.unlink(missing_ok=True)
    return True
