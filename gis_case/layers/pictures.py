"""A GeoTIFF made into a Cloud-Optimized one in web map metres with alpha, as the tiles of a base map are cut from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from morecantile import tms
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.warp import transform_bounds
from rasterio.windows import Window
from rio_cogeo.cogeo import cog_translate
from rio_cogeo.profiles import cog_profiles

from gis_case.core.text import N_, Message, message
from gis_case.layers.rules.archives import DEEPEST
from gis_case.layers.rules.systems import SystemRefused, way_to_wgs84

TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
MOST_PIXELS = 2_000_000_000
STRIP_ROWS = 512
# Of a web map at zoom 0, on the equator.
METRES_A_PIXEL = 156543.03392804097
Tell = Callable[[int], None]


class PictureRefused(ValueError):
    """A GeoTIFF that cannot be used; `.reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class AsksSystem(ValueError):
    """The picture has a place, but does not say in which coordinate system."""


def make_cog(source: Path, into: Path, crs: str, tell: Tell) -> dict[str, Any]:
    """Write `into` beside itself, then name it; return crs, bounds (degrees), zooms, pixels.

    Raises:
        PictureRefused: no GeoTIFF, damaged, too large, of a kind that is not taken.
        AsksSystem: neither the file nor `crs` says the system.
    """
    with source.open("rb") as file:
        if file.read(4) not in TIFF_MAGIC:
            raise PictureRefused(message(N_("This is no GeoTIFF.")))
    plain, draft = into.with_name("plain.tif"), into.with_name("draft.tif")
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        with rasterio.open(source, driver="GTiff") as raster:
            system = _system(raster, crs)
            _refuse(raster)
            _write_plain(raster, plain, system, tell)
            bounds = transform_bounds(system, "EPSG:4326", *raster.bounds)
        profile = dict(cog_profiles["deflate"], blockxsize=256, blockysize=256)
        cog_translate(
            plain, draft, profile, tms=tms.get("WebMercatorQuad"), resampling="bilinear", overview_resampling="average",
            in_memory=False, quiet=True,
        )  # fmt: skip
        with rasterio.open(draft) as cog:
            about = {"crs": system, "stated": not crs, "bounds": [round(one, 6) for one in bounds], **_about(cog)}
        draft.rename(into)
    except RasterioError as error:
        raise PictureRefused(message(N_("The picture is damaged or cut off. Copy it again, whole."))) from error
    finally:
        plain.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)
    return about


def _system(raster: DatasetReader, crs: str) -> str:
    if raster.transform.is_identity:
        reason = N_("The picture has no place on the ground. Add it as a hand-drawn map and fit it there.")
        raise PictureRefused(message(reason))
    system = crs or (raster.crs.to_string() if raster.crs else "")
    if not system:
        raise AsksSystem
    try:
        way_to_wgs84(system)
    except SystemRefused as error:
        raise PictureRefused(error.reason) from error
    return system


def _refuse(raster: DatasetReader) -> None:
    if raster.width * raster.height > MOST_PIXELS:
        pixels = N_("The picture has %(pixels)s million pixels; at most %(most)s million fit. Make it smaller.")
        count, most = round(raster.width * raster.height / 1e6), round(MOST_PIXELS / 1e6)
        raise PictureRefused(message(pixels, pixels=count, most=most))
    if raster.count not in {1, 3, 4} or set(raster.dtypes) != {"uint8"}:
        kind = N_("Pictures of 8 bits with one, three or four bands are taken. Save it as such, for example in QGIS.")
        raise PictureRefused(message(kind))


def _write_plain(raster: DatasetReader, plain: Path, system: str, tell: Tell) -> None:
    """Write the same pixels as red, green, blue and alpha, strip by strip."""
    how = {
        "driver": "GTiff", "width": raster.width, "height": raster.height, "count": 4, "dtype": "uint8", "crs": system,
        "transform": raster.transform, "tiled": True, "compress": "lzw", "bigtiff": "IF_SAFER",
    }  # fmt: skip
    colours = _palette(raster)
    with rasterio.open(plain, "w", **how) as target:
        target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
        for top in range(0, raster.height, STRIP_ROWS):
            window = Window(0, top, raster.width, min(STRIP_ROWS, raster.height - top))
            target.write(_strip(raster, window, colours), window=window)
            tell(int(80 * min(raster.height, top + STRIP_ROWS) / raster.height))


def _palette(raster: DatasetReader) -> NDArray[np.uint8] | None:
    if raster.count != 1 or raster.colorinterp[0] is not ColorInterp.palette:
        return None
    table = np.zeros((256, 4), np.uint8)
    for value, colour in raster.colormap(1).items():
        if value < len(table):
            table[value] = colour
    return table


def _strip(raster: DatasetReader, window: Window, colours: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    bands = raster.read(window=window)
    mask = raster.dataset_mask(window=window)[None]
    if colours is not None:
        painted = np.moveaxis(colours[bands[0]], 2, 0)
        return np.concatenate([painted[:3], np.minimum(painted[3:], mask)])
    return np.concatenate([np.repeat(bands, 3, axis=0) if len(bands) == 1 else bands[:3], mask])


def _about(cog: DatasetReader) -> dict[str, Any]:
    finest = round(np.log2(METRES_A_PIXEL / cog.transform.a))
    zooms = {"min_zoom": 0, "max_zoom": int(np.clip(finest, 0, DEEPEST))}
    return zooms | {"tiles": "png", "width": cog.width, "height": cog.height}
