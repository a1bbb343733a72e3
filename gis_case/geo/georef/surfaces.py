"""What each solver hands back: ground over scaled pixels, its slope, and how far it leans on the points."""

from typing import Protocol

from gis_case.geo.georef.points import Floats


class Surface(Protocol):
    """A fitted function of scaled pixels (v upwards) to scaled ground; m points at a time."""

    def at(self, u: Floats) -> Floats:
        """Return (m, 2) scaled ground at (m, 2) scaled pixels."""

    def slope(self, u: Floats) -> Floats:
        """Return (m, 2, 2): the derivative of ground axis k along pixel axis j at [:, k, j]."""

    def leverage(self, u: Floats) -> Floats:
        """Return (m,): the variance of the fit, in units of one control point's own variance."""

    def left_out(self) -> Floats | None:
        """Return (n, 2): what is predicted for each point without it, minus what it says; None if impossible."""
