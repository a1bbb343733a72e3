"""What is wrong with a set of control points, before anything is fitted to them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError, cKDTree

from gis_case.geo.georef import issues
from gis_case.geo.georef.exchanged import exchanged_pair, fits_with_axes_exchanged
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.orientation import check_orientation
from gis_case.geo.georef.points import ControlPoint, Floats, Pair, PixelY, columns
from gis_case.geo.georef.refusals import not_finite, on_a_line
from gis_case.geo.georef.robust import steady_affine

SAME_PIXEL = 0.01
NARROW = 0.05
SMALL_HULL = 0.15
FAR_TIMES = 5.0


def check_gcps(
    points: Sequence[ControlPoint],
    mask: Sequence[Pair] = (),
    size_px: tuple[int, int] | None = None,
    pixel_y: PixelY = "down",
) -> list[Issue]:
    """Look for what people get wrong with control points; the gravest and most telling first.

    Args:
        points: as for `fit`; indices in the answer count all of them, disabled ones too.
        mask: ring of the part of the image that counts, in pixels.
        size_px: width, height of the image, when it is known.
    """
    place = [index for index, point in enumerate(points) if point.enabled]
    pixels, ground = columns([points[index] for index in place])
    unusable = [index for index, row in enumerate(np.hstack([pixels, ground])) if not np.isfinite(row).all()]
    if unusable:
        return [Issue("not_finite", "error", place[i], not_finite(place[i]).note) for i in unusable]
    found = _duplicates(pixels, ground)
    distinct = len(np.unique(pixels, axis=0))
    if distinct < 2:
        return _renumbered([issues.few(2, distinct), *found], place)
    if distinct == 2:
        found.append(issues.unchecked(2))
    else:
        found += _spread(pixels, ground, mask, size_px)
        found += _strange(pixels, ground, pixel_y)
    if size_px:
        found += _beyond_the_image(pixels, size_px, pixel_y)
    return _renumbered(sorted(found, key=lambda issue: issue.severity != "error"), place)


def hull_of(pixels: Floats) -> Floats:
    """Return the corners of the convex hull of (n, 2) pixels; all of them where they span no area."""
    try:
        return np.asarray(pixels[ConvexHull(pixels).vertices], dtype=np.float64)
    except (QhullError, ValueError):
        return pixels


def _duplicates(pixels: Floats, ground: Floats) -> list[Issue]:
    if len(pixels) < 2:
        return []
    same_pixel = cKDTree(pixels).query_pairs(SAME_PIXEL)
    same_ground = cKDTree(ground).query_pairs(1e-9 * float(np.ptp(ground, axis=0).max()))
    found = []
    for first, second in sorted(same_pixel | same_ground):
        if (first, second) not in same_pixel:
            found.append(issues.conflict_on_ground(first, second))
        elif (first, second) in same_ground:
            found.append(issues.duplicate(first, second))
        else:
            found.append(issues.conflict_on_image(first, second))
    return found


def _spread(pixels: Floats, ground: Floats, mask: Sequence[Pair], size_px: tuple[int, int] | None) -> list[Issue]:
    if on_a_line(pixels) or on_a_line(ground):
        return [issues.collinear()]
    found = []
    values = np.linalg.svd(pixels - pixels.mean(axis=0), compute_uv=False)
    if values[1] < NARROW * values[0]:
        found.append(issues.nearly_collinear())
    ring = np.array(mask, dtype=np.float64) if len(mask) >= 3 else None
    whole = _area(ring) if ring is not None else float(size_px[0] * size_px[1]) if size_px else 0.0
    if whole and _area(hull_of(pixels)) < SMALL_HULL * whole:
        found.append(issues.small_hull(100 * _area(hull_of(pixels)) / whole))
    return found


def _strange(pixels: Floats, ground: Floats, pixel_y: PixelY) -> list[Issue]:
    """Find points that are far off, exchanged or simply wrong, then look at how the rest lies."""
    pair = exchanged_pair(pixels, ground, pixel_y)
    if pair:
        return [issues.swapped_points(*pair, one) for one in pair]
    far = _far_away(pixels, ground)
    steady = steady_affine(pixels, ground)
    wrong = set(far) | (set(np.flatnonzero(steady.strange).tolist()) if steady else set())
    found: list[Issue] = []
    for index in sorted(wrong):
        if fits_with_axes_exchanged(pixels, ground, index, wrong, pixel_y):
            found.append(issues.swapped_axes(index))
        elif index in far:
            found.append(issues.far_away(index, far[index]))
        elif steady:
            found.append(issues.outlier(index, steady.lengths[index] / steady.scale))
    rest = [index for index in range(len(pixels)) if index not in wrong]
    return found + check_orientation(pixels[rest], ground[rest], pixel_y)


def _far_away(pixels: Floats, ground: Floats) -> dict[int, float]:
    """Return how many times farther than on the image a point lies from the others, where it is much."""
    far = {}
    for index in range(len(pixels)):
        rest = np.arange(len(pixels)) != index
        times = _remoteness(ground, index, rest) / max(1.0, _remoteness(pixels, index, rest))
        if times > FAR_TIMES:
            far[index] = times
    return far if len(far) == 1 or len(far) <= len(pixels) // 3 else {}


def _remoteness(places: Floats, index: int, rest: NDArray[np.bool_]) -> float:
    middle = places[rest].mean(axis=0)
    spread = float(np.sqrt(((places[rest] - middle) ** 2).sum(axis=1).mean()))
    return float(np.hypot(*(places[index] - middle))) / max(spread, 1e-300)


def _beyond_the_image(pixels: Floats, size_px: tuple[int, int], pixel_y: PixelY) -> list[Issue]:
    rows = pixels[:, 1] if pixel_y == "down" else -pixels[:, 1]
    inside = (pixels[:, 0] >= 0) & (pixels[:, 0] <= size_px[0]) & (rows >= 0) & (rows <= size_px[1])
    return [issues.outside_image(int(index)) for index in np.flatnonzero(~inside)]


def _area(ring: Floats) -> float:
    x, y = ring.T
    return abs(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())) / 2


def _renumbered(found: list[Issue], place: list[int]) -> list[Issue]:
    return [issue if issue.gcp is None else replace(issue, gcp=place[issue.gcp]) for issue in found]
