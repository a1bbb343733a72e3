"""The parameters of a fit in true pixels and ground, as other programs write them."""

import math

import numpy as np

from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.linear import LinearSurface
from gis_case.geo.georef.models import model_of
from gis_case.geo.georef.points import Floats
from gis_case.geo.georef.projective import ProjectiveSurface
from gis_case.geo.georef.scaling import Scaling, powers_of, unscaled_polynomial
from gis_case.geo.georef.spline import SplineSurface


def parameters(fitted: Fit) -> dict[str, object]:
    """Return the parameters by name, for x, y in pixels as the control points gave them.

    similarity: `matrix` [[a, b, c], [d, e, f]] with e = a·x + b·y + c, n = d·x + e·y + f, and `scale`
    (ground units per pixel), `rotation_deg` (of the image, counterclockwise).
    affine: `matrix` alike. projective: `matrix` 3 × 3 with 1 in its last corner.
    polynomial2, polynomial3: `terms` (exponents of x and y) and the coefficients of `easting`, `northing`.
    tps: `matrix` of the affine part, `centres` (pixels) and `weights` of r² ln r, one pair for each.
    """
    surface = fitted.surface
    if isinstance(surface, ProjectiveSurface):
        return {"matrix": _projective(fitted, surface)}
    if isinstance(surface, SplineSurface):
        return _spline(fitted, surface)
    assert isinstance(surface, LinearSurface)
    if fitted.model == "similarity":
        return _similarity(fitted)
    degree = model_of(fitted.model).gdal_order or 1
    plain = unscaled_polynomial(surface.coefficients, degree, fitted.pixel_scaling, fitted.ground_scaling)
    if degree == 1:
        return {"matrix": plain[[1, 2, 0]].T.tolist()}
    terms = [list(power) for power in powers_of(degree)]
    return {"terms": terms, "easting": plain[:, 0].tolist(), "northing": plain[:, 1].tolist()}


def affine_matrix(fitted: Fit) -> Floats:
    """Return the (2, 3) matrix of a similarity or affine fit."""
    origin = fitted.to_ground([[0.0, 0.0]])[0]
    return np.column_stack([fitted.jacobian([[0.0, 0.0]])[0], origin])


def _similarity(fitted: Fit) -> dict[str, object]:
    matrix = affine_matrix(fitted)
    scale, turn = math.hypot(matrix[0, 0], matrix[1, 0]), math.atan2(matrix[1, 0], matrix[0, 0])
    return {"matrix": matrix.tolist(), "scale": scale, "rotation_deg": math.degrees(turn)}


def _projective(fitted: Fit, surface: ProjectiveSurface) -> list[list[float]]:
    plain = np.linalg.inv(_homogeneous(fitted.ground_scaling)) @ surface.matrix @ _homogeneous(fitted.pixel_scaling)
    result: list[list[float]] = (plain / plain[2, 2]).tolist()
    return result


def _spline(fitted: Fit, surface: SplineSurface) -> dict[str, object]:
    """Undo the scaling; the r² ln s that a change of length scale adds is itself affine and is read off."""
    pixels, ground = fitted.pixel_scaling, fitted.ground_scaling
    centres = pixels.undo(surface.knots)
    weights = surface.coefficients[:-3] * (ground.scale / pixels.scale**2)
    anchors = centres.mean(axis=0) + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]) * pixels.scale
    r2 = ((anchors[:, None] - centres[None]) ** 2).sum(axis=2)
    bent = (0.5 * r2 * np.log(np.where(r2 > 0, r2, 1.0))) @ weights
    rows = np.column_stack([anchors, np.ones(3)])
    flat = np.linalg.solve(rows, fitted.to_ground(anchors) - bent)
    return {"matrix": flat.T.tolist(), "centres": centres.tolist(), "weights": weights.tolist()}


def _homogeneous(scaling: Scaling) -> Floats:
    sign = -1.0 if scaling.flip else 1.0
    (cx, cy), s = scaling.centre, scaling.scale
    return np.array([[1 / s, 0, -cx / s], [0, sign / s, -cy / s], [0, 0, 1]])
