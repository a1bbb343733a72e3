"""Control points, and why a set of them is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import Note

Floats = NDArray[np.float64]
PixelY = Literal["down", "up"]
Pair = tuple[float, float]


class ControlPointError(CoordinateError):
    """Control points that allow no fit; `gcp` is the index of the one at fault, counted from 0, if it is one."""

    def __init__(self, reason: Note, gcp: int | None = None) -> None:
        super().__init__(reason)
        self.gcp = gcp


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One spot on the image and where it lies.

    `pixel` is x, y in pixels from the upper left corner of the image (not from the middle of its first
    pixel), `ground` is easting, northing (or longitude, latitude); `r95_m` is how well the ground is
    known, a 95 % radius in metres, or None. A point with `enabled` False is kept but not used.
    """

    pixel: Pair
    ground: Pair
    r95_m: float | None = None
    enabled: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True)
class ControlSet:
    """The control points of one image, as a file or a page gives them.

    `pixel_y` tells whether pixel y grows downwards (rows) or upwards; `crs` is what the ground is given
    in, such as "EPSG:9215", or None for a plane as given; `mask` is the ring of the part of the image
    that counts, in pixels, empty for all of it; `model` is what the file asks for, if it asks.
    """

    points: tuple[ControlPoint, ...]
    pixel_y: PixelY = "down"
    crs: str | None = None
    mask: tuple[Pair, ...] = ()
    size_px: tuple[int, int] | None = None
    query: tuple[Pair, ...] = ()
    model: str | None = None
    source: str = ""

    @property
    def used(self) -> tuple[ControlPoint, ...]:
        """The points that take part in the fit."""
        return tuple(point for point in self.points if point.enabled)


def columns(points: Sequence[ControlPoint]) -> tuple[Floats, Floats]:
    """Return pixels and ground of the points, each (n, 2)."""
    pixels = np.array([point.pixel for point in points], dtype=np.float64).reshape(-1, 2)
    ground = np.array([point.ground for point in points], dtype=np.float64).reshape(-1, 2)
    return pixels, ground


def with_ground(points: Iterable[ControlPoint], ground: Floats) -> tuple[ControlPoint, ...]:
    """Return the same points at other ground coordinates, (n, 2)."""
    return tuple(
        ControlPoint(point.pixel, (float(e), float(n)), point.r95_m, point.enabled, point.label)
        for point, (e, n) in zip(points, ground, strict=True)
    )
