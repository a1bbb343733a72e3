"""A sheet with its control points: the plane it is fitted in, its fits, and places read off it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis_case.geo.area import check_lonlat, inside_vietnam
from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.checks import check_gcps
from gis_case.geo.georef.choose import Choice, choose
from gis_case.geo.georef.fit import Fit, fit
from gis_case.geo.georef.ground import GroundSystem, convert, ground_system, plane_for
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.points import ControlPoint, ControlPointError, ControlSet, Floats, Pair, columns, with_ground
from gis_case.geo.georef.radius import uncertainty_at
from gis_case.geo.transform import outside_vietnam_note
from gis_case.geo.uncertainty import Uncertainty


@dataclass(frozen=True, slots=True)
class Placed:
    """A spot of the image on WGS 84 in degrees, and how well it is known."""

    lon: float
    lat: float
    uncertainty: Uncertainty


@dataclass(frozen=True, slots=True)
class Sheet:
    """Control points as given (`control`, in `system`) and the same in the plane of the fit (`points`)."""

    control: ControlSet
    system: GroundSystem
    plane: GroundSystem
    points: tuple[ControlPoint, ...]

    def fit(self, model: str) -> Fit:
        """Fit one model; raises as `georef.fit.fit`."""
        return fit(self.points, model, self.control.pixel_y)

    def choose(self) -> Choice:
        """Fit all models that the points allow, the recommended one first."""
        return choose(self.points, self.control.pixel_y)

    def issues(self) -> list[Issue]:
        """What is wrong with the points, before any fit."""
        control = self.control
        found = check_gcps(self.points, control.mask, control.size_px, control.pixel_y)
        return found + self._outside_vietnam()

    def to_ground(self, fitted: Fit, pixels: Sequence[Pair]) -> Floats:
        """Return (m, 2) ground in the system the points were given in; NaN beyond a photograph's horizon."""
        ground = fitted.to_ground(np.array(pixels, dtype=np.float64).reshape(-1, 2))
        fine = np.isfinite(ground).all(axis=1)
        result = np.full(ground.shape, np.nan)
        if fine.any():
            result[fine] = convert(ground[fine], self.plane, self.system)
        return result

    def place(self, fitted: Fit, pixel: Pair, drawing_r95_m: float) -> Placed:
        """Return where a spot of the image lies, with the drawing, the fit and the datum in its radius.

        Raises:
            CoordinateError: it is not known where the plane lies, or the spot has no place.
            ValueError: the fit has too few points to say how well it holds.
        """
        lon, lat = self.plane.to_wgs84(fitted.to_ground([pixel]))[0].tolist()
        return Placed(lon, lat, uncertainty_at(fitted, self.plane, pixel, drawing_r95_m))

    def _outside_vietnam(self) -> list[Issue]:
        used = [(index, point) for index, point in enumerate(self.points) if point.enabled]
        if not self.plane.is_located or not used:
            return []
        places = self.plane.to_wgs84(columns([point for _, point in used])[1])
        words = outside_vietnam_note()
        return [
            Issue("outside_vietnam", "warning", index, words)
            for (index, _), (lon, lat) in zip(used, places, strict=True)
            if not inside_vietnam(float(lon), float(lat))
        ]


def sheet_of(control: ControlSet) -> Sheet:
    """Bring the points into the plane in which the sheet is fitted, never degrees.

    Raises:
        CoordinateError: an unknown coordinate system.
        ControlPointError: a place that cannot be in its system; it names the point.
    """
    system = ground_system(control.crs)
    _, ground = columns(control.points)
    if system.is_plane or not len(ground):
        return Sheet(control, system, system, control.points)
    for index, point in enumerate(control.points):
        try:
            if system.key in ("wgs84", "vn2000", "indian1960", "hn72"):
                check_lonlat(*point.ground)
        except CoordinateError as error:
            raise ControlPointError(error.note, index) from error
    plane = plane_for(system, ground)
    return Sheet(control, system, plane, with_ground(control.points, convert(ground, system, plane)))
