"""Tiles of warped drawings, read where they lie."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image
from rio_tiler.errors import TileOutsideBounds
from rio_tiler.io import Reader

from gis_case.core.errors import NotFound

TILE = 256
# Tiles kept in memory, some tens of KB each.
KEPT = 512


def _nothing() -> bytes:
    """Return the tile beside the drawing: one transparent pixel."""
    held = BytesIO()
    Image.new("LA", (1, 1), (0, 0)).save(held, "PNG")
    return held.getvalue()


NOTHING = _nothing()


@lru_cache(maxsize=KEPT)
def tile_of(path: Path, tries: int, z: int, x: int, y: int) -> bytes:
    """Return one web map tile of a warped picture as PNG; raise NotFound when there is none.

    A picture never changes under its path but by another of its `tries`, so that a tile is made once in a process.
    """
    if not path.exists():
        raise NotFound
    with Reader(str(path)) as raster:
        try:
            found = raster.tile(x, y, z, tilesize=TILE, indexes=(1, 2, 3))
        except TileOutsideBounds:
            return NOTHING
        return bytes(found.render(img_format="PNG", zlevel=1))
