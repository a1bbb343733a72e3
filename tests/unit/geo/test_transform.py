"""Conversions against published and measured values, and the guard against guessed datum shifts."""

import ast
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

import gis_case.geo
from gis_case.geo import transform
from gis_case.geo.candidates import candidates
from gis_case.geo.errors import BallparkError, CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context
from gis_case.geo.systems import SYSTEMS, TM3_EPSG
from gis_case.geo.transform import from_wgs84, to_wgs84, to_wgs84_array, utm_zone

LANG_SON = (106.757, 21.853)

# Geodesy notes, section 1.3: the point above in each system, as measured with PROJ 9.5.1, EPSG v11.022.
SAME_POINT = [
    ("wgs84_utm", {"zone": 48}, 681566.1, 2417592.7),
    ("vn2000_utm", {"zone": 48}, 681369.4, 2417700.4),
    ("vn2000_tm3", {"lon0": 107.25}, 448849.0, 2417473.7),
    ("indian1960_utm", {"zone": 48}, 681985.9, 2417271.3),
    ("hn72_gk", {"zone": 18}, 18681593.5, 2418622.0),
]

# Section 1.1: how far each datum shift moves that point, metres.
SHIFTS = [("vn2000", 224.3), ("indian1960", 461.7), ("hn72", 51.7)]

# Thông tư 37/2019/TT-BGTVT, Lý Sơn: VN-2000 and WGS 84 columns, in degrees, minutes and seconds.
LY_SON = [
    ((15, 22, 32.7), (109, 6, 0.5), (15, 22, 29), (109, 6, 7)),
    ((15, 20, 13.7), (109, 6, 59.5), (15, 20, 10), (109, 7, 6)),
    ((15, 22, 27.7), (109, 7, 36.5), (15, 22, 24), (109, 7, 43)),
]


def degrees(angle):
    return angle[0] + angle[1] / 60 + angle[2] / 3600


@pytest.fixture
def fresh_operations():
    transform._operation.cache_clear()
    yield
    transform._operation.cache_clear()


@pytest.mark.parametrize(("system", "where", "e", "n"), SAME_POINT)
def test_the_same_point_in_each_system(system, where, e, n):
    assert from_wgs84(*LANG_SON, system, **where) == pytest.approx((e, n), abs=0.06)
    position = to_wgs84(system, e, n, **where)
    assert distance_m(position.lon, position.lat, *LANG_SON) < 0.1


@pytest.mark.parametrize(("system", "metres"), SHIFTS)
def test_the_size_of_each_datum_shift(system, metres):
    position = to_wgs84(system, *LANG_SON)

    assert distance_m(position.lon, position.lat, *LANG_SON) == pytest.approx(metres, abs=0.1)


@pytest.mark.parametrize(("vn_lat", "vn_lon", "lat", "lon"), LY_SON)
def test_official_pairs_of_vn2000_and_wgs84_agree(vn_lat, vn_lon, lat, lon):
    position = to_wgs84("vn2000", degrees(vn_lon), degrees(vn_lat))

    assert distance_m(position.lon, position.lat, degrees(lon), degrees(lat)) < 20


def test_a_mine_corner_of_a_vn2000_list_falls_where_the_list_says():
    position = to_wgs84("vn2000_tm3", 580765, 2224690, lon0=105)

    assert distance_m(position.lon, position.lat, 105.76446, 20.117562) < 3500  # commune Thành Tâm
    assert position.op_code == 6960


def test_the_vn2000_shift_is_what_proj_chooses_for_its_own_crs():
    oracle = Transformer.from_crs(9215, 4326, always_xy=True).transform(448849.0, 2417473.7)
    position = to_wgs84("vn2000_tm3", 448849.0, 2417473.7, lon0=107.25)

    assert distance_m(position.lon, position.lat, *oracle) < 0.001


@pytest.mark.parametrize(
    ("system", "code", "r95_m"),
    [("wgs84", None, 0.0), ("vn2000", 6960, 3.0), ("indian1960", 1542, 100.0), ("hn72", 1544, 30.0)],
)
def test_a_position_records_its_operation(system, code, r95_m):
    position = to_wgs84(system, *LANG_SON)

    assert (position.op_code, position.op_r95_m) == (code, r95_m)
    assert position.epsg_db_version.startswith("v")
    assert position.warnings == ()


def all_ways():
    for key, system in SYSTEMS.items():
        if system.needs == "lon0":
            yield from ((key, {"lon0": lon0}) for lon0 in TM3_EPSG)
        elif system.needs == "zone":
            yield from ((key, {"zone": zone}) for zone in system.zones if zone in (18, 19, 48, 49))
        else:
            yield key, {}


@given(lon=st.floats(102, 112), lat=st.floats(8, 24), way=st.sampled_from(list(all_ways())))
def test_there_and_back_is_below_a_millimetre(lon, lat, way):
    key, where = way
    e, n = from_wgs84(lon, lat, key, **where)
    position = to_wgs84(key, e, n, **where)

    assert distance_m(lon, lat, position.lon, position.lat) < 0.001


def test_arrays_give_what_single_points_give():
    e, n = np.array([448849.0, 450000.0]), np.array([2417473.7, 2400000.0])

    points = to_wgs84_array("vn2000_tm3", e, n, lon0=107.25)

    for row, point in enumerate(points):
        single = to_wgs84("vn2000_tm3", e[row], n[row], lon0=107.25)
        assert point.tolist() == [single.lon, single.lat]
    assert to_wgs84_array("hn72", [], []).shape == (0, 2)
    with pytest.raises(ValueError, match="one length"):
        to_wgs84_array("vn2000", [1.0, 2.0], [1.0])


@pytest.mark.parametrize(("lon", "zone"), [(107.99, 48), (108.0, 49), (-180.0, 1), (180.0, 60)])
def test_the_zone_of_a_longitude(lon, zone):
    assert utm_zone(lon) == zone


def test_the_zone_is_found_when_it_is_not_given():
    assert from_wgs84(109.2, 13.8, "vn2000_utm") == from_wgs84(109.2, 13.8, "vn2000_utm", zone=49)
    assert from_wgs84(*LANG_SON, "hn72_gk")[0] > 18_000_000


@pytest.mark.parametrize(
    ("system", "x", "y", "where", "code"),
    [
        ("wgs84", 106.0, 90.5, {}, "lat_range"),
        ("wgs84", 180.5, 21.0, {}, "lon_range"),
        ("vn2000", float("nan"), 21.0, {}, "not_finite"),
        ("vn2000_utm", float("inf"), 2e6, {"zone": 48}, "not_finite"),
        ("vn2000_utm", 1e12, 1e12, {"zone": 48}, "not_finite"),
        ("vn2000_tm3", 5e5, 2e6, {}, "lon0_missing"),
        ("hn72_gk", 18.5e6, 2e6, {"zone": 48}, "zone_unknown"),
        ("nad27", 1.0, 1.0, {}, "unknown_system"),
    ],
)
def test_what_cannot_be_converted_is_refused(system, x, y, where, code):
    with pytest.raises(CoordinateError) as refusal:
        to_wgs84(system, x, y, **where)

    assert refusal.value.code == code


def test_a_point_outside_vietnam_is_given_with_a_warning():
    assert [warning.code for warning in to_wgs84("wgs84", 2.35, 48.85).warnings] == ["outside_vietnam"]


@pytest.mark.usefixtures("fresh_operations")
@pytest.mark.parametrize("system", ["vn2000", "vn2000_tm3", "indian1960", "hn72", "hn72_gk"])
def test_a_ballpark_operation_never_gives_a_point(monkeypatch, system):
    """PROJ itself answers with a ballpark shift for the pair 4131 to 4326; stand that in for the operation."""
    guess = Transformer.from_crs(4131, 4326)
    guess.transform(21.853, 106.757)
    assert "Ballpark" in guess.get_last_used_operation().description
    monkeypatch.setattr(transform, "_operation", lambda code: guess)
    e, n = (448849.0, 2417473.7) if SYSTEMS[system].is_grid else LANG_SON
    zone = 18 if system == "hn72_gk" else None
    if zone:
        e += 18_000_000

    with pytest.raises(BallparkError):
        to_wgs84(system, e, n, lon0=107.25, zone=zone)
    with pytest.raises(BallparkError):
        from_wgs84(*LANG_SON, system, lon0=107.25, zone=zone)


@pytest.mark.usefixtures("fresh_operations")
@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("XK8117", Context()),
        ("XK8117", Context(system="indian1960")),
        ("ô 1781", Context(province="Lạng Sơn")),
        ("13695-64473", Context(near=LANG_SON)),
        ("18681593 2418622", Context()),
        ("681986 2417271", Context(system="indian1960", zone=48)),
        ("21.853, 106.757", Context(system="hn72")),
        ("21.853, 106.757", Context(date=date(1984, 1, 1))),
        ("2417474 448849", Context(lon0=107.25)),
    ],
)
def test_no_text_leads_to_a_ballpark_operation(monkeypatch, text, context):
    """Not even beside other systems that need no shift: a likely reading must not vanish in silence."""
    guess = Transformer.from_crs(4131, 4326)
    monkeypatch.setattr(transform, "_operation", lambda code: guess)

    with pytest.raises(BallparkError):
        candidates(text, context)


@pytest.mark.usefixtures("fresh_operations")
def test_a_transformer_that_chooses_by_place_is_judged_each_time(monkeypatch):
    """In the middle of Vietnam PROJ has an operation for the pair; in Lạng Sơn the same transformer guesses."""
    chooser = Transformer.from_crs(4131, 4326)
    monkeypatch.setattr(transform, "_operation", lambda code: chooser)

    to_wgs84("indian1960", 108.0, 16.0)
    with pytest.raises(BallparkError):
        to_wgs84("indian1960", *LANG_SON)


def test_no_file_of_the_floor_asks_proj_for_a_pair_of_systems():
    for path in Path(gis_case.geo.__file__).parent.glob("*.py"):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
        assert not names & {"from_crs", "TransformerGroup", "from_proj"}, path.name
