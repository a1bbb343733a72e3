"""Similarity, affine and polynomials: least squares in closed form, with leave-one-out from the hat matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.georef.points import Floats
from gis_case.geo.georef.refusals import degenerate
from gis_case.geo.georef.scaling import powers_of

Basis = Callable[[Floats], NDArray[Any]]
RANK_TOLERANCE = 1e-9
# A point whose leverage comes this near to 1 decides something alone: nothing can be said without it.
ALONE = 1 - 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LinearSurface:
    """ground = basis(u) · coefficients; one complex column for a similarity, two real ones otherwise."""

    basis: Basis
    slope_basis: Callable[[Floats], tuple[NDArray[Any], NDArray[Any]]]
    coefficients: NDArray[Any]
    orthogonal: NDArray[Any]
    triangular: NDArray[Any]
    weighted_residuals: NDArray[Any]
    root_weights: Floats
    groups: NDArray[np.intp]

    def at(self, u: Floats) -> Floats:
        """Return (m, 2) scaled ground at (m, 2) scaled pixels."""
        return _pairs(self.basis(u) @ self.coefficients)

    def slope(self, u: Floats) -> Floats:
        """Return the derivatives, (m, 2, 2)."""
        return np.stack([_pairs(side @ self.coefficients) for side in self.slope_basis(u)], axis=2)

    def leverage(self, u: Floats) -> Floats:
        """Return the diagonal of the hat matrix at (m, 2) scaled pixels."""
        rows = np.linalg.solve(self.triangular.conj().T, self.basis(u).conj().T)
        return np.asarray((np.abs(rows) ** 2).sum(axis=0), dtype=np.float64)

    def left_out(self) -> Floats | None:
        """Return the leave-one-out errors, (n, 2).

        Points at one pixel leave together: with its twin still there, nothing would be left out.
        Source: the deletion formula e = (I − H)⁻¹ r (Cook & Weisberg 1982, section 2.2).
        """
        rest = 1 - (np.abs(self.orthogonal) ** 2).sum(axis=1)
        if rest.min() < 1 - ALONE:
            return None
        errors = self.weighted_residuals / rest[:, None]
        for group in np.flatnonzero(np.bincount(self.groups) > 1):
            rows = np.flatnonzero(self.groups == group)
            part = self.orthogonal[rows]
            block = np.eye(len(rows)) - part @ part.conj().T
            if np.linalg.eigvalsh(block)[0] < 1 - ALONE:
                return None
            errors[rows] = np.linalg.solve(block, self.weighted_residuals[rows])
        return -_pairs(errors / self.root_weights[:, None])


def similarity(u: Floats, q: Floats, weights: Floats, groups: NDArray[np.intp]) -> LinearSurface:
    """Fit shift, turn and scale: one complex factor and one complex shift (Helmert in the plane)."""
    target = (q[:, 0] + 1j * q[:, 1])[:, None]
    return _solve(_turning, _turning_slope, u, target, weights, groups)


def polynomial(u: Floats, q: Floats, weights: Floats, groups: NDArray[np.intp], degree: int) -> LinearSurface:
    """Fit a polynomial of degree 1 (affine), 2 or 3 to each ground axis."""
    powers = powers_of(degree)

    def basis(at: Floats) -> Floats:
        return np.stack([at[:, 0] ** i * at[:, 1] ** j for i, j in powers], axis=1)

    def slope_basis(at: Floats) -> tuple[Floats, Floats]:
        x, y = at[:, 0], at[:, 1]
        along_x = [i * x ** max(i - 1, 0) * y**j for i, j in powers]
        along_y = [j * x**i * y ** max(j - 1, 0) for i, j in powers]
        return np.stack(along_x, axis=1), np.stack(along_y, axis=1)

    return _solve(basis, slope_basis, u, q, weights, groups)


def _solve(
    basis: Basis,
    slope_basis: Callable[[Floats], tuple[NDArray[Any], NDArray[Any]]],
    u: Floats,
    target: NDArray[Any],
    weights: Floats,
    groups: NDArray[np.intp],
) -> LinearSurface:
    root = np.sqrt(weights)
    design, wanted = basis(u) * root[:, None], target * root[:, None]
    if _is_deficient(design):
        raise degenerate(u)
    orthogonal, triangular = np.linalg.qr(design)
    coefficients = np.linalg.solve(triangular, orthogonal.conj().T @ wanted)
    residuals = wanted - design @ coefficients
    return LinearSurface(basis, slope_basis, coefficients, orthogonal, triangular, residuals, root, groups)


def _is_deficient(design: NDArray[Any]) -> bool:
    values = np.linalg.svd(design, compute_uv=False)
    return len(design) < design.shape[1] or bool(values[-1] <= RANK_TOLERANCE * values[0])


def _turning(u: Floats) -> NDArray[np.complex128]:
    return np.stack([np.ones(len(u), dtype=np.complex128), u[:, 0] + 1j * u[:, 1]], axis=1)


def _turning_slope(u: Floats) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    zero, one = np.zeros(len(u), dtype=np.complex128), np.ones(len(u), dtype=np.complex128)
    return np.stack([zero, one], axis=1), np.stack([zero, 1j * one], axis=1)


def _pairs(values: NDArray[Any]) -> Floats:
    if np.iscomplexobj(values):
        return np.concatenate([values.real, values.imag], axis=1)
    return np.asarray(values, dtype=np.float64)
