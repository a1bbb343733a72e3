"""The projective fit of a photograph taken at an angle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.georef.points import ControlPointError, Floats
from gis_case.geo.georef.refusals import degenerate
from gis_case.geo.georef.scaling import scaling_of
from gis_case.geo.messages import N_, note

RANK_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ProjectiveSurface:
    """ground = (H₁·p / H₃·p, H₂·p / H₃·p) with p = (u, v, 1); H has 1 in its last corner."""

    matrix: Floats
    u: Floats
    q: Floats
    weights: Floats
    groups: NDArray[np.intp]

    def at(self, u: Floats) -> Floats:
        """Return (m, 2) scaled ground; infinite on the horizon."""
        top = _homogeneous(u) @ self.matrix.T
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(top[:, :2] / top[:, 2:], dtype=np.float64)

    def back(self, q: Floats) -> Floats:
        """Return (m, 2) scaled pixels at (m, 2) scaled ground."""
        top = _homogeneous(q) @ np.linalg.inv(self.matrix).T
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(top[:, :2] / top[:, 2:], dtype=np.float64)

    def slope(self, u: Floats) -> Floats:
        """Return the derivatives, (m, 2, 2)."""
        depth = _homogeneous(u) @ self.matrix[2]
        with np.errstate(divide="ignore", invalid="ignore"):
            inner = self.matrix[None, :2, :2] - self.at(u)[:, :, None] * self.matrix[None, 2:, :2]
            return np.asarray(inner / depth[:, None, None], dtype=np.float64)

    def leverage(self, u: Floats) -> Floats:
        """Return the variance of the linearised fit, the mean of both ground axes."""
        here = self._gradient(self.u) * np.sqrt(self.weights)[:, None, None]
        normal = np.einsum("nkp,nkr->pr", here, here)
        there = self._gradient(u)
        with np.errstate(invalid="ignore"):
            solved = np.linalg.solve(normal, there.reshape(-1, 8).T).T.reshape(there.shape)
            return np.asarray((there * solved).sum(axis=(1, 2)) / 2, dtype=np.float64)

    def left_out(self) -> Floats | None:
        """Return the errors of refits without each point (and its twins), (n, 2)."""
        errors = np.empty_like(self.q)
        for group in np.unique(self.groups):
            out = self.groups == group
            if len(np.unique(self.groups[~out])) < 4:
                return None
            try:
                errors[out] = self._without(out)
            except ControlPointError:
                return None
        return errors

    def _without(self, out: NDArray[np.bool_]) -> Floats:
        """The errors at the points `out` of a fit to the others, scaled for itself as any fit is."""
        pixels, ground = scaling_of(self.u[~out]), scaling_of(self.q[~out])
        u, q = pixels.apply(self.u[~out]), ground.apply(self.q[~out])
        rest = projective(u, q, self.weights[~out], self.groups[~out])
        return ground.undo(rest.at(pixels.apply(self.u[out]))) - self.q[out]

    def _gradient(self, u: Floats) -> Floats:
        """Derivatives of both ground axes by the eight parameters, (m, 2, 8)."""
        p, at = _homogeneous(u), self.at(u)
        depth = (p @ self.matrix[2])[:, None]
        zero = np.zeros_like(p)
        e = np.concatenate([p, zero, -at[:, :1] * p[:, :2]], axis=1)
        n = np.concatenate([zero, p, -at[:, 1:] * p[:, :2]], axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.stack([e, n], axis=1) / depth[:, :, None], dtype=np.float64)


def projective(u: Floats, q: Floats, weights: Floats, groups: NDArray[np.intp]) -> ProjectiveSurface:
    """Fit by the normalised direct linear transformation, as QGIS and scikit-image do.

    Args:
        u, q: (n, 2) scaled pixels and ground, n ≥ 4.

    Raises:
        ControlPointError: three of four points on a line, or points on both sides of the horizon.

    Source: Hartley & Zisserman (2004), Multiple View Geometry, algorithm 4.2.
    """
    p = _homogeneous(u)
    zero = np.zeros_like(p)
    rows = (
        np.concatenate([np.hstack([p, zero, -q[:, :1] * p]), np.hstack([zero, p, -q[:, 1:] * p])], axis=0)
        * np.sqrt(np.concatenate([weights, weights]))[:, None]
    )
    # A ninth row of zeros lets four points, which give eight, show the direction they leave open.
    _, values, right = np.linalg.svd(np.vstack([rows, np.zeros((1, 9))]), full_matrices=False)
    if values[7] <= RANK_TOLERANCE * values[0]:
        raise degenerate(u)
    matrix = right[8].reshape(3, 3)
    depth = p @ matrix[2]
    if abs(matrix[2, 2]) <= RANK_TOLERANCE or depth.min() * depth.max() <= 0:
        raise ControlPointError(
            note(
                N_(
                    "With these control points the photograph would have its horizon inside the sheet. "
                    "Check that each point of the image has its own place on the map."
                ),
                "horizon",
            )
        )
    return ProjectiveSurface(matrix / matrix[2, 2], u, q, weights, groups)


def _homogeneous(u: Floats) -> Floats:
    return np.concatenate([u, np.ones((len(u), 1))], axis=1)
