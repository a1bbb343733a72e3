"""The grids offered on every map, named, with the province's own shifts where it has them."""

from typing import Any

from flask import Blueprint, current_app
from flask_babel import gettext

from gis_case.calibrations.queries import active_shifts
from gis_case.config import Settings
from gis_case.core import shown
from gis_case.core.db import db
from gis_case.geo.grids import Grid, map_grid
from gis_case.geo.shift import Calibration
from gis_case.geo.systems import meridian_text
from gis_case.geo.transform import utm_zone


def init_grids(blueprint: Blueprint) -> None:
    """Give templates `map_grids()`, which asks the database only where a map is drawn."""
    blueprint.app_context_processor(lambda: {"map_grids": _map_grids})


def _map_grids() -> list[dict[str, Any]]:
    return [_told(one) for one in grids(current_app.config["SETTINGS"], active_shifts(db.session))]


def grids(settings: Settings, shifts: tuple[Calibration, ...]) -> list[Grid]:
    """Return the grids of the province: its own TM-3, that of the old army sheets, and that of receivers."""
    zone = utm_zone(settings.province_centre[0])
    local = {shift.datum: shift for shift in shifts}
    return [
        map_grid("vn2000_tm3", lon0=settings.province_lon0),
        map_grid("indian1960_utm", zone=zone, shift=local.get("indian1960")),
        map_grid("wgs84_utm", zone=zone),
    ]


def _told(grid: Grid) -> dict[str, Any]:
    """Turn a grid into what the scripts read; `name` is for choosing, `full` is printed on maps."""
    name, full = _names(grid)
    return {"key": grid.key, "projection": grid.projection, "name": name, "full": full}


def _names(grid: Grid) -> tuple[str, str]:
    radius = shown.metres(grid.r95_m)
    if grid.lon0 is not None:
        meridian = meridian_text(grid.lon0)
        full = gettext(
            "VN-2000 grid · TM-3 · central meridian %(meridian)s · datum shift ± %(radius)s",
            meridian=meridian,
            radius=radius,
        )
        return gettext("VN-2000 grid"), full
    if grid.key == "indian1960_utm":
        full = (
            gettext(
                "Indian 1960 grid · UTM %(zone)sN · datum shift ± %(radius)s, by the province's points",
                zone=grid.zone,
                radius=radius,
            )
            if grid.calibration
            else gettext("Indian 1960 grid · UTM %(zone)sN · datum shift ± %(radius)s", zone=grid.zone, radius=radius)
        )
        return gettext("Indian 1960 grid (UTM %(zone)sN)", zone=grid.zone), full
    name = gettext("WGS 84 grid (UTM %(zone)sN)", zone=grid.zone)
    return name, gettext("WGS 84 grid · UTM %(zone)sN", zone=grid.zone)
