"""Control points as the pages keep them, what lays a drawing on the ground, and how far that may err: pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis_case.core.text import N_, Message, message
from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.checks import check_gcps
from gis_case.geo.georef.choose import Choice, choose
from gis_case.geo.georef.fit import Fit, fit
from gis_case.geo.georef.fit_checks import check_fit, inside_hull
from gis_case.geo.georef.ground import GroundSystem, ground_system, plane_for
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.points import ControlPoint, Floats, Pair, columns
from gis_case.geo.georef.radius import radius_95
from gis_case.geo.messages import note
from gis_case.geo.uncertainty import RMSE_TO_R95, Term, Uncertainty, combine

BEST = "best"
MOST_POINTS = 200
LONGEST_LABEL = 120
# Two landmarks cannot check each other: a quarter of the way between them, and never less than this.
ROUGH_SHARE = 0.25
ROUGH_LEAST_M = 300.0
# A pen's mark and its reading: two millimetres on a sheet whose long side has 297.
PEN_SHARE = 2 / 297
HEAT_CELLS = 24


class PointsError(ValueError):
    """What the page sent is no set of control points; `reason` says what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class GroundPoint:
    """A pixel of the drawing (x, y from its upper left corner) and its place on WGS 84, good to `r95_m`."""

    x: float
    y: float
    lon: float
    lat: float
    r95_m: float | None = None
    label: str = ""
    text: str = ""
    enabled: bool = True

    def kept(self) -> dict[str, Any]:
        """Return the point as JSON keeps it."""
        return {
            "pixel": [self.x, self.y], "lon": self.lon, "lat": self.lat, "r95_m": self.r95_m,
            "label": self.label, "text": self.text, "enabled": self.enabled,
        }  # fmt: skip


def read_points(raw: object) -> list[GroundPoint]:
    """Return the points of a page or of a kept version; raise PointsError for what is none."""
    if not isinstance(raw, list) or len(raw) > MOST_POINTS:
        raise PointsError(message(N_("At most %(most)s control points fit on one map."), most=MOST_POINTS))
    return [_point(one, number) for number, one in enumerate(raw, 1)]


def _point(raw: Any, number: int) -> GroundPoint:
    try:
        x, y = (_finite(value) for value in raw["pixel"])
        lon, lat = _finite(raw["lon"]), _finite(raw["lat"])
        radius = None if raw.get("r95_m") is None else _finite(raw["r95_m"])
    except (TypeError, LookupError, AttributeError, ValueError) as error:
        raise PointsError(message(N_("Point %(number)s is not whole. Place it again."), number=number)) from error
    if abs(lon) > 180 or abs(lat) > 90 or (radius is not None and not 0 < radius < 1e6):
        raise PointsError(
            message(N_("Point %(number)s lies nowhere on the Earth. Place it on the ground map again."), number=number)
        )
    label, text = (str(raw.get(name) or "")[:LONGEST_LABEL] for name in ("label", "text"))
    return GroundPoint(x, y, lon, lat, radius, label, text, bool(raw.get("enabled", True)))


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A drawing laid on the ground: the fit in its plane, and whether it is only a rough placing."""

    fit: Fit
    plane: GroundSystem
    rough: bool = False

    def lonlat(self, pixels: Any) -> Floats:
        """Return (m, 2) longitude, latitude of (m, 2) pixels."""
        return self.plane.to_wgs84(self.fit.to_ground(pixels))

    def pixels(self, lonlat: Any) -> Floats:
        """Return (m, 2) pixels of (m, 2) longitude, latitude; NaN where there are none."""
        return self.fit.to_pixel(self.plane.from_wgs84(np.asarray(lonlat, dtype=np.float64)))

    @property
    def is_unchecked(self) -> bool:
        """Whether no point can check the others, so that the error is set large on purpose."""
        return self.rough or self.fit.loo_rmse is None

    def r95_at(self, pixels: Any) -> Floats:
        """Return (m,): the 95 % radius in metres of the fit at (m, 2) pixels."""
        where = np.asarray(pixels, dtype=np.float64)
        checked = np.nan_to_num(radius_95(self.fit, where))
        return np.maximum(checked, self._rough_at(where)) if self.is_unchecked else checked

    def _rough_at(self, where: Floats) -> Floats:
        spots, ground = columns(self.fit.points)
        apart_px, apart_m = (float(np.hypot(*np.ptp(places, axis=0))) for places in (spots, ground))
        known = max((point.r95_m or 0.0 for point in self.fit.points), default=0.0)
        least = max(ROUGH_LEAST_M, ROUGH_SHARE * apart_m, known)
        away = np.hypot(*(where - spots.mean(axis=0)).T) / max(apart_px / 2, 1e-9)
        return np.asarray(least * np.maximum(1.0, away), dtype=np.float64)

    @property
    def r95_m(self) -> float:
        """The headline: the radius in the middle of the control points."""
        return max(0.1, float(self.r95_at(columns(self.fit.points)[0].mean(axis=0)[None])[0]))

    def metres_per_pixel(self, pixel: Pair) -> float:
        """Return the scale at a pixel."""
        return math.sqrt(abs(float(np.linalg.det(self.fit.jacobian([pixel])[0]))))

    def uncertainty(self, pixel: Pair, drawing_px: float, extent_m: float = 0.0) -> Uncertainty:
        """Add up what a mark at `pixel` may err: pen and reading, the fit there, the datum, and its own extent."""
        sheet = note(N_("rough placing by landmarks, taken as large on purpose")) if self.is_unchecked else note(
            N_("fit of the map at this place (leave-one-out)")
        )  # fmt: skip
        drawing = note(N_("the drawing and the reading of it"))
        terms = [
            Term("drawing", drawing_px * self.metres_per_pixel(pixel), "random", drawing),
            Term("fit", float(self.r95_at([pixel])[0]), "random", sheet),
        ]
        if self.plane.op_code:
            datum = note(N_("conversion to WGS 84 (EPSG operation %(operation)s)"), operation=self.plane.op_code)
            terms.append(Term("datum", self.plane.op_r95_m, "random", datum))
        if extent_m:
            terms.append(Term("extent", extent_m, "bound", note(N_("extent of the mark itself"))))
        return combine(terms)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of a set of control points: the drawing laid, or why not; all fits tried; what is odd."""

    laid: Laid | None
    choice: Choice | None
    issues: tuple[Issue, ...]
    refused: Message | None = None


def lay(
    points: Sequence[GroundPoint], *, crs: str, model: str, rough: bool, size_px: tuple[int, int], mask: Sequence[Pair]
) -> Outcome:
    """Fit control points in the sheet's own plane; an error among the issues leaves the drawing unlaid."""
    used = [point for point in points if point.enabled]
    if len(used) < 2:
        return Outcome(None, None, (), message(N_("Place at least two points, each on the drawing and on the ground.")))
    try:
        plane, controls = in_plane(points, crs)
        issues = tuple(check_gcps(controls, mask, size_px))
        if rough:
            laid: Laid | None = Laid(fit(controls, "similarity"), plane, rough=True)
            return Outcome(None if _is_wrong(issues) else laid, None, issues)
        choice = choose(controls)
        chosen = choice.best if model == BEST else fit(controls, model)
    except CoordinateError as error:
        return Outcome(None, None, (), message(error.msgid, **error.params))
    if chosen is None or _is_wrong(issues):
        return Outcome(None, choice, issues)
    known = {issue.code for issue in issues}
    more = tuple(issue for issue in check_fit(chosen) if issue.code not in known)
    return Outcome(Laid(chosen, plane), choice, issues + more)


def _is_wrong(issues: Sequence[Issue]) -> bool:
    return any(issue.severity == "error" for issue in issues)


def in_plane(points: Sequence[GroundPoint], crs: str) -> tuple[GroundSystem, list[ControlPoint]]:
    """Return the plane to fit in, and the points in it."""
    lonlat = np.array([(point.lon, point.lat) for point in points], dtype=np.float64)
    plane = plane_for(ground_system(crs or "EPSG:4326"), lonlat)
    if not plane.is_located:
        raise CoordinateError(note(N_("It is not known where the system %(crs)s lies."), crs=crs))
    return plane, [
        ControlPoint((point.x, point.y), (float(e), float(n)), point.r95_m, point.enabled, point.label)
        for point, (e, n) in zip(points, plane.from_wgs84(lonlat), strict=True)
    ]


def laid_again(gcps: object, plane: Mapping[str, Any], model: str, *, rough: bool) -> Laid:
    """Return a kept fit as it was: the same points by the same model in the same plane."""
    points = read_points(gcps)
    system = GroundSystem(str(plane["key"]), plane.get("lon0"), plane.get("zone"), str(plane.get("crs", "")))
    ground = system.from_wgs84(np.array([(point.lon, point.lat) for point in points], dtype=np.float64))
    controls = [
        ControlPoint((point.x, point.y), (float(e), float(n)), point.r95_m, point.enabled, point.label)
        for point, (e, n) in zip(points, ground, strict=True)
    ]
    return Laid(fit(controls, model), system, rough=rough)


def kept_plane(plane: GroundSystem) -> dict[str, Any]:
    """Return a plane as JSON keeps it."""
    return {"key": plane.key, "lon0": plane.lon0, "zone": plane.zone, "crs": plane.crs}


def kept_parameters(laid: Laid) -> dict[str, Any]:
    """Return what a fit does in words of the ground: scale, turn, whether it mirrors."""
    middle = columns(laid.fit.points)[0].mean(axis=0)
    slope = laid.fit.jacobian(middle[None])[0]
    east, north = laid.fit.to_ground(middle[None])[0].tolist()
    return {
        "middle_px": middle.tolist(),
        "middle_ground": [east, north],
        "m_per_px": laid.metres_per_pixel((float(middle[0]), float(middle[1]))),
        # How far the drawing's upward direction is turned from north, clockwise.
        "turn_deg": math.degrees(math.atan2(-slope[0, 1], -slope[1, 1])),
        "jacobian": slope.tolist(),
    }


def pen_px(size_px: tuple[int, int]) -> float:
    """Return how far a pen's mark and its reading may err, in pixels."""
    return max(size_px) * PEN_SHARE


def heat(laid: Laid, size_px: tuple[int, int]) -> dict[str, Any]:
    """Return the radius over the sheet as a coarse grid, rows from the top; None outside the hull of the points."""
    width, height = size_px
    across = [(column + 0.5) * width / HEAT_CELLS for column in range(HEAT_CELLS)]
    down = [(row + 0.5) * height / HEAT_CELLS for row in range(HEAT_CELLS)]
    where = np.array([(x, y) for y in down for x in across], dtype=np.float64)
    inside = inside_hull(laid.fit, where)
    radii = [round(float(radius), 1) if held else None for radius, held in zip(laid.r95_at(where), inside, strict=True)]
    return {"cells": HEAT_CELLS, "r95_m": radii, "base_m": round(laid.r95_m, 1)}


def rmse_to_r95(rmse_m: float) -> float:
    """Return the 95 % radius of a root mean square error."""
    return rmse_m * RMSE_TO_R95
