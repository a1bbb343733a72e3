"""Grids as the browser computes them, beside PROJ: the same systems, the same operations, over the whole province."""

import numpy as np
import pytest
from pyproj import Proj

from gis_case.geo.errors import CoordinateError
from gis_case.geo.grids import map_grid
from gis_case.geo.shift import Calibration
from gis_case.geo.systems import SYSTEMS, TM3_EPSG
from gis_case.geo.transform import from_wgs84_array, to_wgs84
from tests.unit.maps.scripts import run

# Longitudes and latitudes that hold Lạng Sơn, with some ground around it.
LON, LAT = (one.ravel() for one in np.meshgrid(np.linspace(106.0, 107.5, 7), np.linspace(21.2, 22.6, 7)))
PLACES = np.column_stack([LON, LAT]).tolist()
LOCAL = Calibration("indian1960", 205.0, 871.5, 309.25, 12.0, "indian1960-1")
FORWARD = "(projection, places) => places.map((place) => proj4('WGS84', projection).forward(place))"
BACK = "(projection, metres) => metres.map((pair) => proj4('WGS84', projection).inverse(pair))"
GRIDS = [("vn2000_tm3", 107.25, None), ("indian1960_utm", None, 48), ("wgs84_utm", None, 48), ("vn2000_utm", None, 48)]


@pytest.mark.parametrize(("key", "lon0", "zone"), GRIDS)
def test_the_browser_finds_the_metres_that_proj_finds(key, lon0, zone):
    grid = map_grid(key, lon0=lon0, zone=zone)
    here = np.array(run(FORWARD, grid.projection, PLACES))
    there = from_wgs84_array(LON, LAT, key, lon0=lon0, zone=zone)
    assert np.abs(here - there).max() < 0.02


@pytest.mark.parametrize(("key", "lon0", "zone"), GRIDS)
def test_the_browser_goes_back_to_the_place_it_came_from(key, lon0, zone):
    grid = map_grid(key, lon0=lon0, zone=zone)
    metres = from_wgs84_array(LON, LAT, key, lon0=lon0, zone=zone)
    there = np.array(run(BACK, grid.projection, metres.tolist()))
    assert np.abs(there - PLACES).max() * 111_320 < 0.02


def test_a_shift_of_the_province_takes_the_place_of_the_published_one():
    grid = map_grid("indian1960_utm", zone=48, shift=LOCAL)
    assert (grid.r95_m, grid.calibration) == (12.0, "indian1960-1")
    e, n = run(FORWARD, grid.projection, [[106.757, 21.853]])[0]
    back = to_wgs84("indian1960_utm", e, n, zone=48, shift=LOCAL)
    assert (back.lon, back.lat) == pytest.approx((106.757, 21.853), abs=2e-7)


def test_a_shift_of_another_datum_is_not_used():
    grid = map_grid("vn2000_tm3", lon0=107.25, shift=LOCAL)
    assert grid == map_grid("vn2000_tm3", lon0=107.25)
    assert grid.r95_m == SYSTEMS["vn2000_tm3"].op_r95_m


def test_every_meridian_of_the_land_has_its_grid_and_no_other():
    assert len({map_grid("vn2000_tm3", lon0=lon0).projection for lon0 in TM3_EPSG}) == len(TM3_EPSG)
    with pytest.raises(CoordinateError):
        map_grid("vn2000_tm3", lon0=109.0)


def test_a_system_of_degrees_is_no_grid():
    with pytest.raises(ValueError, match="no projection"):
        map_grid("vn2000")


@pytest.mark.parametrize(("lon", "lat"), [(106.1, 21.4), (106.757, 21.853), (107.25, 22.0), (107.4, 22.5)])
def test_the_convergence_is_that_of_the_projection(lon, lat):
    grid = map_grid("wgs84_utm", zone=48)
    found = run("(spec, place) => GisCase.grid.convergence(GisCase.grid.converter(spec), place)",
                {"projection": grid.projection}, [lon, lat])  # fmt: skip
    assert found == pytest.approx(
        Proj("+proj=utm +zone=48 +ellps=WGS84").get_factors(lon, lat).meridian_convergence, abs=1e-4
    )
