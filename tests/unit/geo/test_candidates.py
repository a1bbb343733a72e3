"""Which points a text may mean, in which order, and with what budget."""

from datetime import date

import pytest

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context

LANG_SON = Context(province="Lạng Sơn")
GRID = "2417473.7 448849.0"


def shape(found):
    return [(item.system, item.lon0, item.zone) for item in found]


def codes(item):
    return [warning.code for warning in item.warnings]


def test_degrees_of_unknown_system_are_wgs84_first_and_vn2000_second():
    first, second = candidates("21.853, 106.757", LANG_SON)

    assert (first.system, second.system) == ("wgs84", "vn2000")
    assert (first.op_code, second.op_code) == (None, 6960)
    assert (first.lon, first.lat) == (106.757, 21.853)
    assert distance_m(first.lon, first.lat, second.lon, second.lat) == pytest.approx(224.3, abs=0.1)
    assert first.weight + second.weight == pytest.approx(1)


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (LANG_SON, [("vn2000_tm3", 107.25, None), ("vn2000_utm", None, 48), ("wgs84_utm", None, 48)]),
        (Context(lon0=107.0), [("vn2000_tm3", 107.0, None)]),
        (Context(zone=48), [("vn2000_utm", None, 48), ("wgs84_utm", None, 48)]),
        (Context(system="vn2000", lon0=107.25), [("vn2000_tm3", 107.25, None), ("vn2000_utm", None, 48)]),
        (Context(system="vn2000_tm3", province="Lạng Sơn"), [("vn2000_tm3", 107.25, None)]),
        (Context(system="wgs84", zone=48), [("wgs84_utm", None, 48)]),
        (Context(system="indian1960_utm", zone=48), [("indian1960_utm", None, 48)]),
        (
            Context(system="vn2000_tm3", province="Bắc Ninh"),
            [("vn2000_tm3", 107.0, None), ("vn2000_tm3", 105.5, None)],
        ),
        (
            Context(system="vn2000_tm3", province="Bắc Ninh", date=date(2020, 1, 1)),
            [("vn2000_tm3", 105.5, None)],
        ),
    ],
)
def test_the_systems_a_grid_may_be_in(context, expected):
    assert shape(candidates(GRID, context)) == expected


def test_a_meridian_in_the_text_outranks_the_province():
    (found,) = candidates(f"KTT 107°00′ {GRID}", LANG_SON)

    assert (found.system, found.lon0) == ("vn2000_tm3", 107.0)


def test_a_grid_without_a_meridian_is_never_read_as_tm3():
    found = candidates(GRID)

    assert {item.system for item in found} == {"vn2000_utm", "wgs84_utm"}
    assert all("meridian_unknown" in codes(item) for item in found)
    assert not any("meridian_unknown" in codes(item) for item in candidates(GRID, Context(zone=48)))


@pytest.mark.parametrize(
    ("context", "code"),
    [
        (Context(system="vn2000_tm3"), "lon0_missing"),
        (Context(lon0=107.3), "unknown_meridian"),
        (Context(system="nad27"), "unknown_system"),
        (Context(system="vn2000_utm", zone=50), "zone_unknown"),
    ],
)
def test_a_grid_whose_system_cannot_be_placed_is_refused(context, code):
    with pytest.raises(CoordinateError) as refusal:
        candidates(GRID, context)

    assert refusal.value.code == code


def test_a_zone_letter_means_wgs84_and_must_fit_the_latitude():
    good, wrong = candidates("48Q 681566 2417592")[0], candidates("48P 681566 2417592")[0]

    assert good.system == "wgs84_utm"
    assert distance_m(good.lon, good.lat, 106.757, 21.853) < 1
    assert (codes(good), codes(wrong)) == ([], ["band"])


def test_a_system_in_the_text_against_the_chosen_one_gives_both():
    found = candidates("VN-2000 21.853, 106.757", Context(system="wgs84"))

    assert [item.system for item in found] == ["vn2000", "wgs84"]
    assert all("system_conflict" in codes(item) for item in found)


def test_exchanged_axes_are_flagged_and_never_silent():
    for item in candidates("106.757, 21.853"):
        assert item.swapped
        assert "swapped" in codes(item)
    assert not any(item.swapped for item in candidates("21.853, 106.757"))


def test_a_point_outside_vietnam_is_kept_with_a_warning():
    found = candidates("48.85, 2.35")

    assert (found[0].lat, found[0].lon) == (48.85, 2.35)
    assert all("outside_vietnam" in codes(item) for item in found)


def test_vietnamese_nam_is_offered_last_or_not_at_all():
    found = candidates("21°51′N 106°45′Đ", LANG_SON)

    assert all(item.lat > 0 and "n_read_as_north" in codes(item) for item in found)


def test_the_commune_decides_between_systems():
    near = Context(province="Lạng Sơn", commune_point=(104.5, 21.86), commune_radius_m=5000)
    found = candidates(GRID, near)

    assert found[0].system == "vn2000_utm"
    assert "in_commune" in [reason.code for reason in found[0].why]
    tm3 = next(item for item in found if item.lon0 == 107.25)
    assert "far_from_commune" in codes(tm3)
    assert tm3.weight < found[0].weight


def test_the_budget_is_itemised():
    """0.1′ is 252 m at 21.85°N (geodesy notes, section 2), VN-2000 3 m, memory on the spot 200 m."""
    (found,) = candidates("21°51.1′B 106°45.4′Đ", Context(system="vn2000", source_kind="memory_on_site"))

    assert [item.name for item in found.terms] == ["notation", "operation", "source"]
    assert [round(item.r95_m) for item in found.terms] == [252, 3, 200]
    assert found.r95_m == pytest.approx((252**2 + 3**2 + 200**2) ** 0.5, abs=1)
    assert found.r_max_m == pytest.approx(sum(item.r95_m for item in found.terms))


@pytest.mark.parametrize(("kind", "least"), [("memory_verbal", 1500), ("memory_feature", 500), ("gnss_canopy", 25)])
def test_many_decimals_do_not_make_a_memory_exact(kind, least):
    assert candidates("21.8530001, 106.7570001", Context(source_kind=kind))[0].r95_m >= least


def test_a_gauss_kruger_easting_may_lack_its_zone():
    found = candidates("681593.5 2418622.0", Context(system="hn72"))

    assert [item.zone for item in found] == [18]
    assert distance_m(found[0].lon, found[0].lat, 106.757, 21.853) < 0.1


def test_each_candidate_records_how_it_was_made():
    (found,) = candidates("681986 2417271", Context(system="indian1960", zone=48))

    assert (found.op_code, found.zone, found.notation.value) == (1542, 48, "grid")
    assert found.epsg_db_version.startswith("v")
    assert found.r95_m > 100
    assert found.why
