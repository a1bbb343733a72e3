"""What a report says of each cell: a mixture that lets one false report be outvoted."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from gis_case.geo.search.grid import Grid
from gis_case.geo.uncertainty import SIGMAS_IN_R95


@dataclass(frozen=True, slots=True)
class Place:
    """One reading of a report: degrees on WGS 84, the 95 % radius in metres, its weight among the readings."""

    lon: float
    lat: float
    r95_m: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Report:
    """A claim of where it is.

    `places` are its readings, of which at most one is right; `reliability` the chance that the report is about
    this burial at all, between 0 and 1; `k` widens its radius, 1.5 for memory and 1 for instruments; reports of
    one `group` repeat one source and count together as one.
    """

    key: Hashable
    places: tuple[Place, ...]
    reliability: float
    k: float = 1.0
    group: Hashable = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        good = all(place.r95_m > 0 and place.weight > 0 for place in self.places)
        if not self.places or not good or not 0 <= self.reliability < 1 or self.k <= 0:
            raise ValueError("a report needs places with radii and weights above 0, and a reliability below 1")


def bump(grid: Grid, report: Report) -> NDArray[np.float64]:
    """Return (rows, columns) the mean density per square metre of the report if it is right: its readings mixed.

    Each is a circular normal of R95 k / 2.4477, integrated over each cell, so that a radius finer than a cell
    is not lost between the middles of cells.
    """
    total = sum(place.weight for place in report.places)
    density = np.zeros(grid.shape)
    for place in report.places:
        x, y = grid.to_metres(np.array([[place.lon, place.lat]]))[0]
        sigma = report.k * place.r95_m / SIGMAS_IN_R95
        along = _shares(grid.x - x, grid.cell_m, sigma)
        up = _shares(grid.y - y, grid.cell_m, sigma)
        density += place.weight / total / grid.cell_m**2 * np.outer(up, along)
    return density


def _shares(away: NDArray[np.float64], side: float, sigma: float) -> NDArray[np.float64]:
    """Return how much of a normal error lies in each strip of width `side` whose middle is `away` metres off."""
    return np.asarray(ndtr((away + side / 2) / sigma) - ndtr((away - side / 2) / sigma), dtype=np.float64)


def exponents(reports: Sequence[Report]) -> list[float]:
    """Return the weight of each report: 1 / n for n reports of one group; None is no group."""
    sizes = Counter(report.group for report in reports if report.group is not None)
    return [1.0 if report.group is None else 1.0 / sizes[report.group] for report in reports]
