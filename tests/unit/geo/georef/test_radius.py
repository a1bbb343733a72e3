"""The radius that is stated holds the truth, on sheets whose truth is known."""

from collections import defaultdict

import numpy as np
import pytest

from gis_case.geo.georef.choose import choose
from gis_case.geo.georef.fit import fit
from gis_case.geo.georef.ground import AS_GIVEN, GroundSystem
from gis_case.geo.georef.radius import few_points_factor, growth, radius_95, uncertainty_at
from tests.unit.geo.georef.sheets import HEIGHT, KINDS, WIDTH, random_sheet

PLACES = 20


def held(dice, kind, count):
    """Return the model recommended for a random sheet, and the share of random places its radius holds."""
    truth, points = random_sheet(dice, kind, count)
    best = choose(points).best
    where = dice.uniform([0, 0], [WIDTH, HEIGHT], (PLACES, 2))
    away = np.hypot(*(best.to_ground(where) - truth(where)).T)
    return best.model, float((away <= radius_95(best, where)).mean())


def test_the_truth_lies_within_the_radius_on_a_thousand_random_sheets():
    """Points fall anywhere, so many places lie outside their hull; each recommended model must hold 90 %."""
    dice = np.random.default_rng(20261124)
    shares = defaultdict(list)
    for number in range(1000):
        kind, count = KINDS[number % 4], int(dice.integers(3, 21))
        model, share = held(dice, kind, count)
        shares[model].append(share)
        shares[kind].append(share)

    assert {name: len(found) for name, found in shares.items() if name in KINDS} == dict.fromkeys(KINDS, 250)
    assert {name: np.mean(found) for name, found in shares.items() if np.mean(found) < 0.90} == {}


def test_few_points_widen_the_radius():
    dice = np.random.default_rng(1)
    factors = [few_points_factor(fit(random_sheet(dice, "scan", n)[1], "affine")) for n in (4, 6, 8, 12, 40)]
    # √(F(0.95; 2, ν) / 2.9957) with ν = 2, 3, 5, 9, 37: tables of Fisher's F give 19, 9.55, 5.79, 4.26, 3.25.
    assert factors == pytest.approx([2.518, 1.786, 1.390, 1.192, 1.042], abs=0.002)


def test_the_radius_grows_outside_the_points_and_never_shrinks_inside():
    points = random_sheet(np.random.default_rng(2), "scan", 8)[1]
    for model in ("similarity", "affine", "projective", "tps"):
        fitted = fit(points, model)
        middle = np.mean([point.pixel for point in points], axis=0)
        along = middle + np.outer([0.0, 1, 2, 4, 8], [4000.0, 0])
        grown = growth(fitted, along)
        assert grown[0] == 1
        assert (np.diff(grown) > 0).sum() >= 3, model
        assert radius_95(fitted, [middle])[0] == pytest.approx(1.7308 * fitted.loo_rmse * few_points_factor(fitted))


def test_a_fit_that_cannot_check_itself_states_no_radius():
    fitted = fit(random_sheet(np.random.default_rng(3), "scan", 3)[1], "affine")
    assert fitted.loo_rmse is None
    assert np.isnan(radius_95(fitted, [[1.0, 1.0]])).all()
    with pytest.raises(ValueError, match="finite"):
        uncertainty_at(fitted, AS_GIVEN, (1.0, 1.0), 10)


def test_drawing_fit_and_datum_add_in_quadrature():
    fitted = fit(random_sheet(np.random.default_rng(4), "scan", 8)[1], "affine")
    middle = tuple(np.mean([point.pixel for point in fitted.points], axis=0))
    sheet = float(radius_95(fitted, [middle])[0])
    found = uncertainty_at(fitted, GroundSystem("indian1960_utm", zone=48), middle, 30)

    assert [term.name for term in found.terms] == ["drawing", "fit", "datum"]
    assert found.r95_m == pytest.approx(np.sqrt(30**2 + sheet**2 + 100**2))
    assert found.r_max_m == pytest.approx(30 + sheet + 100)
