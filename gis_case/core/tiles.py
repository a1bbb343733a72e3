"""Tiles of pictures that lie on the ground (Cloud-Optimized GeoTIFF in EPSG:3857 with alpha), read where they lie."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import cast

import numpy as np
from morecantile import Tile
from PIL import Image
from rasterio.io import DatasetReader
from rio_tiler.io import Reader

from gis_case.core.errors import NotFound

TILE = 256
# Tiles kept in memory, some tens of KB each.
KEPT = 512


@lru_cache(maxsize=KEPT)
def tile_of(path: Path, tries: int, z: int, x: int, y: int) -> bytes:
    """Return one web map tile of a warped picture as PNG; raise NotFound when there is none.

    A picture never changes under its path but by another of its `tries`, so that a tile is made once in a process.
    """
    if not path.exists():
        raise NotFound
    held = BytesIO()
    with Reader(str(path)) as raster:
        _drawn(raster, z, x, y).save(held, "PNG", compress_level=1)
    return held.getvalue()


def _drawn(raster: Reader, z: int, x: int, y: int) -> Image.Image:
    """Return the tile; beside the drawing it is transparent.

    Only what lies inside the raster is read: rasterio, reading beyond the edge of one with alpha, blackens a band.
    """
    tile, inside = raster.tms.xy_bounds(Tile(x, y, z)), raster.bounds
    rim = (inside[2] - inside[0]) / cast(DatasetReader, raster.dataset).width / 2
    west, south = max(tile.left, inside[0] + rim), max(tile.bottom, inside[1] + rim)
    east, north = min(tile.right, inside[2] - rim), min(tile.top, inside[3] - rim)
    scale = TILE / (tile.right - tile.left)
    left, top = round((west - tile.left) * scale), round((tile.top - north) * scale)
    width, height = round((east - tile.left) * scale) - left, round((tile.top - south) * scale) - top
    if width < 1 or height < 1:
        return Image.new("LA", (1, 1), (0, 0))
    part = raster.part(
        (west, south, east, north), bounds_crs=raster.crs, dst_crs=raster.crs, width=width, height=height,
        indexes=(1, 2, 3),
    )  # fmt: skip
    whole = Image.new("RGBA", (TILE, TILE), (0, 0, 0, 0))
    shown = np.dstack([np.moveaxis(part.array.data, 0, 2), part.mask.astype(np.uint8)])
    whole.paste(Image.fromarray(shown, "RGBA"), (left, top))
    return whole
