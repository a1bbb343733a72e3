"""Which ground to search next: the most chance of finding for a day's work of one person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon, box

from gis_case.geo.search.pod import MOST_POD
from gis_case.geo.search.surface import Surface


@dataclass(frozen=True, slots=True)
class Block:
    """A square of ground: `area` in degrees, `hectares`, `chance` that it lies there, `gain` that a search finds it.

    `days` are the person-days of that search; blocks are ranked by `gain` / `days`.
    """

    area: Polygon
    hectares: float
    chance: float
    gain: float
    days: float


def next_blocks(
    surface: Surface,
    *,
    pod: float,
    days_per_ha: float,
    block_m: float = 40.0,
    most: int = 10,
    cost: NDArray[np.float64] | None = None,
) -> list[Block]:
    """Return the blocks to search next, the best first.

    Args:
        surface: where it may be.
        pod: the chance that the search finds what lies in a block; above 0.9 counts as 0.9.
        days_per_ha: person-days for one hectare of even ground.
        block_m: the side of a block in metres; rounded to whole cells.
        most: how many blocks.
        cost: (rows, columns) how many times the even effort each cell takes, None for 1 everywhere.

    Returns:
        Blocks with a chance above 0. For a target that stays where it is, taking the best ratio first finds it
        soonest for the days spent.

    Source: Stone (1975), Theory of Optimal Search, for the ratio as index.
    """
    if not 0 < pod <= 1 or not days_per_ha > 0 or not block_m > 0:
        raise ValueError("POD must be above 0 and at most 1, days and the side of a block above 0")
    grid, side = surface.grid, max(1, round(block_m / surface.grid.cell_m))
    effort = (np.ones(grid.shape) if cost is None else cost) * days_per_ha * grid.cell_m**2 / 10_000
    chances, days = _summed(surface.p, side), _summed(effort, side)
    gain = chances * min(pod, MOST_POD)
    ratio = np.divide(gain, days, out=np.zeros_like(gain), where=days > 0).ravel()
    blocks = []
    for at in np.argsort(-ratio, kind="stable")[:most]:
        if ratio[at] <= 0:
            break
        row, column = divmod(int(at), chances.shape[1])
        area, hectares = _square(surface, row, column, side)
        blocks.append(Block(area, hectares, float(chances.flat[at]), float(gain.flat[at]), float(days.flat[at])))
    return blocks


def _summed(values: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    rows = np.add.reduceat(values, np.arange(0, values.shape[0], side), axis=0)
    return np.asarray(np.add.reduceat(rows, np.arange(0, values.shape[1], side), axis=1))


def _square(surface: Surface, row: int, column: int, side: int) -> tuple[Polygon, float]:
    grid = surface.grid
    low, left = row * side, column * side
    high, right = min(low + side, grid.rows), min(left + side, grid.columns)
    corners = np.array([[left, low], [right, high]], dtype=float) - (grid.columns / 2, grid.rows / 2)
    (west, south), (east, north) = grid.to_degrees(corners * grid.cell_m)
    return box(west, south, east, north), (high - low) * (right - left) * grid.cell_m**2 / 10_000
