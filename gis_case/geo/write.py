"""Writes coordinates so that people can read them and `parse` reads them back."""

import numpy as np

from gis_case.geo.area import check_lonlat
from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, note
from gis_case.geo.mgrs import band_of, encode
from gis_case.geo.systems import meridian_text
from gis_case.geo.transform import from_wgs84, system_of, utm_zone

_NAMES = {
    "wgs84": "WGS 84",
    "vn2000": "VN-2000",
    "indian1960": "Indian 1960",
    "hn72": "HN-72",
    "indochina": "Indochina",
}
_FALSE_NORTHING = 10_000_000.0
_HEMISPHERES = {
    "vi": {"lat": ("B", "Nam"), "lon": ("Đ", "T")},
    "en": {"lat": ("N", "S"), "lon": ("E", "W")},
}


def format_dms(lon: float, lat: float, language: str = "vi", decimals: int = 2) -> str:
    """Write a point as degrees, minutes and seconds: 21°51′10,80″B 106°45′25,20″Đ.

    Args:
        lon, lat: degrees.
        language: "vi" writes B, Nam, Đ, T and a decimal comma; anything else N, S, E, W and a point.
            South is written "Nam" in full, since the Vietnamese letter N would be read as north.
        decimals: of the seconds; two are 0.3 m.

    Raises:
        CoordinateError: not finite, or beyond ±180 or ±90.
    """
    check_lonlat(lon, lat)
    letters = _HEMISPHERES["vi" if language == "vi" else "en"]
    parts = []
    for value, axis in ((lat, "lat"), (lon, "lon")):
        text = _angle(abs(value), decimals)
        parts.append(f"{text.replace('.', ',') if language == 'vi' else text}{letters[axis][value < 0]}")
    return " ".join(parts)


def format_decimal(lon: float, lat: float, decimals: int = 6) -> str:
    """Write a point as "21.853000, 106.757000", latitude first with decimal points, as map programs read it.

    Raises:
        CoordinateError: not finite, or beyond ±180 or ±90.
    """
    check_lonlat(lon, lat)
    return f"{lat:.{decimals}f}, {lon:.{decimals}f}"


def format_grid(e: float, n: float, decimals: int = 3) -> str:
    """Write easting and northing in metres as "X 2417473.674 Y 448849.010": in Vietnam X is north."""
    return f"X {n:.{decimals}f} Y {e:.{decimals}f}"


def _angle(value: float, decimals: int) -> str:
    """Degrees, minutes and seconds of a value that is not negative; seconds never reach 60."""
    units = 10**decimals
    minutes, rest = divmod(round(value * 3600 * units), 60 * units)
    degrees, minutes = divmod(minutes, 60)
    seconds, fraction = divmod(rest, units)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    return f"{degrees}°{minutes:02d}′{seconds:02d}{tail}″"


def write_in(lon: float, lat: float, system: str, *, lon0: float | None = None, zone: int | None = None) -> str:
    """Write a WGS 84 point in a system, with its name, so that `candidates` reads it back to a millimetre.

    Args:
        lon, lat: degrees on WGS 84.
        system: a key of SYSTEMS.
        lon0: central meridian in degrees, for vn2000_tm3.
        zone: the grid's zone; when None it is taken from the longitude.

    Raises:
        CoordinateError: as for `from_wgs84`.
    """
    target = system_of(system)
    if target.needs == "zone" and zone is None:
        zone = utm_zone(lon) - (30 if target.datum == "hn72" else 0)
    x, y = from_wgs84(lon, lat, system, lon0=lon0, zone=zone)
    name = _NAMES[target.datum]
    if not target.is_grid:
        return f"{name} {y:.9f}, {x:.9f}"
    if target.needs == "lon0":
        return f"{name} KTT {meridian_text(lon0 or 0.0)} {format_grid(x, y, 4)}"
    if target.datum == "hn72":
        return f"{name} {format_grid(x, y, 4)}"
    if target.datum == "wgs84":
        band = str(band_of(np.array([lat]))[0])
        north = y + _FALSE_NORTHING if band < "N" else max(y, 0.0)
        return f"{name} UTM {zone}{band} {x:.4f} E {north:.4f} N"
    return f"{name} UTM {zone} {format_grid(x, y, 4)}"


def write_mgrs(lon: float, lat: float, system: str = "wgs84_utm", digits: int = 5) -> str:
    """Write a WGS 84 point as a military grid reference of a UTM grid: 48QXK8156617592.

    Args:
        system: "wgs84_utm", "vn2000_utm" or "indian1960_utm".
        digits: of each number, 1 (10 km) to 5 (1 m); cut off and never rounded.

    Raises:
        CoordinateError: beyond 80° south or 84° north, or as for `from_wgs84`.
    """
    check_lonlat(lon, lat)
    if not -80 <= lat <= 84:
        raise CoordinateError(
            note(N_("Military grid references reach from 80° south to 84° north. Type degrees there."), "mgrs_polar")
        )
    zone = utm_zone(lon)
    e, n = from_wgs84(lon, lat, system, zone=zone)
    return encode(np.array([zone]), np.array([e]), np.array([n]), np.array([lat]), digits)[0]
