"""Where Vietnam is, coarsely, and whether a longitude and latitude can be meant."""

import math

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon, intersects_xy, prepare
from shapely.geometry import Point

from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, Note, note

# Longitude, latitude in degrees, clockwise from the north-west. Drawn by hand about 20-30 km outside
# the land border, then out to sea so that Bạch Long Vĩ, Hoàng Sa, Trường Sa, Côn Đảo, Thổ Chu and
# Phú Quốc lie inside. It only decides whether to warn; it is no statement of any boundary.
_VIETNAM = Polygon(
    [
        (101.9, 22.6), (102.4, 23.0), (103.2, 23.05), (103.9, 22.95), (104.5, 23.15), (105.2, 23.65),
        (105.6, 23.5), (106.1, 23.2), (106.8, 23.15), (107.05, 22.7), (106.95, 22.25), (107.3, 22.05),
        (107.7, 21.9), (108.3, 21.75), (108.4, 21.0), (107.9, 19.5), (107.9, 18.3), (110.0, 17.4),
        (113.5, 17.5), (118.0, 12.5), (118.0, 6.5), (109.0, 6.0), (103.0, 7.0), (103.2, 10.6),
        (104.3, 10.75), (104.75, 11.1), (105.5, 11.2), (105.55, 11.9), (106.1, 12.0), (106.6, 12.3),
        (107.1, 12.7), (107.2, 14.0), (107.2, 15.2), (106.9, 15.9), (106.25, 16.4), (106.1, 16.9),
        (105.4, 17.6), (104.9, 18.1), (104.8, 18.4), (104.2, 18.6), (103.6, 19.1), (103.6, 19.5),
        (103.9, 19.85), (104.1, 20.25), (103.9, 20.4), (103.4, 20.5), (102.8, 20.7), (102.5, 21.3),
        (102.6, 21.6), (102.1, 22.1),
    ]
)  # fmt: skip
prepare(_VIETNAM)


def inside_vietnam(lon: float, lat: float) -> bool:
    """Tell whether a WGS 84 point, in degrees, lies in or near Vietnam, its seas and its islands.

    The outline is coarse and generous by some 20-30 km on land, so a True proves nothing; a False is
    worth a warning. Values that are not finite are outside.

    Source: drawn for this package.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return False
    return bool(_VIETNAM.covers(Point(lon, lat)))


def inside_vietnam_array(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell of many WGS 84 points, (n,) degrees each, what `inside_vietnam` tells of one."""
    return np.asarray(intersects_xy(_VIETNAM, lon, lat), dtype=np.bool_)


def looks_swapped(lon: float, lat: float) -> bool:
    """Tell whether the pair, in degrees, is outside Vietnam as given but inside with its axes exchanged."""
    return not inside_vietnam(lon, lat) and inside_vietnam(lat, lon)


def check_lonlat(lon: float, lat: float, lon_text: str = "", lat_text: str = "") -> None:
    """Raise CoordinateError unless longitude is within ±180 and latitude within ±90 degrees.

    `lon_text` and `lat_text` are the values as the user typed them, for the message.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise CoordinateError(note(N_("A coordinate must be an ordinary number, for example 21.853."), "not_finite"))
    if abs(lat) > 90:
        raise CoordinateError(_latitude_note(lon, lat_text or f"{lat:g}"))
    if abs(lon) > 180:
        raise CoordinateError(
            note(
                N_(
                    "Longitude %(value)s is beyond 180°. In Vietnam longitude is between 102 and 118, "
                    "for example 106.757."
                ),
                "lon_range",
                value=lon_text or f"{lon:g}",
            )
        )


def _latitude_note(lon: float, value: str) -> Note:
    if abs(lon) <= 90:
        return note(
            N_(
                "Latitude %(value)s is beyond 90°. Perhaps longitude and latitude are exchanged: "
                "type latitude first, for example 21.853; 106.757."
            ),
            "lat_range",
            value=value,
        )
    return note(
        N_(
            "Latitude %(value)s is beyond 90°. In Vietnam latitude is between 8 and 24: "
            "type latitude first, for example 21.853; 106.757."
        ),
        "lat_range",
        value=value,
    )
