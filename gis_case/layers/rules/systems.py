"""The coordinate system a file says it is in, and the way from there to WGS 84: a known one, or none."""

from functools import lru_cache
from typing import Any

from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import CRSError, ProjError

from gis_case.core.text import N_, Message, message
from gis_case.geo.systems import TM3_EPSG, meridian_text

VIETNAM: Any = AreaOfInterest(102.0, 8.0, 118.0, 24.0)
# Their false easting and northing are exchanged in the register: a file in them lies elsewhere.
DEPRECATED = frozenset({6956, 6957, 6958, 6959})
# Datums carried over to within some metres; of the others the reader is told.
EXACT = ("VN-2000", "WGS 84", "World Geodetic System 1984", "Vietnam 2000")


class SystemRefused(ValueError):
    """A system that cannot be carried to WGS 84; `.reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def to_choose() -> list[tuple[str, Message]]:
    """Return the systems a person may say a file is in, with their names."""
    utm = (("EPSG:3405", 48), ("EPSG:3406", 49))
    tm3 = sorted(TM3_EPSG.items(), key=lambda pair: (pair[0] != 107.25, pair[0]))
    vn = N_("VN-2000, 3° grid (TM-3), meridian %(lon0)s")
    return [
        ("EPSG:4326", message(N_("Degrees on WGS 84 (as receivers and web maps have them)"))),
        *((f"EPSG:{code}", message(vn, lon0=meridian_text(lon0))) for lon0, code in tm3),
        *((code, message(N_("VN-2000, 6° grid (UTM), zone %(zone)s"), zone=zone)) for code, zone in utm),
        ("EPSG:4756", message(N_("Degrees on VN-2000"))),
        ("EPSG:32648", message(N_("WGS 84, UTM grid, zone %(zone)s"), zone=48)),
        ("EPSG:3857", message(N_("Web map metres (EPSG:3857)"))),
    ]


@lru_cache(maxsize=64)
def way_to_wgs84(crs: str) -> Transformer:
    """Return what carries x, y of `crs` to longitude and latitude on WGS 84.

    Raises:
        SystemRefused: the system is not known, or no published operation leads from its datum.
    """
    try:
        system = CRS.from_user_input(crs)
        if system.to_epsg() in DEPRECATED:
            raise SystemRefused(message(N_("EPSG:%(code)s is withdrawn: state the zone anew."), code=system.to_epsg()))
        return Transformer.from_crs(system, "EPSG:4326", always_xy=True, allow_ballpark=False, area_of_interest=VIETNAM)
    except (CRSError, ProjError) as error:
        reason = N_("No published way leads from “%(system)s” to WGS 84. Save the file in VN-2000 or WGS 84.")
        raise SystemRefused(message(reason, system=name_of(crs))) from error


def name_of(crs: str) -> str:
    """Return what people call a system."""
    try:
        return CRS.from_user_input(crs).name[:80]
    except CRSError:
        return crs[:80]


def is_exact(crs: str) -> bool:
    """Whether the datum of a system is carried to WGS 84 to within some metres."""
    datum = CRS.from_user_input(crs).geodetic_crs
    return datum is not None and any(word in f"{datum.name} {datum.datum and datum.datum.name}" for word in EXACT)
