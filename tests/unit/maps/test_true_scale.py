"""Scale and zoom of a sheet, and the ticks of its frame, beside PROJ."""

import math
from itertools import product

import numpy as np
import pytest
from pyproj import Geod, Proj, Transformer

from gis_case.geo.grids import map_grid
from gis_case.geo.transform import from_wgs84
from tests.unit.maps.scripts import run

GEOD = Geod(ellps="WGS84")
MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)
EQUATOR_M = 2 * math.pi * 6378137
DENSITY = 96 / 25.4 * 1.5
CENTRE = (106.757, 21.853)


def test_a_kilometre_measures_what_the_scale_says_in_both_directions():
    sheets = list(product((1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000), (-35.0, 8.6, 16.0, 21.853, 23.4)))
    found = run(
        """(sheets, density) => sheets.map(([scale, lat]) =>
          [GisCase.scale.zoomFor(lat, (density * 1000) / scale), GisCase.scale.squeeze(lat)])""",
        sheets, DENSITY,
    )  # fmt: skip
    for (scale, lat), (zoom, squeeze) in zip(sheets, found, strict=True):
        per_metre = 256 * 2**zoom / EQUATOR_M / DENSITY
        for bearing, shrink in ((90, 1.0), (0, squeeze)):
            ends = [GEOD.fwd(106.757, lat, bearing + turn, 50) for turn in (0, 180)]
            (x1, y1), (x2, y2) = (MERCATOR.transform(lon, there) for lon, there, _ in ends)
            millimetres = 10 * math.hypot((x2 - x1) * per_metre, (y2 - y1) * per_metre * shrink)
            assert millimetres == pytest.approx(1_000_000 / scale, rel=2e-6)


@pytest.mark.parametrize(("key", "lon0", "zone"), [("vn2000_tm3", 107.25, None), ("indian1960_utm", None, 48)])
@pytest.mark.parametrize(("scale", "width", "height"), [(2_000, 180, 200), (10_000, 325, 254), (50_000, 202, 167)])
def test_every_tick_of_the_frame_stands_where_proj_puts_it(key, lon0, zone, scale, width, height):
    frame = {"lon": CENTRE[0], "lat": CENTRE[1], "scale": scale, "width": width, "height": height}
    found = run("""(given, spec) => {
      const frame = new GisCase.SheetFrame(given);
      const neatline = new GisCase.paper.Neatline(frame, spec);
      const { width, height } = given;
      const spot = {
        top: (at) => [at, 0], bottom: (at) => [at, height], left: (at) => [0, at], right: (at) => [width, at],
      };
      const ends = [[0, 0], [width, 0], [width, height], [0, height]];
      return {
        step: neatline.step,
        corners: ends.map((end) => frame.toGround(end)),
        ticks: neatline.ticks().map((tick) => ({ ...tick, place: frame.toGround(spot[tick.edge](tick.at)) })),
      };
    }""", frame, {"projection": map_grid(key, lon0=lon0, zone=zone).projection})  # fmt: skip
    corners = [from_wgs84(*corner, key, lon0=lon0, zone=zone) for corner in found["corners"]]
    sides = {"top": (0, 1, 0), "right": (1, 2, 1), "bottom": (3, 2, 0), "left": (0, 3, 1)}
    for edge, (first, last, axis) in sides.items():
        ticks = [tick for tick in found["ticks"] if tick["edge"] == edge]
        low, high = sorted((corners[first][axis], corners[last][axis]))
        expected = np.arange(math.ceil(low / found["step"]), math.floor(high / found["step"]) + 1) * found["step"]
        assert sorted(tick["metres"] for tick in ticks) == expected.tolist()
        for tick in ticks:
            assert abs(from_wgs84(*tick["place"], key, lon0=lon0, zone=zone)[axis] - tick["metres"]) < 0.05


def test_the_paper_leads_to_the_ground_and_back():
    frame = {"lon": CENTRE[0], "lat": CENTRE[1], "scale": 10_000, "width": 180, "height": 200}
    middle, corner = run("""(given) => {
      const frame = new GisCase.SheetFrame(given);
      return [frame.toGround([90, 100]), frame.toMm(frame.toGround([3, 7]))];
    }""", frame)  # fmt: skip
    assert middle == pytest.approx(CENTRE, abs=1e-9)
    assert corner == pytest.approx([3, 7], abs=1e-6)


@pytest.mark.parametrize(
    ("scale", "lat", "off"), [(10_000, 21.853, False), (50_000, 21.853, False), (100_000, 60.0, True)]
)
def test_a_sheet_says_when_its_scale_is_off_at_the_edge(scale, lat, off):
    frame = {"lon": 106.757, "lat": lat, "scale": scale, "width": 325, "height": 254}
    drift, edge, sentence = run("""(given) => {
      const frame = new GisCase.SheetFrame(given);
      const words = { scaleTrue: "true", scaleOff: "off" };
      return [frame.drift(), frame.toGround([0, 0])[1], GisCase.paper.margin.drift(frame, words)];
    }""", frame)  # fmt: skip
    here, there = (Proj(3857).get_factors(106.757, one).parallel_scale for one in (lat, edge))
    assert drift == pytest.approx(abs(there / here - 1), rel=0.02)
    assert (sentence == "off") is off is (drift > 0.001)


@pytest.mark.parametrize(
    ("paper", "turn", "size", "area"),
    [
        ("a4", "portrait", [210, 297], [180, 194]),
        ("a4", "landscape", [297, 210], [201, 167]),
        ("a3", "portrait", [297, 420], [267, 317]),
        ("a3", "landscape", [420, 297], [324, 254]),
    ],
)
def test_the_map_takes_what_the_paper_leaves(paper, turn, size, area):
    assert run("(...given) => GisCase.paper.layout(...given)", paper, turn) == {"paper": size, "map": area}


@pytest.mark.parametrize(
    ("ground", "scale"),
    [
        ([60, 60], 1_000),
        ([1_700, 900], 10_000),
        ([1_900, 900], 25_000),
        ([9_000, 9_500], 50_000),
        ([9e5, 10], 100_000),
    ],
)
def test_the_first_scale_is_the_largest_that_holds_what_was_shown(ground, scale):
    said = "(ground) => GisCase.paper.scaleFor(GisCase.paper.layout('a4', 'portrait'), ground)"
    assert run(said, ground) == scale


def test_figures_are_written_as_on_sheets():
    said = run("""() => [
      GisCase.paper.scaleWords(10000), GisCase.paper.metresWords(2417000), GisCase.paper.metresWords(449000.0000001),
      GisCase.paper.degreesWords(21.99999), GisCase.paper.degreesWords(106.757),
      ...[2000, 50000, 100000].map((scale) => GisCase.grid.stepOfSheet(scale)),
    ]""")
    assert said == ["1:10\u00a0000", "2\u00a0417\u00a0000", "449\u00a0000", "22°00′00″", "106°45′25″", 200, 1000, 2000]


def test_lengths_bearings_and_areas_are_those_of_the_ellipsoid():
    ring = [[106.70, 21.80], [106.75, 21.80], [106.76, 21.86], [106.69, 21.85]]
    found = run("""(ring) => [
      GisCase.geodesic.length(ring), GisCase.geodesic.leg(ring[0], ring[3]),
      GisCase.geodesic.ring(ring), GisCase.geodesic.ring([...ring].reverse()),
    ]""", ring)  # fmt: skip
    lons, lats = zip(*ring, strict=True)
    area, round_m = GEOD.polygon_area_perimeter(lons, lats)
    azimuth, _, metres = GEOD.inv(*ring[0], *ring[3])
    assert found[0] == pytest.approx(GEOD.line_length(lons, lats), abs=1e-3)
    assert found[1] == pytest.approx({"metres": metres, "bearing": azimuth % 360}, abs=1e-6)
    assert found[2]["squareMetres"] == found[3]["squareMetres"] == pytest.approx(area, abs=0.1)
    assert found[2]["metres"] == pytest.approx(round_m, abs=1e-3)
