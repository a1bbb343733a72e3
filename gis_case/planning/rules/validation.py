"""How often a find lay where it was said to be: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely import Point
from shapely.geometry import shape


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `finds`, `inside` lay within the area that should hold `level` of them."""

    level: float
    finds: int
    inside: int

    @property
    def share(self) -> float | None:
        """The part that lay inside; None where there is no find."""
        return self.inside / self.finds if self.finds else None


def smallest_area(levels: Sequence[Mapping[str, Any]], lon: float, lat: float) -> float | None:
    """Return the level of the smallest area that holds a find, None when it lies outside all."""
    inside = [one["level"] for one in levels if shape(dict(one["outline"])).covers(Point(lon, lat))]
    return min(inside, default=None)


def rates(found_in: Iterable[float | None], levels: Sequence[float] = (0.5, 0.8, 0.95)) -> list[Rate]:
    """Return for each level how many finds lay within its area."""
    finds = list(found_in)
    return [Rate(level, len(finds), sum(one is not None and one <= level for one in finds)) for level in levels]
