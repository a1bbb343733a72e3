"""Control points to a fit: forwards, backwards, its residuals and its leave-one-out error."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_case.geo.georef.inverse import invert
from gis_case.geo.georef.linear import polynomial, similarity
from gis_case.geo.georef.models import ModelDef, model_of
from gis_case.geo.georef.points import ControlPoint, Floats, PixelY, columns
from gis_case.geo.georef.projective import projective
from gis_case.geo.georef.refusals import degenerate, not_finite, too_few
from gis_case.geo.georef.scaling import Scaling, scaling_of
from gis_case.geo.georef.spline import spline
from gis_case.geo.georef.surfaces import Surface


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted sheet; pixels as the points gave them, ground in the plane's own unit (metres).

    `residuals` and `left_out` are (n, 2), fitted minus given, in the order of `points`; `left_out` is
    what is predicted for each point by a fit without it, None when the points are too few for that.
    """

    model: str
    pixel_y: PixelY
    points: tuple[ControlPoint, ...]
    surface: Surface = field(repr=False)
    pixel_scaling: Scaling = field(repr=False)
    ground_scaling: Scaling = field(repr=False)
    residuals: Floats = field(repr=False)
    left_out: Floats | None = field(repr=False)

    def to_ground(self, pixels: ArrayLike) -> Floats:
        """Return (m, 2) easting, northing of (m, 2) pixels."""
        return self.ground_scaling.undo(self.surface.at(self.pixel_scaling.apply(_pairs(pixels))))

    def to_pixel(self, ground: ArrayLike) -> Floats:
        """Return (m, 2) pixels of (m, 2) ground: the true inverse of `to_ground`; NaN where there is none."""
        return self.pixel_scaling.undo(invert(self.surface, self._knots(), self.ground_scaling.apply(_pairs(ground))))

    def jacobian(self, pixels: ArrayLike) -> Floats:
        """Return (m, 2, 2): ground units per pixel, ground axis first; its determinant is negative
        on a sheet that is not mirrored when pixel y grows downwards."""
        scaled = self.surface.slope(self.pixel_scaling.apply(_pairs(pixels)))
        turned = scaled * (self.ground_scaling.scale / self.pixel_scaling.scale)
        return turned * np.array([1.0, -1.0]) if self.pixel_scaling.flip else turned

    def leverage(self, pixels: ArrayLike) -> Floats:
        """Return (m,): the variance of the fit at (m, 2) pixels, in units of one control point's variance."""
        return self.surface.leverage(self.pixel_scaling.apply(_pairs(pixels)))

    @property
    def rmse(self) -> float:
        """The root mean square of the residuals' lengths; small for flexible fits, and then no praise."""
        return _rms(self.residuals)

    @property
    def rmse_dof(self) -> float | None:
        """The same divided by n − least instead of n, as QGIS shows it; None without a point to spare."""
        spare = len(self.points) - model_of(self.model).parameters / 2
        return float(np.sqrt((self.residuals**2).sum() / spare)) if spare > 0 else None

    @property
    def loo_rmse(self) -> float | None:
        """The headline: the root mean square error at points that the fit did not know."""
        return None if self.left_out is None else _rms(self.left_out)

    def _knots(self) -> Floats:
        return self.pixel_scaling.apply(columns(self.points)[0])


def fit(points: Sequence[ControlPoint], model: str, pixel_y: PixelY = "down") -> Fit:
    """Fit a model to control points by least squares on the ground.

    Args:
        points: in one plane, metres; those not enabled are left aside. Where any has `r95_m`, each
            weighs by the inverse square of its radius (a missing one counts as the median).
        model: a key of MODELS.
        pixel_y: "down" when pixel y counts rows from the top, "up" when it grows upwards.

    Raises:
        ControlPointError: unknown model, too few points at different places, points on a line or
            otherwise without a single answer, one pixel with two places (spline), not finite.
    """
    chosen, used = model_of(model), tuple(point for point in points if point.enabled)
    pixels, ground = columns(used)
    groups = _usable_groups(chosen, pixels, ground)
    pixel_scaling, ground_scaling = scaling_of(pixels, pixel_y == "down"), scaling_of(ground)
    u, q = pixel_scaling.apply(pixels), ground_scaling.apply(ground)
    try:
        surface = _solved(chosen, u, q, weights_of(used), groups)
        left_out = surface.left_out()
    except np.linalg.LinAlgError as error:
        raise degenerate(u) from error
    return Fit(
        model,
        pixel_y,
        used,
        surface,
        pixel_scaling,
        ground_scaling,
        (surface.at(u) - q) * ground_scaling.scale,
        None if left_out is None or not np.isfinite(left_out).all() else left_out * ground_scaling.scale,
    )


def groups_of(pixels: Floats) -> NDArray[np.intp]:
    """Return (n,) numbers, the same for points at the same pixel."""
    return np.unique(pixels, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)


def weights_of(points: Sequence[ControlPoint]) -> Floats:
    """Return (n,) weights with mean 1; all alike when no point says how well it is known."""
    radii = np.array([point.r95_m or np.nan for point in points], dtype=np.float64)
    if np.isnan(radii).all():
        return np.ones(len(points))
    weights = np.nan_to_num(radii, nan=float(np.nanmedian(radii))) ** -2.0
    return np.asarray(weights / weights.mean(), dtype=np.float64)


def _solved(model: ModelDef, u: Floats, q: Floats, weights: Floats, groups: NDArray[np.intp]) -> Surface:
    match model.key:
        case "similarity":
            return similarity(u, q, weights, groups)
        case "projective":
            return projective(u, q, weights, groups)
        case "tps":
            return spline(u, q, groups)
        case _:
            return polynomial(u, q, weights, groups, model.gdal_order or 1)


def _usable_groups(model: ModelDef, pixels: Floats, ground: Floats) -> NDArray[np.intp]:
    unusable = np.flatnonzero(~(np.isfinite(pixels) & np.isfinite(ground)).all(axis=1))
    if len(unusable):
        raise not_finite(int(unusable[0]))
    groups = groups_of(pixels)
    distinct = int(groups.max()) + 1 if len(groups) else 0
    if distinct < model.least:
        raise too_few(model, distinct)
    return groups


def _pairs(values: ArrayLike) -> Floats:
    pairs = np.asarray(values, dtype=np.float64)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError(f"(m, 2) values are needed, not {pairs.shape}")
    return pairs


def _rms(errors: Floats) -> float:
    return float(np.sqrt((errors**2).sum(axis=1).mean()))
