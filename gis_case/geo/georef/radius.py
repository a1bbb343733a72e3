"""How far a place read off a fitted sheet may be from the truth, in metres."""

import math

import numpy as np
from numpy.typing import ArrayLike

from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.ground import GroundSystem
from gis_case.geo.georef.models import model_of
from gis_case.geo.georef.points import Floats, Pair, columns
from gis_case.geo.messages import N_, note
from gis_case.geo.uncertainty import RMSE_TO_R95, Term, Uncertainty, combine


def radius_95(fit: Fit, pixels: ArrayLike) -> Floats:
    """Return (m,): the 95 % radius of the fit itself at (m, 2) pixels; NaN when it cannot check itself.

    Leave-one-out RMSE × 1.7308, widened for few points and growing outside the hull of the points.
    """
    where = np.asarray(pixels, dtype=np.float64)
    if fit.loo_rmse is None:
        return np.full(len(where), np.nan)
    return np.asarray(fit.loo_rmse * RMSE_TO_R95 * few_points_factor(fit) * growth(fit, where), dtype=np.float64)


def few_points_factor(fit: Fit) -> float:
    """Return by how much a radius from few points must be widened, at least 1.

    A root mean square of few errors is itself uncertain: the 95 % radius of two coordinates follows
    Fisher's F with 2 and ν degrees of freedom and not χ². ν is the number of points to spare, not of
    coordinates, since a bent sheet moves both coordinates of a point together; and at least 2.

    Source: F(p; 2, ν) = ν/2 · ((1 − p)^(−2/ν) − 1), in closed form; coverage measured in decision 0006.
    """
    spare = max(len(fit.points) - model_of(fit.model).parameters / 2, 2.0)
    quantile = spare / 2 * (0.05 ** (-2 / spare) - 1)
    return math.sqrt(quantile / -math.log(0.05))


def growth(fit: Fit, pixels: Floats) -> Floats:
    """Return (m,): 1 where the sheet is held by its points, more the further it reaches beyond them."""
    held = fit.leverage(columns(fit.points)[0]).max()
    with np.errstate(invalid="ignore"):
        return np.asarray(np.maximum(1.0, (1 + fit.leverage(pixels)) / (1 + held)), dtype=np.float64)


def uncertainty_at(fit: Fit, plane: GroundSystem, pixel: Pair, drawing_r95_m: float) -> Uncertainty:
    """Add up what a place read off the sheet may err: the drawing, the fit there, and the datum.

    Args:
        drawing_r95_m: how well the drawing itself shows the place, and the reading of it.

    Raises:
        ValueError: the fit has too few points to say how well it holds.
    """
    sheet = float(radius_95(fit, [pixel])[0])
    terms = [
        Term("drawing", drawing_r95_m, "random", note(N_("the drawing and the reading of it"))),
        Term("fit", sheet, "random", note(N_("fit of the sheet at this place (leave-one-out)"))),
    ]
    if plane.op_code:
        label = note(N_("conversion to WGS 84 (EPSG operation %(operation)d)"), operation=plane.op_code)
        terms.append(Term("datum", plane.op_r95_m, "random", label))
    return combine(terms)
