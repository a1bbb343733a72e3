"""Square cells over the ground that is searched, in metres around its middle."""

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

FINEST_M = 5.0
MOST_CELLS = 40_000
_A = 6_378_137.0
_E2 = 0.0066943799901413165


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows` by `columns` cells of `cell_m` metres; row 0 is the southernmost, column 0 the westernmost.

    `lon`, `lat` are the middle in degrees on WGS 84. Metres are laid along meridian and parallel there: over
    10 km they err by less than 1 in 1 000.
    """

    lon: float
    lat: float
    cell_m: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.rows, self.columns

    @property
    def x(self) -> NDArray[np.float64]:
        """(columns,) metres east of the middle, of the middles of cells."""
        return _middles(self.columns, self.cell_m)

    @property
    def y(self) -> NDArray[np.float64]:
        """(rows,) metres north of the middle."""
        return _middles(self.rows, self.cell_m)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        half = np.array([self.columns, self.rows]) * self.cell_m / 2
        (west, south), (east, north) = self.to_degrees(np.vstack([-half, half]))
        return float(west), float(south), float(east), float(north)

    def to_metres(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) metres from the middle for degrees."""
        away = np.asarray(lonlat, dtype=np.float64) - self._middle
        return np.asarray(away * _metres_per_degree(self.lat), dtype=np.float64)

    def to_degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) degrees for metres from the middle."""
        away = np.asarray(xy, dtype=np.float64) / _metres_per_degree(self.lat)
        return np.asarray(away + self._middle, dtype=np.float64)

    @property
    def _middle(self) -> NDArray[np.float64]:
        return np.array([self.lon, self.lat])

    def covered(self, area: BaseGeometry) -> NDArray[np.float64]:
        """Return (rows, columns) how much of each cell lies in an area in degrees, 0 to 1."""
        plane = shapely.transform(area, self.to_metres)
        share = np.zeros(self.shape)
        if plane.is_empty:
            return share
        west, south, east, north = plane.bounds
        left, right = self._span(west, east, self.columns)
        low, high = self._span(south, north, self.rows)
        x, y = np.meshgrid(self.x[left:right], self.y[low:high])
        half = self.cell_m / 2
        cells = shapely.box(x - half, y - half, x + half, y + half)
        shapely.prepare(plane)
        inside = shapely.contains(plane, cells).astype(float)
        edge = (inside == 0) & shapely.intersects(plane, cells)
        inside[edge] = shapely.area(shapely.intersection(plane, cells[edge])) / self.cell_m**2
        share[low:high, left:right] = np.clip(inside, 0.0, 1.0)
        return share

    def outline(self, chosen: NDArray[np.bool_]) -> BaseGeometry:
        """Return the ground of chosen cells as a polygon or polygons in degrees."""
        padded = np.pad(chosen.astype(np.int8), ((0, 0), (1, 1)))
        step = np.diff(padded, axis=1)
        row, first = np.nonzero(step == 1)
        _, after = np.nonzero(step == -1)
        half_w, half_h = self.columns / 2, self.rows / 2
        runs = shapely.box(
            (first - half_w) * self.cell_m, (row - half_h) * self.cell_m,
            (after - half_w) * self.cell_m, (row + 1 - half_h) * self.cell_m,
        )  # fmt: skip
        return shapely.transform(shapely.union_all(runs), self.to_degrees)

    def _span(self, low: float, high: float, count: int) -> tuple[int, int]:
        first = math.floor(low / self.cell_m + count / 2)
        after = math.ceil(high / self.cell_m + count / 2)
        return min(max(first, 0), count), min(max(after, 0), count)


def grid_over(area: Polygon | MultiPolygon, cell_m: float | None = None, most_cells: int = MOST_CELLS) -> Grid:
    """Return a grid over an area in degrees on WGS 84.

    Args:
        area: what is to be covered; not empty.
        cell_m: the side of a cell in metres; None: the least multiple of 5 m, at least FINEST_M, that keeps
            within `most_cells`.
        most_cells: rows times columns at most.

    Raises:
        ValueError: the area is empty, or `cell_m` needs more than `most_cells`.
    """
    if area.is_empty:
        raise ValueError("the area is empty")
    west, south, east, north = area.bounds
    plane = Grid((west + east) / 2, (south + north) / 2, 1.0, 1, 1)
    width, height = plane.to_metres(np.array([[east, north]]))[0] * 2
    side = cell_m or FINEST_M
    while cell_m is None and _cells(width, side) * _cells(height, side) > most_cells:
        side += 5.0
    rows, columns = _cells(height, side), _cells(width, side)
    if rows * columns > most_cells:
        raise ValueError(f"{rows} by {columns} cells are more than {most_cells}")
    return replace(plane, cell_m=float(side), rows=rows, columns=columns)


def _middles(count: int, side: float) -> NDArray[np.float64]:
    return np.asarray((np.arange(count) - (count - 1) / 2) * side, dtype=np.float64)


def _cells(length: float, side: float) -> int:
    return max(1, math.ceil(length / side - 1e-9))


def _metres_per_degree(lat: float) -> NDArray[np.float64]:
    """Return metres in a degree of longitude and of latitude, from the radii of curvature of WGS 84."""
    sine, cosine = math.sin(math.radians(lat)), math.cos(math.radians(lat))
    w2 = 1 - _E2 * sine * sine
    return np.array([_A / math.sqrt(w2) * cosine, _A * (1 - _E2) / w2**1.5]) * math.radians(1)
