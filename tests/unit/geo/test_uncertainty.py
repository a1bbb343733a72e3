"""The error budget against published figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.messages import Note
from gis_case.geo.uncertainty import (
    SIGMAS_IN_R95,
    SOURCE_TERMS,
    Term,
    cell_radius_m,
    combine,
    gnss_radius_m,
    latlon_precision_radius_m,
    map_radius_m,
    source_term,
)


def term(r95_m, kind="random"):
    return Term("x", r95_m, kind, Note("x"))


# Geodesy notes, section 2, at 21.85°N: one second 42 m, 0.1′ 252 m, 0.001° 151 m, 0.0001° 15 m.
@pytest.mark.parametrize(("step", "metres"), [(1 / 3600, 42), (0.1 / 60, 252), (0.001, 151), (0.0001, 15)])
def test_the_precision_of_latitude_and_longitude(step, metres):
    assert latlon_precision_radius_m(21.85, step) == pytest.approx(metres, rel=0.012)
    assert latlon_precision_radius_m(21.85, step, rounded=True) == pytest.approx(metres / 2, rel=0.012)


# Wieczorek et al. (2004), table 1: one degree at the equator 156 899 m, one second at 45° 37 m.
@pytest.mark.parametrize(("lat", "step", "metres"), [(0, 1, 156_899), (45, 1 / 3600, 38)])
def test_the_precision_elsewhere(lat, step, metres):
    assert latlon_precision_radius_m(lat, step) == pytest.approx(metres, rel=0.02)


# Section 2: MGRS 4, 6, 8 digits; ô 4 and ô 9 of a 1 km square.
@pytest.mark.parametrize(("side", "metres"), [(1000, 707), (100, 71), (10, 7), (500, 354), (1000 / 3, 236)])
def test_the_radius_of_a_square(side, metres):
    assert cell_radius_m(side) == pytest.approx(metres, abs=0.5)


# Section 2: VN rule 43 (61) m at 1:50 000 and 87 (121) m at 1:100 000; NSSDA 29 and 58 m.
@pytest.mark.parametrize(
    ("scale", "standard", "metres"),
    [
        (50_000, "vn", 43), (50_000, "vn_mountain", 61), (100_000, "vn", 87), (100_000, "vn_mountain", 121),
        (50_000, "nssda", 29), (100_000, "nssda", 58),
    ],
)  # fmt: skip
def test_the_radius_of_a_map(scale, standard, metres):
    assert map_radius_m(scale, standard) == pytest.approx(metres, abs=0.6)


def test_the_radius_of_a_satellite_fix():
    assert gnss_radius_m(None, "open") == 10
    assert gnss_radius_m(None, "canopy") == 25
    assert gnss_radius_m(6.0) == 12
    assert gnss_radius_m(6.0, "95") == 6


def test_the_worked_example_of_the_notes():
    """Ô 9 on 1:50 000, Indian 1960: 236, 43 and 100 m make 260 m, at most 379 m."""
    total = combine([term(236), term(43), term(100)])

    assert (round(total.r95_m), round(total.r_max_m)) == (260, 379)


def test_bound_terms_add_whole():
    total = combine([term(30), term(40), term(100, "bound")])

    assert (total.r95_m, total.r_max_m) == (150, 170)
    assert [item.r95_m for item in total.terms] == [30, 40, 100]


def test_the_95_percent_radius_of_a_circular_normal_error():
    assert math.sqrt(-2 * math.log(0.05)) == pytest.approx(SIGMAS_IN_R95, abs=1e-4)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from(["random", "bound"])), max_size=8))
def test_the_95_percent_radius_lies_between_the_largest_term_and_the_sum(items):
    total = combine([term(radius, kind) for radius, kind in items])

    assert max((radius for radius, _ in items), default=0) <= total.r95_m * (1 + 1e-9) + 1e-300
    assert total.r95_m <= total.r_max_m * (1 + 1e-9)


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_impossible_radii_are_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        combine([term(bad)])
    with pytest.raises(ValueError, match="above 0"):
        cell_radius_m(bad)
    with pytest.raises(ValueError, match="above 0"):
        gnss_radius_m(bad)
    with pytest.raises(ValueError, match="latitude"):
        latlon_precision_radius_m(91 if bad < 0 else bad, 1)


def test_memory_is_judged_by_where_the_witness_stood():
    kinds = ("memory_on_site", "memory_feature", "memory_verbal")

    assert [source_term(kind).r95_m for kind in kinds] == [200, 500, 1500]
    assert source_term(None).r95_m == source_term("no such kind").r95_m == 10
    assert all(item.r95_m > 0 for item in SOURCE_TERMS.values())
