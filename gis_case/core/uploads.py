"""Uploads in parts, which may be continued after a lost connection: the parts gather in a file until all have come."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from gis_case.core.errors import Refused, StorageFull
from gis_case.core.files import CHUNK, FULL, Received
from gis_case.core.text import N_, message


@contextmanager
def room() -> Iterator[None]:
    """Say that there is no room when the disk does."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise


def part_of(root: Path, upload_id: UUID) -> Path:
    """Return where the parts of an upload gather."""
    return root / "incoming" / f"part-{upload_id.hex}"


def received_so_far(root: Path, upload_id: UUID) -> int:
    """Return how many bytes of an upload have come."""
    path = part_of(root, upload_id)
    return path.stat().st_size if path.exists() else 0


def add_part(root: Path, upload_id: UUID, *, offset: int, part: bytes, size: int) -> int:
    """Write one part at `offset`; a part that came before is not written twice. Return how many bytes have come."""
    with room():
        path = part_of(root, upload_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            have = file.seek(0, os.SEEK_END)
            if offset != have or have + len(part) > size:
                return have
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
            return have + len(part)


def gathered(root: Path, upload_id: UUID, *, name: str, size: int, judge: Callable[[Received], str]) -> Received:
    """Return the file whose parts have all come, judged."""
    path = part_of(root, upload_id)
    if received_so_far(root, upload_id) != size:
        raise Refused(message(N_("The file has not arrived whole. Choose it again: what has come is not sent twice.")))
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    received = Received(path, digest.hexdigest(), size, name)
    return replace(received, media_type=judge(received))
