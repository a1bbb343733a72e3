"""The plane a sheet is fitted in, and the way from it to WGS 84 by the operations of this floor."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError

from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.points import Floats
from gis_case.geo.messages import N_, note
from gis_case.geo.systems import SYSTEMS, TM3_EPSG
from gis_case.geo.transform import from_wgs84_array, to_wgs84_array, utm_zone

WEB_MERCATOR = "web_mercator"
_MERCATOR = "+proj=pipeline +step +inv +proj=webmerc +a=6378137 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
_GRID_OF = {"wgs84": "wgs84_utm", "vn2000": "vn2000_utm", "indian1960": "indian1960_utm", "hn72": "hn72_gk"}


@dataclass(frozen=True, slots=True)
class GroundSystem:
    """What ground coordinates are given in: a key of SYSTEMS, "web_mercator", or "" for a plane as given."""

    key: str
    lon0: float | None = None
    zone: int | None = None
    crs: str = ""

    @property
    def is_located(self) -> bool:
        """Whether the way to WGS 84 is known."""
        return self.key != ""

    @property
    def is_plane(self) -> bool:
        """Whether a sheet can be fitted in it as it stands: true metres, or a plane as given."""
        return self.key != WEB_MERCATOR and (self.key == "" or SYSTEMS[self.key].is_grid)

    @property
    def name(self) -> str:
        """Its code, such as "EPSG:9215"; empty for a plane as given."""
        if self.crs or not self.key:
            return self.crs
        codes = [code for code, one in _BY_EPSG.items() if one.is_same(self)]
        return f"EPSG:{codes[0]}" if codes else ""

    @property
    def op_code(self) -> int | None:
        """The EPSG operation from the datum to WGS 84, None where none is needed."""
        return SYSTEMS[self.key].op_code if self.key in SYSTEMS else None

    @property
    def op_r95_m(self) -> float:
        """The 95 % radius in metres that this operation adds."""
        return SYSTEMS[self.key].op_r95_m if self.key in SYSTEMS else 0.0

    def to_wgs84(self, ground: Floats) -> Floats:
        """Return (n, 2) longitude, latitude of (n, 2) ground coordinates.

        Raises:
            CoordinateError: the plane's place is not known, or as `geo.transform.to_wgs84`.
        """
        if self.key == WEB_MERCATOR:
            return np.stack(_mercator().transform(ground[:, 0], ground[:, 1]), axis=1)
        return to_wgs84_array(self._known(), ground[:, 0], ground[:, 1], self.lon0, self.zone)

    def from_wgs84(self, lonlat: Floats) -> Floats:
        """Return (n, 2) ground coordinates of (n, 2) longitude, latitude; raises as `to_wgs84`."""
        if self.key == WEB_MERCATOR:
            back = _mercator().transform(lonlat[:, 0], lonlat[:, 1], direction=TransformDirection.INVERSE)
            return np.stack(back, axis=1)
        return from_wgs84_array(lonlat[:, 0], lonlat[:, 1], self._known(), lon0=self.lon0, zone=self.zone)

    def is_same(self, other: "GroundSystem") -> bool:
        return (self.key, self.lon0, self.zone) == (other.key, other.lon0, other.zone)

    def _known(self) -> str:
        if not self.key:
            raise CoordinateError(
                note(
                    N_(
                        "It is not known where this plane lies. "
                        "Name the coordinate system of the control points, for example EPSG:9215."
                    ),
                    "plane_without_place",
                )
            )
        return self.key


AS_GIVEN = GroundSystem("")
WGS84 = GroundSystem("wgs84", crs="EPSG:4326")

_BY_EPSG = {
    4326: WGS84,
    3857: GroundSystem(WEB_MERCATOR),
    4756: GroundSystem("vn2000"),
    4131: GroundSystem("indian1960"),
    4147: GroundSystem("hn72"),
    3405: GroundSystem("vn2000_utm", zone=48),
    3406: GroundSystem("vn2000_utm", zone=49),
    3148: GroundSystem("indian1960_utm", zone=48),
    3149: GroundSystem("indian1960_utm", zone=49),
    2044: GroundSystem("hn72_gk", zone=18),
    2045: GroundSystem("hn72_gk", zone=19),
    **{32600 + zone: GroundSystem("wgs84_utm", zone=zone) for zone in range(1, 61)},
    **{code: GroundSystem("vn2000_tm3", lon0=lon0) for lon0, code in TM3_EPSG.items()},
}


def ground_system(crs: str | None) -> GroundSystem:
    """Return the system that a file or a page names.

    Args:
        crs: "EPSG:9215", its OGC URN or WKT, "CRS84", or nothing for a plane as given. A projected
            system that this product does not know counts as a plane as given, without a place.

    Raises:
        CoordinateError: not a coordinate system, or degrees on a datum that is not known here.
    """
    if crs is None or not crs.strip():
        return AS_GIVEN
    code = _epsg_of(crs.strip())
    known = _BY_EPSG.get(code or 0)
    if known:
        return GroundSystem(known.key, known.lon0, known.zone, f"EPSG:{code}")
    if code is None or CRS.from_epsg(code).is_geographic:
        raise _unknown(crs)
    return GroundSystem("", crs=f"EPSG:{code}")


def plane_for(system: GroundSystem, ground: Floats) -> GroundSystem:
    """Return the plane to fit in: the system itself, or for degrees the UTM (GK) zone of the middle."""
    if system.is_plane:
        return system
    lon, lat = system.to_wgs84(ground.mean(axis=0)[None])[0]
    key = _GRID_OF.get(system.key, "wgs84_utm")
    zone = utm_zone(float(lon))
    return GroundSystem(key, zone=zone - 30 if key == "hn72_gk" else zone)


def convert(ground: Floats, source: GroundSystem, target: GroundSystem) -> Floats:
    """Return (n, 2) coordinates of `source` in `target`, through WGS 84; unchanged when they are the same."""
    if source.is_same(target):
        return ground
    return target.from_wgs84(source.to_wgs84(ground))


def _epsg_of(crs: str) -> int | None:
    named = re.fullmatch(r"(?:urn:ogc:def:crs:)?EPSG:{1,2}(\d{4,6})|http\S*/EPSG/\d+/(\d{4,6})|(\d{4,6})", crs, re.I)
    try:
        if named:
            return int(CRS.from_epsg(int(next(filter(None, named.groups())))).to_epsg() or 0)
        if re.search(r"\bCRS84$", crs):
            return 4326
        return CRS.from_user_input(crs[:20_000]).to_epsg()
    except (CRSError, OverflowError) as error:
        raise _unknown(crs) from error


def _unknown(crs: str) -> CoordinateError:
    return CoordinateError(
        note(
            N_(
                "The coordinate system %(crs)s is not known here. "
                "Name it by its code, for example EPSG:9215 (VN-2000, 107°15′) or EPSG:4326."
            ),
            "unknown_crs",
            crs=crs if len(crs) <= 60 else f"{crs[:60]} …",
        )
    )


@lru_cache(maxsize=1)
def _mercator() -> Transformer:
    return Transformer.from_pipeline(_MERCATOR)
