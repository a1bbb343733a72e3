"""Writes coordinates so that people can read them and `parse` reads them back."""

from gis_case.geo.area import check_lonlat

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
