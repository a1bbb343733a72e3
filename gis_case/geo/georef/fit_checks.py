"""What is wrong with a fit: folds, stretching, nothing to check it by, places beyond its points."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint
from shapely import points as as_points

from gis_case.geo.georef import issues
from gis_case.geo.georef.distortion import distortion
from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.points import Floats, Pair, columns

MOST_STRETCH = 1.0
MOST_ANGLE_DEG = 20.0


def check_fit(fitted: Fit, query: Sequence[Pair] = (), region: tuple[Pair, Pair] | None = None) -> list[Issue]:
    """Look at one fit: on a 20 × 20 grid over its points (or `region`), and at each queried pixel."""
    found: list[Issue] = []
    if fitted.loo_rmse is None:
        found.append(issues.unchecked(len(fitted.points)))
    measured = distortion(fitted, region)
    if measured.folds.any():
        found.append(issues.fold_over(max(1.0, 100 * float(measured.folds.mean()))))
    stretch, angle = float(np.nanmax(np.abs(measured.log2sigma))), float(measured.two_omega.max())
    if stretch > MOST_STRETCH or angle > MOST_ANGLE_DEG:
        found.append(issues.distorted(2.0 ** min(stretch, 99.0), angle))
    outside = ~inside_hull(fitted, np.array(query, dtype=np.float64).reshape(-1, 2))
    return found + [issues.outside_hull(int(index)) for index in np.flatnonzero(outside)]


def inside_hull(fitted: Fit, pixels: Floats) -> NDArray[np.bool_]:
    """Return (m,) True for pixels within the hull of the control points, widened by a tenth of its size."""
    corners = columns(fitted.points)[0]
    room = 0.1 * float(np.hypot(*np.ptp(corners, axis=0))) / 2
    return np.asarray(MultiPoint(corners).convex_hull.buffer(room).covers(as_points(pixels)), dtype=np.bool_)
