"""How a fit stretches and turns the sheet, cell by cell, and where it folds over."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.points import Floats, Pair, columns


@dataclass(frozen=True, slots=True, eq=False)
class Distortion:
    """Measures at the (grid × grid) middles of cells over a region of the image.

    `log2sigma` is the logarithm to base 2 of the area scale, relative to the whole sheet: 1 is twice as
    large, −1 half. `two_omega` is the greatest change of any angle there, in degrees (Tissot). `folds`
    marks cells where the sheet lies on its back although most of it does not.
    """

    pixels: Floats = field(repr=False)
    log2sigma: Floats = field(repr=False)
    two_omega: Floats = field(repr=False)
    folds: NDArray[np.bool_] = field(repr=False)
    mirrored: bool


def distortion(fitted: Fit, region: tuple[Pair, Pair] | None = None, grid: int = 20) -> Distortion:
    """Measure a fit over a region.

    Args:
        region: corner and opposite corner in pixels; the box around the control points when None.
        grid: cells along each side.

    Source: Tissot's indicatrix by the singular values of the Jacobian: two_omega = 2 asin((a−b)/(a+b)).
    """
    pixels = _middles(fitted, region, grid)
    slope = fitted.jacobian(pixels)
    determinant = slope[:, 0, 0] * slope[:, 1, 1] - slope[:, 0, 1] * slope[:, 1, 0]
    if fitted.pixel_y == "down":
        determinant = -determinant
    longest, shortest = np.linalg.svd(np.nan_to_num(slope), compute_uv=False).T
    with np.errstate(divide="ignore", invalid="ignore"):
        log2sigma = np.log2(np.abs(determinant) / sheet_scale(fitted) ** 2)
        spread = np.nan_to_num((longest - shortest) / (longest + shortest))
    mirrored = bool(np.median(determinant) < 0)
    folds = ~(determinant < 0) if mirrored else ~(determinant > 0)
    return Distortion(pixels, log2sigma, np.degrees(2 * np.arcsin(np.clip(spread, 0, 1))), folds, mirrored)


def sheet_scale(fitted: Fit) -> float:
    """Return ground units per pixel of the whole sheet: the spread of its points there over that here."""
    pixels, ground = columns(fitted.points)
    p, g = pixels - pixels.mean(axis=0), ground - ground.mean(axis=0)
    return float(np.sqrt((g**2).sum() / (p**2).sum()))


def _middles(fitted: Fit, region: tuple[Pair, Pair] | None, grid: int) -> Floats:
    if region is None:
        pixels = columns(fitted.points)[0]
        region = (tuple(pixels.min(axis=0)), tuple(pixels.max(axis=0)))
    (x0, y0), (x1, y1) = region
    steps = (np.arange(grid) + 0.5) / grid
    return np.stack(np.meshgrid(x0 + (x1 - x0) * steps, y0 + (y1 - y0) * steps), axis=-1).reshape(-1, 2)
