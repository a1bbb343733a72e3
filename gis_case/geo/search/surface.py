"""Where a burial may still be: a chance for each cell, and one for being outside or no longer there."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from gis_case.geo.search.grid import Grid
from gis_case.geo.search.pod import MOST_POD
from gis_case.geo.search.reports import Report, bump, exponents

P_OUTSIDE = 0.15
LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class Factor:
    """Ground on which a burial is more or less likely than elsewhere: water 0, a cliff 0.1, an old camp 3."""

    area: Polygon | MultiPolygon
    times: float


@dataclass(frozen=True, slots=True)
class Level:
    """The smallest ground that holds `level` of the chance that it is in the area at all.

    `chance` counts being outside too; `hectares` is its size; `cells` (rows, columns) which cells it is.
    """

    level: float
    chance: float
    hectares: float
    cells: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Surface:
    """Chances of the cells of `grid`.

    `told` (rows, columns) sums to 1 - `p_outside`: what the reports say before any search. `missed` is the
    chance that all searches so far would have missed it in each cell.
    """

    grid: Grid
    told: NDArray[np.float64]
    p_outside: float
    missed: NDArray[np.float64] = field(repr=False)

    @property
    def p(self) -> NDArray[np.float64]:
        """(rows, columns) the chance of each cell; with `outside` they sum to 1."""
        left = self.told * self.missed
        chances: NDArray[np.float64] = left / (left.sum() + self.p_outside)
        return chances

    @property
    def outside(self) -> float:
        """The chance that it is outside the area, or no longer there."""
        return float(self.p_outside / ((self.told * self.missed).sum() + self.p_outside))

    def searched(self, area: Polygon | MultiPolygon, pod: float) -> "Surface":
        """Return the surface after a search of an area in degrees that found nothing; PODs above 0.9 count as 0.9.

        A cell that lies in it in part is searched in part. Bayes: p (1 - POD) over the sum of what is left.
        """
        return self.missing(self.grid.covered(area) * min(pod, MOST_POD))

    def missing(self, pod: NDArray[np.float64]) -> "Surface":
        """Return the surface after a search with (rows, columns) chances of finding, each 0 to 0.9.

        Raises:
            ValueError: the shape differs, or a chance is outside 0 to MOST_POD.
        """
        if pod.shape != self.grid.shape or not ((pod >= 0) & (pod <= MOST_POD)).all():
            raise ValueError(f"a chance of finding between 0 and {MOST_POD} is needed for each cell")
        return replace(self, missed=self.missed * (1.0 - pod))

    def found_by(self, area: Polygon | MultiPolygon, pod: float) -> float:
        """Return the chance that a search of an area in degrees with this POD would find it."""
        return float((self.p * self.grid.covered(area)).sum() * min(pod, MOST_POD))

    def areas(self, levels: Sequence[float] = LEVELS) -> list[Level]:
        """Return the smallest grounds that hold these parts of the chance of being in the area."""
        p = self.p.ravel()
        order = np.argsort(-p, kind="stable")
        total = np.cumsum(p[order])
        found = []
        for level in levels:
            many = int(np.searchsorted(total, level * total[-1] * (1 - 1e-12))) + 1 if total[-1] > 0 else 0
            cells = np.zeros(p.shape, dtype=np.bool_)
            cells[order[:many]] = True
            hectares = many * self.grid.cell_m**2 / 10_000
            found.append(Level(level, float(p[cells].sum()), hectares, cells.reshape(self.grid.shape)))
        return found


def prior(
    grid: Grid, area: Polygon | MultiPolygon, factors: Sequence[Factor] = (), p_outside: float = P_OUTSIDE
) -> Surface:
    """Return the surface before any report: even over an area in degrees, times the factors of its ground.

    Raises:
        ValueError: nothing of the area is left, a factor is negative, or `p_outside` is not between 0 and 1.
    """
    if not 0 < p_outside < 1 or any(factor.times < 0 for factor in factors):
        raise ValueError("the chance of being outside must be between 0 and 1, and no factor below 0")
    weight = grid.covered(area)
    for factor in factors:
        weight = weight * (1 + (factor.times - 1) * grid.covered(factor.area))
    if not weight.sum() > 0:
        raise ValueError("nothing of the area is left")
    return Surface(grid, weight / weight.sum() * (1 - p_outside), p_outside, np.ones(grid.shape))


def surface(before: Surface, reports: Sequence[Report]) -> Surface:
    """Return the surface after what the reports say; searches made so far are kept.

    p is proportional to the prior times the product of L^w, with L = r N + (1 - r) / A: N is the report's
    mixture of readings, r its reliability, A the area in square metres, w 1 / n for n reports of one source.
    The reports say where in the area, not whether it is there: the chance of being outside stays.
    """
    likelihood = np.zeros(before.grid.shape)
    for report, weight in zip(reports, exponents(reports), strict=True):
        likelihood += weight * np.log(_mixture(before, report))
    inside = before.told > 0
    likelihood -= likelihood[inside].max()
    told = before.told * np.exp(np.minimum(likelihood, 0.0))
    return replace(before, told=told / told.sum() * (1 - before.p_outside))


def _mixture(before: Surface, report: Report) -> NDArray[np.float64]:
    return report.reliability * bump(before.grid, report) + (1 - report.reliability) / _area_m2(before)


def _area_m2(before: Surface) -> float:
    return float(np.count_nonzero(before.told) * before.grid.cell_m**2)


def rightness(after: Surface, report: Report) -> float:
    """Return the chance, given all reports and searches, that this one is about the place: what it says, weighed."""
    p = after.p
    right = report.reliability * bump(after.grid, report)
    inside = p.sum()
    return float((p * right / (right + (1 - report.reliability) / _area_m2(after))).sum() / inside) if inside else 0.0
