"""Scanned images: what they are, within limits, and why they are refused."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, UnidentifiedImageError

from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.points import Pair, PixelY
from gis_case.geo.messages import N_, Note, note

MOST_PIXELS = 100_000_000
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")


class ImageError(CoordinateError):
    """An image that cannot be warped, with the reason in words for the user."""


def image_size(path: Path) -> tuple[int, int]:
    """Return width, height by the header alone.

    Raises:
        ImageError: not an image of a kind that is read here, or more than 100 megapixels.
    """
    with _opened(path) as image:
        return image.size


def load_image(path: Path) -> Image.Image:
    """Decode an image whole, as L, LA, RGB or RGBA with 8 bits; pixels as stored, without EXIF rotation.

    Raises:
        ImageError: as `image_size`, or the file breaks off.
    """
    with _opened(path) as image:
        try:
            image.load()
            return _eight_bits(image)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise ImageError(_truncated(path)) from error
        except MemoryError as error:
            raise ImageError(_too_large(image.size)) from error


def with_alpha(image: Image.Image, mask: tuple[Pair, ...], pixel_y: PixelY) -> Image.Image:
    """Return the image with an alpha channel: what it had, and nothing outside the ring of `mask`."""
    result = image if image.mode in ("LA", "RGBA") else image.convert("LA" if image.mode == "L" else "RGBA")
    if len(mask) >= 3:
        ring = [(x, y if pixel_y == "down" else -y) for x, y in mask]
        inside = Image.new("L", image.size, 0)
        ImageDraw.Draw(inside).polygon(ring, fill=255)
        if image.mode in ("LA", "RGBA"):
            inside.paste(0, mask=image.getchannel("A").point(lambda alpha: 255 - alpha))
        result = result.copy() if result is image else result
        result.putalpha(inside)
    return result


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        # The cap below is the product's own; the library warns of others, and of harmless flaws in headers.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(path, formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise ImageError(_too_large(None)) from error
        except (UnidentifiedImageError, SyntaxError, ValueError, OverflowError) as error:
            raise ImageError(_not_an_image(path)) from error
        with image:
            if image.width * image.height > MOST_PIXELS:
                raise ImageError(_too_large(image.size))
            yield image


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "LA", "RGB", "RGBA"):
        return image.copy()
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.asarray(image, dtype=np.float64)
        spread = max(float(np.ptp(deep)), 1.0)
        return Image.fromarray(((deep - deep.min()) * (255 / spread)).astype(np.uint8))
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if "transparency" in image.info or image.mode in ("PA", "RGBa") else "RGB")


def _not_an_image(path: Path) -> Note:
    return note(
        N_("%(file)s is not an image that can be read here. Give a JPEG, PNG, TIFF or WebP file."),
        "not_an_image",
        file=path.name,
    )


def _truncated(path: Path) -> Note:
    return note(
        N_("The image %(file)s breaks off before its end. Copy or scan it again; the original was not changed."),
        "truncated_image",
        file=path.name,
    )


def _too_large(size: tuple[int, int] | None) -> Note:
    if size is None:
        return note(
            N_("The image has far more than %(most)d megapixels. Scan it at a lower resolution, for example 300 dpi."),
            "too_many_pixels",
            most=MOST_PIXELS // 1_000_000,
        )
    return note(
        N_(
            "The image has %(given).0f megapixels; at most %(most)d can be worked on. "
            "Scan it at a lower resolution, for example 300 dpi."
        ),
        "too_many_pixels",
        given=size[0] * size[1] / 1e6,
        most=MOST_PIXELS // 1_000_000,
    )
