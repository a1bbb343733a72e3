"""Local datum shifts from points known in two systems: where no published operation covers the province."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m, separation_m
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.shift import ELLIPSOIDS, Calibration
from gis_case.geo.transform import system_of, to_datum_degrees, to_wgs84_array

FEWEST = 3
# A local fit further from the published operation than this many of its radii is more likely a mistake.
FAR_RADII = 3.0
# A point that misses what the others say by this many of their radii is named.
OUTLIER_RADII = 2.0
SAME_POINT_M = 1.0
SMALLEST_R95_M = 1.0


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One point known in two systems: `x`, `y` in `system` (degrees or metres), `lon`, `lat` on WGS 84 in degrees."""

    system: str
    x: float
    y: float
    lon: float
    lat: float
    zone: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration with what it rests on: residual of each point in metres, its error when left out, remarks."""

    calibration: Calibration
    residuals_m: tuple[float, ...]
    left_out_m: tuple[float, ...]
    from_published_m: float
    remarks: tuple[Note, ...]


def fit_calibration(datum: str, points: Sequence[ControlPoint], code: str = "") -> Fitted:
    """Fit a local shift of `datum` by the mean geocentric translation of its control points.

    Within a province a translation is all that few points can carry; rotations and scale would follow
    their errors. The radius is that of predicting a further point: with s² = Σr²/(2(n-1)) it is
    s·√(1+1/n)·√(2·F(0.95; 2, 2(n-1))), wide for three points and 2.45 s for many.

    Args:
        datum: "indian1960" or "hn72".
        points: at least three, in systems of that datum.
        code: the name of this version.

    Returns:
        Fitted; `remarks` name points that do not fit and a result far from the published operation.

    Raises:
        CoordinateError: fewer than three points, one point twice, a system of another datum, or a
            coordinate that its system cannot hold.

    Source: geocentric translation, EPSG method 9603; the radius is Hotelling's for an isotropic plane.
    """
    _check(datum, points)
    local = np.array([to_datum_degrees(point.system, point.x, point.y, zone=point.zone) for point in points])
    known = np.array([[point.lon, point.lat] for point in points])
    shift, residuals = _mean_shift(datum, local, known)
    alone = [_left_out(datum, local, known, at) for at in range(len(points))]
    fitted = replace(shift, r95_m=_predicted_r95(residuals), code=code)
    away_m = _from_published(fitted, local.mean(axis=0))
    remarks = [*_outliers(points, alone), *_far(datum, away_m)]
    left_out = tuple(miss_m for miss_m, _ in alone)
    return Fitted(fitted, tuple(residuals.tolist()), left_out, away_m, tuple(remarks))


def _mean_shift(
    datum: str, local: NDArray[np.float64], known: NDArray[np.float64]
) -> tuple[Calibration, NDArray[np.float64]]:
    """Return the mean translation of the points, and the metres by which it misses each."""
    moves = _geocentric("WGS84", known) - _geocentric(ELLIPSOIDS[datum], local)
    dx, dy, dz = moves.mean(axis=0).tolist()
    shift = Calibration(datum, dx, dy, dz, SMALLEST_R95_M)
    return shift, _misses(shift, local, known)


def _left_out(
    datum: str, local: NDArray[np.float64], known: NDArray[np.float64], at: int
) -> tuple[float, float | None]:
    """Return by how much the others miss one point, and the radius they claim when they are enough to claim one."""
    others, residuals = _mean_shift(datum, np.delete(local, at, axis=0), np.delete(known, at, axis=0))
    miss_m = float(_misses(others, local[at : at + 1], known[at : at + 1])[0])
    return miss_m, _predicted_r95(residuals) if len(residuals) >= FEWEST else None


def _check(datum: str, points: Sequence[ControlPoint]) -> None:
    if datum not in ELLIPSOIDS:
        raise CoordinateError(
            note(
                N_("The datum %(datum)s is not calibrated here. Choose Indian 1960 or Hanoi 1972."),
                "datum",
                datum=datum,
            )
        )
    if len(points) < FEWEST:
        raise CoordinateError(
            note(N_("Three points known in both systems are needed; %(count)s given."), "too_few", count=len(points))
        )
    for point in points:
        if system_of(point.system).datum != datum:
            raise CoordinateError(
                note(N_("Point %(name)s is not in a system of this datum."), "other_datum", name=point.name)
            )
    for at, point in enumerate(points):
        for other in points[:at]:
            if distance_m(point.lon, point.lat, other.lon, other.lat) < SAME_POINT_M:
                raise CoordinateError(
                    note(
                        N_("Points %(one)s and %(other)s are the same place. Remove one of them."),
                        "same_point",
                        one=other.name,
                        other=point.name,
                    )
                )


@lru_cache(maxsize=8)
def _to_geocentric(ellipsoid: str) -> Transformer:
    return Transformer.from_pipeline(
        f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps={ellipsoid}"
    )


def _geocentric(ellipsoid: str, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights are unknown and taken as zero on both ellipsoids: only what moves the plane matters."""
    zero = np.zeros(len(degrees))
    x, y, z = _to_geocentric(ellipsoid).transform(degrees[:, 0], degrees[:, 1], zero)
    return np.column_stack([x, y, z])


def _misses(shift: Calibration, local: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.float64]:
    reached = to_wgs84_array(shift.datum, local[:, 0], local[:, 1], shift=shift)
    return separation_m(reached, known)


def _predicted_r95(residuals: NDArray[np.float64]) -> float:
    count = len(residuals)
    freedom = 2 * (count - 1)
    spread = float(np.sqrt((residuals**2).sum() / freedom))
    # The quantile of F(2, ν) has a closed form; 2·F is then ν·(0.05^(-2/ν) - 1).
    reach = freedom * (0.05 ** (-2 / freedom) - 1)
    return max(SMALLEST_R95_M, spread * float(np.sqrt((1 + 1 / count) * reach)))


def _from_published(shift: Calibration, centre: NDArray[np.float64]) -> float:
    lon, lat = centre[:1], centre[1:]
    ours, published = (to_wgs84_array(shift.datum, lon, lat, shift=one) for one in (shift, None))
    return float(separation_m(ours, published)[0])


def _outliers(points: Sequence[ControlPoint], alone: Sequence[tuple[float, float | None]]) -> list[Note]:
    """Name each point that lies far beyond what the others say of themselves."""
    return [
        note(
            N_("Point %(name)s misses what the others say by %(metres).0f m. Check its numbers."),
            "outlier",
            name=point.name,
            metres=miss_m,
        )
        for point, (miss_m, r95_m) in zip(points, alone, strict=True)
        if r95_m is not None and miss_m > OUTLIER_RADII * r95_m
    ]


def _far(datum: str, away_m: float) -> list[Note]:
    limit_m = FAR_RADII * system_of(datum).op_r95_m
    if away_m <= limit_m:
        return []
    return [
        note(
            N_("The result lies %(metres).0f m from the published operation. Check the system and the zone."),
            "far_from_published",
            metres=away_m,
        )
    ]
