"""The coordinate systems a Vietnamese document may use, with the one operation that leads each to WGS 84."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.provinces import CURRENT, plain, provinces_named


@dataclass(frozen=True, slots=True)
class SystemDef:
    """One coordinate system: its projection, its datum, and how well the datum shift is known.

    `projection` is a PROJ string with {lon0}, {zone} and {false_easting} to fill, or None when the
    coordinates are degrees. `op_code` is the EPSG operation from the datum to WGS 84, None for WGS 84
    itself; `op_r95_m` is the 95 % radius in metres that the operation adds in northern Vietnam.
    """

    key: str
    label: Note
    datum: str
    op_code: int | None
    op_r95_m: float
    projection: str | None = None
    needs: Literal["", "lon0", "zone"] = ""
    zones: tuple[int, ...] = ()

    @property
    def is_grid(self) -> bool:
        """Whether the coordinates are metres on a plane and not degrees."""
        return self.projection is not None


_UTM = "+proj=utm +zone={zone} +ellps=%s"
_TM3 = "+proj=tmerc +lat_0=0 +lon_0={lon0} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
_GAUSS_KRUGER = "+proj=tmerc +lat_0=0 +lon_0={lon0} +k=1 +x_0={false_easting} +y_0=0 +ellps=krass"

_DEFS = (
    SystemDef("wgs84", note(N_("WGS 84, degrees")), "wgs84", None, 0.0),
    SystemDef(
        "wgs84_utm",
        note(N_("WGS 84, UTM grid")),
        "wgs84",
        None,
        0.0,
        _UTM % "WGS84",
        "zone",
        tuple(range(1, 61)),
    ),
    SystemDef("vn2000", note(N_("VN-2000, degrees")), "vn2000", 6960, 3.0),
    SystemDef("vn2000_tm3", note(N_("VN-2000, 3° grid (TM-3)")), "vn2000", 6960, 3.0, _TM3, "lon0"),
    SystemDef(
        "vn2000_utm",
        note(N_("VN-2000, 6° grid (UTM)")),
        "vn2000",
        6960,
        3.0,
        _UTM % "WGS84",
        "zone",
        (48, 49),
    ),
    SystemDef("indian1960", note(N_("Indian 1960, degrees")), "indian1960", 1542, 100.0),
    SystemDef(
        "indian1960_utm",
        note(N_("Indian 1960, UTM grid")),
        "indian1960",
        1542,
        100.0,
        _UTM % "evrst30",
        "zone",
        (48, 49),
    ),
    SystemDef("hn72", note(N_("Hanoi 1972, degrees")), "hn72", 1544, 30.0),
    SystemDef(
        "hn72_gk",
        note(N_("Hanoi 1972, Gauss–Krüger grid")),
        "hn72",
        1544,
        30.0,
        _GAUSS_KRUGER,
        "zone",
        (18, 19),
    ),
    # No operation leads from the French datum to WGS 84: the degrees are taken as they are, the radius says so.
    SystemDef("indochina", note(N_("French maps of Indochina, degrees")), "indochina", None, 1000.0),
)

SYSTEMS: Mapping[str, SystemDef] = MappingProxyType({system.key: system for system in _DEFS})

# EPSG codes of the VN-2000 / TM-3 zones by central meridian in degrees; pinned, since public lists err
# (9215 appears as "109°E", 5899 is stored as 107.45 meaning 107°45′) and 6956-6959 have their false
# easting and northing swapped.
TM3_EPSG: Mapping[float, int] = MappingProxyType(
    {
        102.0: 5896,
        103.0: 9205,
        104.0: 9206,
        104.5: 9207,
        104.75: 9208,
        105.0: 5897,
        105.5: 9209,
        105.75: 9210,
        106.0: 9211,
        106.25: 9212,
        106.5: 9213,
        107.0: 9214,
        107.25: 9215,
        107.5: 9216,
        107.75: 5899,
        108.0: 5898,
        108.25: 9217,
        108.5: 9218,
    }
)


@dataclass(frozen=True, slots=True)
class Tm3Zone:
    """A VN-2000 TM-3 zone: central meridian in degrees, EPSG code, and why it was chosen."""

    lon0: float
    epsg: int
    basis: Note


def tm3_system(lon0: float) -> Tm3Zone:
    """Return the TM-3 zone of the central meridian `lon0`, in degrees east.

    Raises:
        CoordinateError: no VN-2000 TM-3 zone has this meridian; the message names the nearest.

    Source: EPSG dataset v11.022, CRS 5896-5899 and 9205-9218.
    """
    for meridian, epsg in TM3_EPSG.items():
        if abs(meridian - lon0) < 1e-6:
            basis = note(N_("meridian %(lon0)s as stated"), lon0=meridian_text(meridian))
            return Tm3Zone(meridian, epsg, basis)
    nearest = min(TM3_EPSG, key=lambda meridian: abs(meridian - lon0) if lon0 == lon0 else meridian)
    raise CoordinateError(
        note(
            N_(
                "%(lon0)s is not a central meridian of VN-2000 (TM-3). "
                "Use the one printed on the document, for example %(nearest)s; Lạng Sơn has 107°15′."
            ),
            "unknown_meridian",
            lon0=f"{lon0:g}°",
            nearest=meridian_text(nearest),
        )
    )


def tm3_for_province(name: str, on_date: date | None = None) -> list[Tm3Zone]:
    """Return the TM-3 zones that documents of a province use, the likeliest first.

    Args:
        name: one of the 34 present or the 63 former provinces, with or without tone marks and "tỉnh".
        on_date: the day of the document. Before 1 July 2025 the former province's meridian holds; with
            no date both are returned.

    Returns:
        Zones, each meridian once; empty for an unknown name. The meridian printed on a document always
        outranks these.

    Source: Thông tư 24/2025/TT-BNNMT, appendix; for the former ones Thông tư 973/2001/TT-TCĐC.
    """
    zones: dict[float, Tm3Zone] = {}
    for province in provinces_named(name, on_date):
        former = province is not CURRENT.get(plain(province.name))
        basis = (
            note(N_("meridian of %(province)s before 1 July 2025"), province=province.name)
            if former
            else note(N_("default meridian of %(province)s"), province=province.name)
        )
        zones.setdefault(province.lon0, Tm3Zone(province.lon0, TM3_EPSG[province.lon0], basis))
    return list(zones.values())


def meridian_text(lon0: float) -> str:
    """Write a meridian in degrees as degrees and minutes: 107.25 is 107°15′."""
    degrees, minutes = divmod(round(lon0 * 60), 60)
    return f"{degrees}°{minutes:02d}′"


def projection_string(system: SystemDef, lon0: float | None, zone: int | None) -> str:
    """Return the PROJ string of a grid system with its meridian or zone filled in.

    Args:
        lon0: central meridian in degrees, for systems that need one.
        zone: UTM zone (48 or 49 in Vietnam), or the Gauss–Krüger prefix 18 or 19.

    Raises:
        CoordinateError: the meridian or the zone is missing or unknown.
        ValueError: the system has no projection.
    """
    if system.projection is None:
        raise ValueError(f"{system.key} has no projection")
    if system.needs == "lon0":
        if lon0 is None:
            raise CoordinateError(
                note(
                    N_(
                        "A VN-2000 3° grid needs its central meridian. "
                        "Choose the province or type the meridian, for example KTT 107°15′."
                    ),
                    "lon0_missing",
                )
            )
        return system.projection.format(lon0=tm3_system(lon0).lon0)
    if zone not in system.zones:
        raise CoordinateError(_zone_note(system, zone))
    return system.projection.format(zone=zone, lon0=zone * 6 - 3, false_easting=zone * 1_000_000 + 500_000)


def _zone_note(system: SystemDef, zone: int | None) -> Note:
    example = "18" if system.zones[0] == 18 else "48"
    if zone is None:
        return note(
            N_("This grid needs its zone. Type it in front, for example %(zone)s."),
            "zone_missing",
            zone=example,
        )
    return note(
        N_("Zone %(zone)s does not belong to this grid. Type for example %(example)s."),
        "zone_unknown",
        zone=zone,
        example=example,
    )
