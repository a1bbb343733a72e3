"""The scan as a Cloud-Optimized GeoTIFF in its place on the ground."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from PIL import Image
from rasterio.crs import CRS
from rasterio.shutil import copy as raster_copy
from rasterio.transform import Affine
from rasterio.windows import Window

from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.frame import Frame, Lattice, frame_for, lattice_for
from gis_case.geo.georef.ground import AS_GIVEN, GroundSystem
from gis_case.geo.georef.images import image_size, load_image, with_alpha
from gis_case.geo.georef.points import Pair

STRIP_ROWS = 512
THREADS = 2
_PREMULTIPLIED = {"RGBA": "RGBa", "LA": "La"}


def warp_to_cog(
    src: Path,
    fitted: Fit,
    dst: Path,
    resolution_m: float | None = None,
    *,
    plane: GroundSystem = AS_GIVEN,
    mask: tuple[Pair, ...] = (),
) -> Frame:
    """Warp an image by the true inverse of its fit and write a Cloud-Optimized GeoTIFF with alpha.

    Args:
        src: JPEG, PNG, TIFF or WebP of at most 100 megapixels.
        fitted: the fit, in `plane`.
        dst: written beside itself and renamed when it is whole, so that a reader never sees half of it.
        resolution_m: metres on the ground for one pixel; that of the scan when None.
        mask: ring of the part that counts, in pixels as the points gave them; the rest is transparent.

    Returns:
        The raster's frame: EPSG:3857 where the plane's place is known, else the plane as given.

    Raises:
        ImageError: not an image, cut off, too large, or warped to something too large.
    """
    frame = frame_for(fitted, plane, image_size(src), resolution_m, mask)
    lattice = lattice_for(fitted, plane, frame)
    image = with_alpha(load_image(src), mask, fitted.pixel_y)
    source = image.convert(_PREMULTIPLIED[image.mode])
    with _rename_when_whole(dst) as whole, _removed_after(dst, "strips.tif") as strips:
        _write_strips(source, image.mode, frame, lattice, strips, _tags(fitted, plane))
        del source, image
        raster_copy(
            strips,
            whole,
            driver="COG",
            compress="DEFLATE",
            level=6,
            predictor="YES",
            overview_resampling="average",
            num_threads=str(THREADS),
        )
    return frame


def _write_strips(
    source: Image.Image, mode: str, frame: Frame, lattice: Lattice, path: Path, tags: dict[str, str]
) -> None:
    profile = {
        "driver": "GTiff",
        "width": frame.width,
        "height": frame.height,
        "count": len(mode),
        "dtype": "uint8",
        "crs": CRS.from_string(frame.target.crs) if frame.target.crs else None,
        "transform": Affine(frame.pixel, 0, frame.left, 0, -frame.pixel, frame.top),
        "interleave": "pixel",
        "photometric": "RGB" if mode == "RGBA" else "MINISBLACK",
        "alpha": "non-premultiplied",
    }
    tops = range(0, frame.height, STRIP_ROWS)
    with rasterio.open(path, "w", **profile) as raster, ThreadPoolExecutor(THREADS) as pool:
        raster.update_tags(**tags)
        # No more strips are under way than there are threads, so memory does not grow with the sheet.
        for start in range(0, len(tops), THREADS):
            some = tops[start : start + THREADS]
            strips = pool.map(lambda top: _strip(source, mode, frame, lattice, top), some)
            for top, strip in zip(some, strips, strict=True):
                raster.write(strip, window=Window(0, top, frame.width, strip.shape[1]))


def _strip(source: Image.Image, mode: str, frame: Frame, lattice: Lattice, top: int) -> NDArray[np.uint8]:
    """Warp rows `top` and below; the cells of the lattice divide a strip evenly."""
    height = min(STRIP_ROWS, frame.height - top)
    cells = list(_cells(lattice, top, height, frame.width, source.size))
    if not cells:
        return np.zeros((len(mode), height, frame.width), dtype=np.uint8)
    wide = -(-frame.width // lattice.cell) * lattice.cell
    tall = -(-height // lattice.cell) * lattice.cell
    warped = source.transform((wide, tall), Image.Transform.MESH, cells, Image.Resampling.BILINEAR)
    plain = warped.crop((0, 0, frame.width, height)).convert(mode)
    return np.moveaxis(np.asarray(plain, dtype=np.uint8), 2, 0)


def _cells(
    lattice: Lattice, top: int, height: int, width: int, size: tuple[int, int]
) -> Iterator[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    """Yield (box, quadrilateral of the scan) of the cells that may show something."""
    cell = lattice.cell
    first, last = top // cell, -(-(top + height) // cell)
    corners = lattice.corners[first : last + 1]
    quads = np.concatenate([corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]], axis=2)
    x, y = quads[..., 0::2], quads[..., 1::2]
    shown = np.isfinite(quads).all(axis=2)
    with np.errstate(invalid="ignore"):
        shown &= (x.max(axis=2) > 0) & (x.min(axis=2) < size[0]) & (y.max(axis=2) > 0) & (y.min(axis=2) < size[1])
    for row, column in np.argwhere(shown):
        left, upper = int(column) * cell, int(row) * cell
        yield (left, upper, left + cell, upper + cell), tuple(quads[row, column].tolist())


def _tags(fitted: Fit, plane: GroundSystem) -> dict[str, str]:
    """What a later reader must know of how the raster was made."""
    loo = "" if fitted.loo_rmse is None else f"{fitted.loo_rmse:.3f}"
    return {
        "GEOREF_MODEL": fitted.model,
        "GEOREF_POINTS": str(len(fitted.points)),
        "GEOREF_LOO_RMSE_M": loo,
        "GEOREF_PLANE": plane.name,
        "GEOREF_OPERATION": f"EPSG:{plane.op_code}" if plane.op_code else "",
    }


@contextmanager
def _rename_when_whole(dst: Path) -> Iterator[Path]:
    with _removed_after(dst, "partial.tif") as partial:
        yield partial
        os.replace(partial, dst)


@contextmanager
def _removed_after(dst: Path, ending: str) -> Iterator[Path]:
    path = dst.with_name(f".{dst.name}.{os.getpid()}.{ending}")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.aux.xml").unlink(missing_ok=True)
