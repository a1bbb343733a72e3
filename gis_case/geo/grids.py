"""The kilometre grids that maps show, as parameters a browser can compute with."""

from dataclasses import dataclass
from functools import lru_cache

from pyproj.crs import CoordinateOperation  # type: ignore[attr-defined]

from gis_case.geo.shift import Calibration
from gis_case.geo.systems import projection_string
from gis_case.geo.transform import system_of


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid: a PROJ string with its datum shift, and how far the shift may be off (95 %, metres).

    `calibration` names the local shift that took the place of the published operation.
    """

    key: str
    projection: str
    r95_m: float
    lon0: float | None = None
    zone: int | None = None
    calibration: str = ""


def map_grid(
    system_key: str, *, lon0: float | None = None, zone: int | None = None, shift: Calibration | None = None
) -> Grid:
    """Return the grid of a system, its datum shift written as `+towgs84`, which browsers understand.

    Args:
        system_key: a grid among the keys of SYSTEMS.
        lon0, zone, shift: as for `to_wgs84`; a shift of another datum is not used.

    Raises:
        CoordinateError: unknown system, missing meridian or zone.
        ValueError: the system is no grid, or its operation is no geocentric one.

    Source: the operation of the EPSG dataset that SYSTEMS names, read from PROJ.
    """
    system = system_of(system_key)
    projection = f"{projection_string(system, lon0, zone)} +units=m +no_defs"
    if shift is not None and shift.datum == system.datum:
        moved = _written((shift.dx, shift.dy, shift.dz))
        return Grid(system_key, f"{projection} {moved}", shift.r95_m, lon0, zone, shift.code)
    moved = _published(system.op_code) if system.op_code is not None else _written((0.0, 0.0, 0.0))
    return Grid(system_key, f"{projection} {moved}", system.op_r95_m, lon0, zone)


@lru_cache(maxsize=8)
def _published(op_code: int) -> str:
    """Write an operation as `+towgs84`, whose rotations turn the position and not the frame."""
    operation = CoordinateOperation.from_epsg(op_code)
    values = list(operation.towgs84)
    if len(values) not in (3, 7):
        raise ValueError(f"EPSG:{op_code} is no shift of three or seven parameters")
    if operation.method_name.startswith("Coordinate Frame"):
        values = [*values[:3], *(-one for one in values[3:6]), values[6]]
    return _written(tuple(values))


def _written(values: tuple[float, ...]) -> str:
    return "+towgs84=" + ",".join(f"{one:.12g}" for one in values)
