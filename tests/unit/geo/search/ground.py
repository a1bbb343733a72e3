"""A square kilometre or more near Lạng Sơn, and witnesses who speak of places in it."""

import numpy as np
from shapely import Point, Polygon, box, transform

from gis_case.geo.search import Grid, Place, Report, grid_over, prior

LON, LAT = 106.757, 21.853
DEG_X, DEG_Y = 103_400.0, 110_740.0


def square(side_m: float) -> Polygon:
    """A square around the middle, in degrees."""
    return box(LON - side_m / 2 / DEG_X, LAT - side_m / 2 / DEG_Y, LON + side_m / 2 / DEG_X, LAT + side_m / 2 / DEG_Y)


def before(side_m: float = 1000, cell_m: float = 20, **options):
    area = square(side_m)
    return prior(grid_over(area, cell_m), area, **options)


def at(grid: Grid, x: float, y: float) -> tuple[float, float]:
    return tuple(grid.to_degrees(np.array([[x, y]]))[0])


def witness(grid: Grid, x: float, y: float, r95_m: float, key=0, reliability=0.7, k=1.5, group=None) -> Report:
    return Report(key, (Place(*at(grid, x, y), r95_m),), reliability, k, group)


def disc(grid: Grid, x: float, y: float, radius_m: float) -> Polygon:
    """A circle around (x, y) metres from the middle, in degrees."""
    return transform(Point(x, y).buffer(radius_m, quad_segs=32), grid.to_degrees)


def cell_of(grid: Grid, x: float, y: float) -> tuple[int, int]:
    row, column = y / grid.cell_m + grid.rows / 2, x / grid.cell_m + grid.columns / 2
    return min(max(int(row), 0), grid.rows - 1), min(max(int(column), 0), grid.columns - 1)
