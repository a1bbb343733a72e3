"""Decode one picture in a process of its own, with little memory: `python -m gis_case.core.picture FILE PREVIEW`.

Writes a re-encoded preview without the camera's notes, and prints nothing. Exit status: see the constants.
"""

import resource
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

GOOD, DAMAGED, TOO_LARGE = 0, 3, 4
MEMORY_BYTES = 1_500_000_000
CPU_S = 60
WIDEST = 1600


def decode(source: Path, preview: Path) -> int:
    """Decode the whole picture, since a cut-off one fails only then, and write its preview."""
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(source) as picture:
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            picture.thumbnail((WIDEST, WIDEST))
            small = picture.convert("RGB")
        preview.parent.mkdir(parents=True, exist_ok=True)
        draft = preview.with_suffix(".part")
        small.save(draft, "JPEG", quality=82)
        draft.replace(preview)
    except MemoryError:
        return TOO_LARGE
    except Exception:  # whatever a damaged file does to a decoder
        return DAMAGED
    return GOOD


def decode_apart(source: Path, preview: Path) -> int:
    """Run `decode` in a child that may use little memory and time; a killed child counts as too large."""
    command = [sys.executable, "-m", "gis_case.core.picture", str(source), str(preview)]
    try:
        status = subprocess.run(command, timeout=2 * CPU_S, check=False, stdin=subprocess.DEVNULL).returncode
    except subprocess.TimeoutExpired:
        return TOO_LARGE
    return status if status in {GOOD, DAMAGED} else TOO_LARGE


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    raise SystemExit(decode(Path(sys.argv[1]), Path(sys.argv[2])))
