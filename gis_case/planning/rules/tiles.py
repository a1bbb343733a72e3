"""Where a map tile lies on the ground: pure."""

import math
from dataclasses import dataclass

DEEPEST = 22


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the map in degrees on WGS 84; a point on its west or south edge belongs to it, on the others not."""

    west: float
    south: float
    east: float
    north: float

    def wider(self, margin_deg: float) -> "Box":
        """Return the box with a margin on each side."""
        return Box(self.west - margin_deg, self.south - margin_deg, self.east + margin_deg, self.north + margin_deg)


def tile_box(z: int, x: int, y: int) -> Box | None:
    """Return the box of a web map tile (XYZ, y from the north), None for one that does not exist.

    Source: OGC Two Dimensional Tile Matrix Set, WebMercatorQuad.
    """
    if not 0 <= z <= DEEPEST:
        return None
    side = 1 << z
    if not (0 <= x < side and 0 <= y < side):
        return None
    return Box(_lon(x, side), _lat(y + 1, side), _lon(x + 1, side), _lat(y, side))


def _lon(x: int, side: int) -> float:
    return x / side * 360.0 - 180.0


def _lat(y: int, side: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))
