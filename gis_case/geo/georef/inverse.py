"""The way back from the ground to the pixel, as the true inverse of the way forward."""

import numpy as np
from scipy.spatial import cKDTree

from gis_case.geo.georef.points import Floats
from gis_case.geo.georef.projective import ProjectiveSurface
from gis_case.geo.georef.surfaces import Surface

STARTS = 33
ROUNDS = 40
NEAR_ENOUGH = 1e-11


def invert(surface: Surface, knots: Floats, wanted: Floats) -> Floats:
    """Return (m, 2) scaled pixels whose scaled ground is `wanted`; NaN where none is found.

    GDAL and QGIS fit a second, backward model instead, which disagrees with the first by metres on a
    bent sheet; a mark traced on the warped map must come out where the image has it.

    Source: Newton's method, started at the nearest of a grid of known values, with halved steps.
    """
    if not len(wanted):
        return np.empty((0, 2))
    if isinstance(surface, ProjectiveSurface):
        return surface.back(wanted)
    return _newton(surface, _start(surface, knots, wanted), wanted)


def _start(surface: Surface, knots: Floats, wanted: Floats) -> Floats:
    low, high = knots.min(axis=0), knots.max(axis=0)
    room = 0.5 * max(float((high - low).max()), 1e-9)
    axes = [np.linspace(low[k] - room, high[k] + room, STARTS) for k in (0, 1)]
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    ground = surface.at(grid)
    fine = np.isfinite(ground).all(axis=1)
    return np.asarray(grid[fine][cKDTree(ground[fine]).query(np.nan_to_num(wanted))[1]], dtype=np.float64)


def _newton(surface: Surface, start: Floats, wanted: Floats) -> Floats:
    u, found = start.copy(), np.full(len(start), False)
    miss = surface.at(u) - wanted
    for _ in range(ROUNDS):
        size = np.hypot(miss[:, 0], miss[:, 1])
        found = size <= NEAR_ENOUGH * (1 + np.hypot(wanted[:, 0], wanted[:, 1]))
        todo = np.flatnonzero(~found & np.isfinite(size))
        if not len(todo):
            break
        u[todo], miss[todo] = _step(surface, u[todo], miss[todo], wanted[todo])
    u[~found] = np.nan
    return u


def _step(surface: Surface, u: Floats, miss: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """Take one Newton step for each point, halved until it brings the point nearer."""
    slope = surface.slope(u)
    determinant = slope[:, 0, 0] * slope[:, 1, 1] - slope[:, 0, 1] * slope[:, 1, 0]
    flat = np.abs(determinant) < 1e-300
    slope[flat] = np.eye(2)
    full = -np.linalg.solve(slope, miss[:, :, None])[:, :, 0]
    new, new_miss, part = u + full, surface.at(u + full) - wanted, 1.0
    for _ in range(12):
        worse = ~(np.hypot(*new_miss.T) < np.hypot(*miss.T))
        if not worse.any():
            break
        part /= 2
        new[worse] = u[worse] + part * full[worse]
        new_miss[worse] = surface.at(new[worse]) - wanted[worse]
    return new, new_miss
