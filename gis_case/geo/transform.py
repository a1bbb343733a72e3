"""To and from WGS 84, always by an operation named by its EPSG code and never by a pair of systems."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from pyproj.database import get_database_metadata
from pyproj.enums import TransformDirection

from gis_case.geo.area import check_lonlat, inside_vietnam
from gis_case.geo.errors import BallparkError, CoordinateError
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.systems import SYSTEMS, SystemDef, projection_string

_TO_DEGREES = "+proj=pipeline +step +inv %s +step +proj=unitconvert +xy_in=rad +xy_out=deg"


@dataclass(frozen=True, slots=True)
class Position:
    """A point on WGS 84 in degrees, with the operation that led there and its 95 % radius in metres."""

    lon: float
    lat: float
    op_code: int | None
    op_r95_m: float
    epsg_db_version: str
    warnings: tuple[Note, ...] = ()


def to_wgs84(
    system_key: str, e_or_lon: float, n_or_lat: float, lon0: float | None = None, zone: int | None = None
) -> Position:
    """Bring one point to WGS 84.

    Args:
        system_key: a key of SYSTEMS.
        e_or_lon: easting in metres, or longitude in degrees.
        n_or_lat: northing in metres, or latitude in degrees.
        lon0: central meridian in degrees, for vn2000_tm3.
        zone: UTM zone, or the Gauss–Krüger prefix 18 or 19, for grids that have zones.

    Returns:
        Position in degrees, with a warning coded `outside_vietnam` where it applies.

    Raises:
        CoordinateError: unknown system, missing meridian or zone, not finite, beyond ±180 or ±90.
        BallparkError: PROJ gave the point by an operation of unknown accuracy.

    Source: EPSG dataset v11.022, operations 6960, 1542 and 1544; QĐ 05/2007/QĐ-BTNMT for VN-2000.
    """
    system = system_of(system_key)
    if not system.is_grid:
        check_lonlat(e_or_lon, n_or_lat)
    lon, lat = to_wgs84_array(system_key, [e_or_lon], [n_or_lat], lon0, zone)[0].tolist()
    warnings = () if inside_vietnam(lon, lat) else (outside_vietnam_note(),)
    return Position(lon, lat, system.op_code, system.op_r95_m, epsg_db_version(), warnings)


def to_wgs84_array(
    system_key: str,
    e_or_lon: ArrayLike,
    n_or_lat: ArrayLike,
    lon0: float | None = None,
    zone: int | None = None,
) -> NDArray[np.float64]:
    """Bring many points of one system to WGS 84.

    Args:
        e_or_lon: (n,) eastings in metres, or longitudes in degrees.
        n_or_lat: (n,) northings in metres, or latitudes in degrees.
        lon0, zone: as for `to_wgs84`, the same for all points.

    Returns:
        (n, 2) longitude, latitude in degrees.

    Raises:
        CoordinateError: as for `to_wgs84`; one bad point refuses the whole array.
        BallparkError: as for `to_wgs84`.
        ValueError: the shapes differ.
    """
    system = system_of(system_key)
    x, y = _columns(e_or_lon, n_or_lat)
    if system.is_grid:
        x, y = _inverse_projection(projection_string(system, lon0, zone)).transform(x, y)
    lon, lat = _shift(system, x, y, TransformDirection.FORWARD)
    return _finite(lon, lat)


def from_wgs84(
    lon: float, lat: float, system: str, *, lon0: float | None = None, zone: int | None = None
) -> tuple[float, float]:
    """Return easting, northing in metres (or longitude, latitude in degrees) of a WGS 84 point.

    Args:
        lon, lat: degrees on WGS 84.
        system: a key of SYSTEMS.
        lon0: central meridian in degrees, for vn2000_tm3.
        zone: the grid's zone; when None, a UTM or Gauss–Krüger zone is taken from the longitude.

    Raises:
        CoordinateError: as for `to_wgs84`.
        BallparkError: as for `to_wgs84`.

    Source: as for `to_wgs84`, the same operations backwards.
    """
    target = system_of(system)
    check_lonlat(lon, lat)
    if target.needs == "zone" and zone is None:
        zone = utm_zone(lon) if target.key != "hn72_gk" else utm_zone(lon) - 30
    x, y = _shift(target, *_columns([lon], [lat]), TransformDirection.INVERSE)
    if target.is_grid:
        projection = _inverse_projection(projection_string(target, lon0, zone))
        x, y = projection.transform(x, y, direction=TransformDirection.INVERSE)
    e, n = _finite(x, y)[0].tolist()
    return e, n


def utm_zone(lon: float) -> int:
    """Return the UTM zone, 1 to 60, of a longitude in degrees: 48 west of 108°E, 49 east of it."""
    return min(60, int((lon + 180) // 6) + 1)


def system_of(key: str) -> SystemDef:
    """Return the system of this key; raise CoordinateError for an unknown one."""
    if key not in SYSTEMS:
        raise CoordinateError(
            note(N_("The coordinate system %(system)s is not known here."), "unknown_system", system=key)
        )
    return SYSTEMS[key]


def outside_vietnam_note() -> Note:
    """The warning that a point lies outside Vietnam."""
    return note(
        N_("This point lies outside Vietnam. Check the digits, the order and the coordinate system."),
        "outside_vietnam",
    )


@lru_cache(maxsize=1)
def epsg_db_version() -> str:
    """Return the version of the EPSG dataset that PROJ uses, for the record of each position."""
    return str(get_database_metadata("EPSG.VERSION"))


def _columns(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError(f"two arrays of one length are needed, not {first.shape} and {second.shape}")
    return first, second


def _shift(
    system: SystemDef, lon: NDArray[np.float64], lat: NDArray[np.float64], direction: TransformDirection
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shift the datum by the system's own operation, whose axes are latitude, longitude.

    Backwards the operation alone misses by a millimetre, since heights are dropped; one correction
    makes it the exact inverse of the way forward.
    """
    if system.op_code is None or not lon.size:
        return lon, lat
    transformer = _operation(system.op_code)
    new_lat, new_lon = transformer.transform(lat, lon, direction=direction)
    if direction is TransformDirection.INVERSE:
        there_lat, there_lon = transformer.transform(new_lat, new_lon)
        new_lat, new_lon = new_lat + (lat - there_lat), new_lon + (lon - there_lon)
    _refuse_ballpark(transformer)
    return new_lon, new_lat


def _refuse_ballpark(transformer: Transformer) -> None:
    """Raise when the operation PROJ last used has no known accuracy.

    A transformer of one operation knows it by itself, and one of several gives no accuracy: only then PROJ is asked
    which it took, since asking costs more than the conversion.
    """
    used = transformer if transformer.accuracy >= 0 else transformer.get_last_used_operation()
    if used.accuracy < 0 or "ballpark" in used.description.lower():
        raise BallparkError(
            note(
                N_(
                    "No trustworthy conversion to WGS 84 is available here, so no point is given. "
                    "Keep the text as it is and ask the province for control points."
                ),
                "ballpark",
            )
        )


@lru_cache(maxsize=16)
def _operation(code: int) -> Transformer:
    return Transformer.from_pipeline(f"urn:ogc:def:coordinateOperation:EPSG::{code}")


@lru_cache(maxsize=128)
def _inverse_projection(projection: str) -> Transformer:
    return Transformer.from_pipeline(_TO_DEGREES % projection)


def _finite(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    points = np.column_stack([x, y])
    if not np.isfinite(points).all():
        raise CoordinateError(
            note(
                N_("These numbers lie outside what the coordinate system can hold. Check the digits."),
                "not_finite",
            )
        )
    return points
