"""Which control points do not belong with the others, found by a fit that a few wrong ones cannot bend."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.georef.points import Floats

LEAST_POINTS = 5
MOST_SUBSETS = 400
# Below this many pixels nobody calls a point wrong: a hand and a pencil err as much.
PIXELS_ALLOWED = 5.0
# Residuals beyond this many times the usual one are strange; few points ask for more patience.
TIMES_USUAL = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Steady:
    """An affine (3, 2) that the majority agrees on, and who does not: (n,) True for strangers."""

    affine: Floats = field(repr=False)
    strange: NDArray[np.bool_]
    lengths: Floats = field(repr=False)
    allowed: float

    def at(self, pixels: Floats) -> Floats:
        """Return (m, 2) ground."""
        return np.asarray(self.affine[0] + pixels @ self.affine[1:], dtype=np.float64)

    @property
    def scale(self) -> float:
        """Ground units per pixel."""
        return float(np.sqrt(abs(float(np.linalg.det(self.affine[1:])))))


def steady_affine(pixels: Floats, ground: Floats) -> Steady | None:
    """Fit an affine to all but the worst fifth of the points, and judge every point by it.

    Args:
        pixels, ground: (n, 2); fewer than five give None, as do points on a line.

    Source: least quantile of squares over elemental subsets, Rousseeuw (1984), J. Am. Stat. Assoc. 79,
    871-880; all threes, or 400 of them drawn with a fixed seed; then least squares on those that agree.
    """
    n = len(pixels)
    if n < LEAST_POINTS:
        return None
    rows = np.concatenate([np.ones((n, 1)), pixels], axis=1)
    kept = n - max(1, n // 5)
    start = _least_quantile(rows, ground, kept)
    if start is None:
        return None
    good = np.argsort(_lengths(rows @ start - ground))[:kept]
    affine = np.asarray(np.linalg.lstsq(rows[good], ground[good], rcond=None)[0], dtype=np.float64)
    lengths = _lengths(rows @ affine - ground)
    usual = float(np.sqrt((lengths[good] ** 2).sum() / (kept - 3)))
    scale = float(np.sqrt(abs(np.linalg.det(affine[1:]))))
    allowed = max(TIMES_USUAL * (1 + 3 / (kept - 3)) * usual, PIXELS_ALLOWED * scale)
    return Steady(affine, lengths > allowed, lengths, allowed)


def _least_quantile(rows: Floats, ground: Floats, kept: int) -> Floats | None:
    subsets = _threes(len(rows))
    area = np.abs(np.linalg.det(rows[subsets]))
    wide = area > 0.02 * area.max()
    if not wide.any():
        return None
    solved = np.linalg.solve(rows[subsets[wide]], ground[subsets[wide]])
    away = _lengths(rows @ solved - ground)
    return np.asarray(solved[int(np.partition(away, kept - 1, axis=1)[:, kept - 1].argmin())], dtype=np.float64)


def _threes(n: int) -> NDArray[np.intp]:
    if n * (n - 1) * (n - 2) // 6 <= MOST_SUBSETS:
        return np.array(list(combinations(range(n), 3)), dtype=np.intp)
    dice = np.random.default_rng(20261124)
    return np.array([dice.choice(n, 3, replace=False) for _ in range(MOST_SUBSETS)], dtype=np.intp)


def _lengths(differences: Floats) -> Floats:
    return np.asarray(np.hypot(differences[..., 0], differences[..., 1]), dtype=np.float64)
