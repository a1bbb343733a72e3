"""Make the pictures of one scan in a process of its own, with little memory.

`python -m gis_case.sketchmaps.derive FILE FOLDER MEDIA_TYPE PAGE` (page 0: not chosen) writes a folder with the sheet
(upright, without the camera's notes), a pyramid of tiles and a small picture, and prints what it learned as JSON.
Exit status: see the constants.
"""

import json
import math
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from pillow_heif import register_heif_opener

GOOD, DAMAGED, TOO_HEAVY, ASKS_PAGE, NO_SUCH_PAGE, TOO_MANY_PIXELS, FULL = 0, 3, 4, 5, 6, 7, 8
MEMORY_BYTES = 2_600_000_000
CPU_S = 300
MOST_PIXELS = 100_000_000
MOST_PAGES = 2_000
PDF_DPI, PDF_MOST_PIXELS = 300, 40_000_000
TILE = 256
SMALL = 480
INFO, SHEET, THUMB = "info.json", "sheet.tif", "thumb.jpg"
FACTS = {Base.Make: "make", Base.Model: "model", Base.Software: "software", Base.DateTime: "changed"}


class Held(Exception):
    """The scan cannot be shown; `status` says why, `about` what was learned."""

    def __init__(self, status: int, **about: Any) -> None:
        super().__init__(status)
        self.status, self.about = status, about


def levels_of(width: int, height: int) -> int:
    """Return the number of the finest level; level 0 fits into one tile."""
    return max(0, math.ceil(math.log2(max(width, height) / TILE)))


def opened(source: Path, media_type: str, page: int) -> tuple[Image.Image, dict[str, Any]]:
    """Return the whole page upright in RGB, and what the file says of itself."""
    if media_type == "application/pdf":
        return _pdf_page(source, page)
    with Image.open(source) as picture:
        about = {"pages": getattr(picture, "n_frames", 1) if media_type == "image/tiff" else 1}
        picture.seek(_chosen(about["pages"], page) - 1)
        _refuse_large(picture.width, picture.height)
        about["exif"] = exif_of(picture)
        picture.load()
        return as_rgb(ImageOps.exif_transpose(picture)), about


def _chosen(pages: int, page: int) -> int:
    if page > pages or pages > MOST_PAGES:
        raise Held(NO_SUCH_PAGE, pages=pages)
    if not page and pages > 1:
        raise Held(ASKS_PAGE, pages=pages)
    return page or 1


def _refuse_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Held(TOO_MANY_PIXELS, width=width, height=height)


def _pdf_page(source: Path, page: int) -> tuple[Image.Image, dict[str, Any]]:
    document = pypdfium2.PdfDocument(source)
    pages = len(document)
    sheet = document[_chosen(pages, page) - 1]
    wide, high = sheet.get_size()
    scale = min(PDF_DPI / 72, math.sqrt(PDF_MOST_PIXELS / max(1.0, wide * high)))
    return sheet.render(scale=scale).to_pil().convert("RGB"), {"pages": pages, "exif": {}}


def as_rgb(picture: Image.Image) -> Image.Image:
    """Return a picture of any kind in RGB: what is transparent becomes paper, deep greys are stretched."""
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, dtype=np.float32)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        scaled = np.nan_to_num((values - low) / max(high - low, 1e-9)) * 255
        return Image.fromarray(scaled.astype(np.uint8)).convert("RGB")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return paper
    return picture.convert("RGB")


def exif_of(picture: Image.Image) -> dict[str, Any]:
    """Return what the camera wrote: itself, when, where, in plain values."""
    try:
        exif = picture.getexif()
        found = {name: _plain(exif.get(tag)) for tag, name in FACTS.items()}
        found["taken"] = _plain(exif.get_ifd(IFD.Exif).get(Base.DateTimeOriginal))
        gps = exif.get_ifd(IFD.GPSInfo)
        lat, lon = (_degrees(gps, value, sign) for value, sign in
                    ((GPS.GPSLatitude, GPS.GPSLatitudeRef), (GPS.GPSLongitude, GPS.GPSLongitudeRef)))  # fmt: skip
    except Exception:  # whatever a damaged note does to its reader; the picture may still be sound
        return {}
    place = {"lon": lon, "lat": lat} if lat is not None and lon is not None else {}
    return {name: value for name, value in found.items() if value} | place


def _plain(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    return "".join(mark for mark in text if mark.isprintable()).strip()[:100]


def _degrees(gps: Any, value: int, sign: int) -> float | None:
    if value not in gps:
        return None
    degrees, minutes, seconds = (float(part) for part in gps[value])
    total = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(total):
        return None
    return round(-total if str(gps.get(sign, "")).upper() in {"S", "W"} else total, 6)


def write_tiles(sheet: Image.Image, folder: Path) -> None:
    """Write the pyramid: FOLDER/z/x_y.jpg, each a whole tile, white beyond the edge."""
    level, picture = levels_of(*sheet.size), sheet
    while True:
        into = folder / str(level)
        into.mkdir(parents=True)
        for top in range(0, picture.height, TILE):
            for left in range(0, picture.width, TILE):
                box = (left, top, min(left + TILE, picture.width), min(top + TILE, picture.height))
                tile = Image.new("RGB", (TILE, TILE), "white")
                tile.paste(picture.crop(box))
                tile.save(into / f"{left // TILE}_{top // TILE}.jpg", "JPEG", quality=85)
        if level == 0:
            return
        level, picture = level - 1, picture.reduce(2)


def derive(source: Path, folder: Path, media_type: str, page: int) -> tuple[int, dict[str, Any]]:
    """Make everything in a folder beside, then name it `folder`; a finished one is left as it is."""
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        sheet, about = opened(source, media_type, page)
        about |= {"width": sheet.width, "height": sheet.height}
        draft.mkdir(parents=True)
        write_tiles(sheet, draft / "tiles")
        sheet.save(draft / SHEET, "TIFF", compression="tiff_deflate")
        sheet.thumbnail((SMALL, SMALL))
        sheet.save(draft / THUMB, "JPEG", quality=82)
        (draft / INFO).write_text(json.dumps(about))
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    except Held as held:
        return held.status, held.about
    except MemoryError:
        return TOO_HEAVY, {}
    except Exception as error:  # whatever a damaged file does to a decoder
        shutil.rmtree(draft, ignore_errors=True)
        return (FULL if getattr(error, "errno", None) in {28, 122} else DAMAGED), {}
    return GOOD, about


def derive_apart(source: Path, folder: Path, media_type: str, page: int | None) -> tuple[int, dict[str, Any]]:
    """Run `derive` in a child that may use little memory and time; a killed child counts as too heavy."""
    if (folder / INFO).exists():
        return GOOD, json.loads((folder / INFO).read_text())
    command = [sys.executable, "-m", "gis_case.sketchmaps.derive", str(source), str(folder), media_type, str(page or 0)]
    try:
        done = subprocess.run(command, timeout=2 * CPU_S, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        return TOO_HEAVY, {}
    known = {GOOD, DAMAGED, ASKS_PAGE, NO_SUCH_PAGE, TOO_MANY_PIXELS, FULL}
    if done.returncode not in known:
        return TOO_HEAVY, {}
    return done.returncode, json.loads(done.stdout or b"{}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    status, learned = derive(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    sys.stdout.write(json.dumps(learned))
    raise SystemExit(status)
