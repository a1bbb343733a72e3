"""The thin-plate spline: bends as little as it can while it passes through every control point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.georef.points import Floats
from gis_case.geo.georef.refusals import conflicting, degenerate, on_a_line

CHUNK = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class SplineSurface:
    """ground = Σ wᵢ r²ᵢ ln rᵢ + a + b·u + c·v, with n weights and three affine rows for each ground axis."""

    knots: Floats
    coefficients: Floats
    inverse_diagonal: Floats
    group_of: NDArray[np.intp]

    def at(self, u: Floats) -> Floats:
        """Return (m, 2) scaled ground at (m, 2) scaled pixels."""
        parts = [_rows(u[i : i + CHUNK], self.knots) @ self.coefficients for i in range(0, len(u), CHUNK)]
        return np.concatenate(parts) if parts else np.empty((0, 2))

    def slope(self, u: Floats) -> Floats:
        """Return the derivatives, (m, 2, 2)."""
        away = u[:, None, :] - self.knots[None]
        r2 = (away**2).sum(axis=2)
        with np.errstate(divide="ignore"):
            pull = np.where(r2 > 0, np.log(np.where(r2 > 0, r2, 1)) + 1, 0.0)
        bent = np.einsum("mn,mnj,nk->mkj", pull, away, self.coefficients[:-3])
        return np.asarray(bent + self.coefficients[None, -2:].transpose(0, 2, 1), dtype=np.float64)

    def leverage(self, u: Floats) -> Floats:
        """Return the leverage of the affine part, which alone carries the spline away from its points."""
        triangular = np.linalg.qr(_affine(self.knots))[1]
        return np.asarray((np.linalg.solve(triangular.T, _affine(u).T) ** 2).sum(axis=0), dtype=np.float64)

    def left_out(self) -> Floats | None:
        """Return the leave-one-out errors, (n, 2), without refitting.

        Source: Rippa (1999), An algorithm for selecting a good value for the parameter c in radial
        basis function interpolation, Adv. Comput. Math. 11, 193-210: e = w / diag(A⁻¹).
        """
        diagonal = self.inverse_diagonal
        if len(self.knots) <= 3 or np.abs(diagonal).min() <= 1e-12 * np.abs(diagonal).max():
            return None
        errors = -self.coefficients[:-3] / diagonal[:, None]
        return np.asarray(errors[self.group_of], dtype=np.float64)


def spline(u: Floats, q: Floats, groups: NDArray[np.intp]) -> SplineSurface:
    """Fit a thin-plate spline through all points; points given twice count once.

    Args:
        u, q: (n, 2) scaled pixels and ground.
        groups: (n,) the same number for points at the same pixel.

    Raises:
        ControlPointError: all points on a line, or one pixel with two places.

    Source: Duchon (1977); Bookstein (1989), Principal warps, IEEE PAMI 11, 567-585.
    """
    _, first, group_of = np.unique(groups, return_index=True, return_inverse=True)
    _refuse_conflicts(q, first, group_of)
    knots, wanted = u[first], q[first]
    if on_a_line(knots):
        raise degenerate(knots)
    n = len(knots)
    system = np.zeros((n + 3, n + 3))
    system[:n] = _rows(knots, knots)
    system[n:, :n] = _affine(knots).T
    inverse = np.linalg.inv(system)
    right = np.concatenate([wanted, np.zeros((3, 2))])
    coefficients = inverse @ right
    coefficients += inverse @ (right - system @ coefficients)  # one refinement: exact to rounding at every knot
    return SplineSurface(knots, coefficients, np.diag(inverse)[:n].copy(), group_of)


def _refuse_conflicts(q: Floats, first: NDArray[np.intp], group_of: NDArray[np.intp]) -> None:
    for index, group in enumerate(group_of):
        if np.hypot(*(q[index] - q[first[group]])) > 1e-9:
            raise conflicting(int(first[group]), index)


def _rows(u: Floats, knots: Floats) -> Floats:
    r2 = (u[:, None, 0] - knots[None, :, 0]) ** 2 + (u[:, None, 1] - knots[None, :, 1]) ** 2
    kernel = 0.5 * r2 * np.log(np.where(r2 > 0, r2, 1.0))
    return np.concatenate([kernel, _affine(u)], axis=1)


def _affine(u: Floats) -> Floats:
    return np.concatenate([np.ones((len(u), 1)), u], axis=1)
