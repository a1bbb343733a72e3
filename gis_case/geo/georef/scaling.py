"""Coordinates brought near 0 and 1 before anything is solved, and polynomials brought back."""

from dataclasses import dataclass
from math import comb

import numpy as np

from gis_case.geo.georef.points import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Shift and scale: scaled = (value − centre) / scale; `flip` first turns the second axis over."""

    centre: Floats
    scale: float
    flip: bool = False

    def apply(self, values: Floats) -> Floats:
        """Return the scaled (n, 2)."""
        return (self._turned(values) - self.centre) / self.scale

    def undo(self, scaled: Floats) -> Floats:
        """Return the (n, 2) that were scaled."""
        return self._turned(scaled * self.scale + self.centre)

    def _turned(self, values: Floats) -> Floats:
        return values * np.array([1.0, -1.0]) if self.flip else values


def scaling_of(values: Floats, flip: bool = False) -> Scaling:
    """Return the scaling that brings (n, 2) to centre 0 and a mean distance of √2 from it.

    Source: Hartley (1997), In defense of the eight-point algorithm, IEEE PAMI 19, 580-593.
    """
    turned = values * np.array([1.0, -1.0 if flip else 1.0])
    centre = turned.mean(axis=0)
    spread = float(np.hypot(*(turned - centre).T).mean()) / np.sqrt(2)
    return Scaling(centre, spread if spread > 0 else 1.0, flip)


def powers_of(degree: int) -> tuple[tuple[int, int], ...]:
    """Return the exponents of x and y up to a degree, in GDAL's order: 1, x, y, x², xy, y², x³, …"""
    return tuple((total - j, j) for total in range(degree + 1) for j in range(total + 1))


def unscaled_polynomial(coefficients: Floats, degree: int, pixels: Scaling, ground: Scaling) -> Floats:
    """Return the coefficients in true pixels and ground of a polynomial found in scaled ones.

    Args:
        coefficients: (terms, 2), one column for each ground axis, terms as `powers_of`.

    Returns:
        (terms, 2) for x, y in pixels as given to `pixels.apply`.
    """
    order = powers_of(degree)
    place = {power: row for row, power in enumerate(order)}
    (cx, cy), sign = pixels.centre, -1.0 if pixels.flip else 1.0
    plain = np.zeros_like(coefficients)
    for (i, j), row in zip(order, coefficients, strict=True):
        for a in range(i + 1):
            for b in range(j + 1):
                factor = comb(i, a) * (-cx) ** (i - a) * comb(j, b) * (-cy) ** (j - b) * sign**b
                plain[place[a, b]] += row * factor / pixels.scale ** (i + j)
    plain *= ground.scale
    plain[0] += ground.centre
    return plain
