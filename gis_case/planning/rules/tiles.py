"""Where a map tile lies among the cells that points are counted in: pure.

A cell is a square of the web map at some level, as tiles are (level = zoom); its Morton code takes the bits of its
column and its row, counted from the north-west, in turn. All cells of a larger one follow each other.
Source: OGC Two Dimensional Tile Matrix Set, WebMercatorQuad; Morton (1966).
"""

import math
from dataclasses import dataclass

DEEPEST = 24
# Cells are counted beforehand at these levels.
COARSEST_LEVEL, FINEST_LEVEL = 4, 17
# A tile shows 16 by 16 cells; where that would be one level finer than any counted beforehand, it shows 8 by 8.
GRID_LEVELS = 4
MOST_ZOOM = 22


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the web map (XYZ, y from the north)."""

    z: int
    x: int
    y: int

    @property
    def level(self) -> int:
        """The level of the cells that the tile shows."""
        finest = FINEST_LEVEL if self.z + GRID_LEVELS == FINEST_LEVEL + 1 else DEEPEST
        return min(self.z + GRID_LEVELS, finest)

    @property
    def counted(self) -> bool:
        """Whether its cells are counted beforehand."""
        return self.level <= FINEST_LEVEL

    def cells(self, level: int) -> tuple[int, int]:
        """Return the codes of its first cell at `level`, and of the first after its last."""
        code, bits = morton(self.x, self.y), 2 * (level - self.z)
        return code << bits, (code + 1) << bits

    @property
    def corner(self) -> tuple[int, int]:
        """The column and row of its north-west corner at the deepest level."""
        shift = DEEPEST - self.z
        return self.x << shift, self.y << shift

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees; what lies on its west or north edge belongs to it, else not."""
        side = 1 << self.z
        west, east = (x / side * 360.0 - 180.0 for x in (self.x, self.x + 1))
        south, north = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side)))) for y in (self.y + 1, self.y))
        return west, south, east, north


def tile_at(z: int, x: int, y: int) -> Tile | None:
    """Return a tile, None for one that does not exist."""
    if not (0 <= z <= MOST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        return None
    return Tile(z, x, y)


def morton(x: int, y: int) -> int:
    """Return the code of a cell from its column and row."""
    return _spread(x) | _spread(y) << 1


def _spread(number: int) -> int:
    """Put a free bit after each bit."""
    return sum((number >> bit & 1) << 2 * bit for bit in range(number.bit_length()))
