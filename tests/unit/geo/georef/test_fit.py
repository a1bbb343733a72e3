"""Each fit finds what made its points, and its leave-one-out error is that of a fit without the point."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_case.geo.georef.describe import parameters
from gis_case.geo.georef.fit import fit
from gis_case.geo.georef.models import MODELS
from gis_case.geo.georef.points import ControlPoint, ControlPointError
from tests.unit.geo.georef.sheets import points_of, random_sheet

SEEDS = st.integers(0, 2**32 - 1)
CORNER = np.array([448_849.0, 2_417_474.0])


def spread(dice, count):
    """Pixels in distinct cells of a jittered grid, so that no random set is degenerate."""
    cells = dice.permutation(25)[:count]
    return (np.column_stack([cells % 5, cells // 5]) + dice.uniform(0.1, 0.9, (count, 2))) * [800, 600]


def made_by(model, dice):
    """A random transformation of the kind that a model can follow exactly."""
    turn, scale = dice.uniform(0, 2 * np.pi), dice.uniform(0.5, 20)
    matrix = scale * np.array([[np.cos(turn), np.sin(turn)], [np.sin(turn), -np.cos(turn)]])
    if model != "similarity":
        matrix = matrix @ (np.eye(2) + dice.uniform(-0.2, 0.2, (2, 2)))
    tilt = dice.uniform(-5e-5, 5e-5, 2) if model == "projective" else np.zeros(2)
    degree = {"polynomial2": 2, "polynomial3": 3}.get(model, 1)
    bends = [
        (i, j, dice.uniform(-0.03, 0.03, 2) * scale * 4000) for i in range(4) for j in range(4) if 1 < i + j <= degree
    ]

    def transform(p):
        far = sum(((p[:, 0] / 4000) ** i * (p[:, 1] / 4000) ** j)[:, None] * bend for i, j, bend in bends)
        return (p @ matrix.T) / (1 + p @ tilt)[:, None] + CORNER + far

    return transform


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("pixel_y", ["down", "up"])
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_noiseless_points_give_back_their_transformation(model, pixel_y, seed):
    dice = np.random.default_rng(seed)
    transform = made_by(model, dice)
    pixels = spread(dice, 16)
    rows = pixels if pixel_y == "down" else pixels * [1, -1]
    fitted = fit(points_of(rows, transform(pixels)), model, pixel_y)
    where = dice.uniform([400, 300], [3600, 2700], (20, 2))
    asked = where if pixel_y == "down" else where * [1, -1]

    assert fitted.to_ground(asked) == pytest.approx(transform(where), abs=1e-5)
    assert fitted.to_pixel(transform(where)) == pytest.approx(asked, abs=1e-5)
    assert fitted.rmse < 1e-6
    assert fitted.loo_rmse < 1e-3


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_leaving_out_is_fitting_without(model, seed):
    dice = np.random.default_rng(seed)
    pixels = spread(dice, 13)
    points = points_of(pixels, made_by(model, dice)(pixels) + dice.normal(0, 10, (13, 2)))
    left_out = fit(points, model).left_out
    for index, point in enumerate(points):
        rest = fit([*points[:index], *points[index + 1 :]], model)
        assert left_out[index] == pytest.approx(rest.to_ground([point.pixel])[0] - point.ground, rel=1e-5, abs=1e-4)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_order_does_not_matter_and_a_moved_ground_moves_the_answer(model, seed):
    dice = np.random.default_rng(seed)
    pixels = spread(dice, 13)
    points = points_of(pixels, made_by(model, dice)(pixels) + dice.normal(0, 10, (13, 2)))
    where = dice.uniform([400, 300], [3600, 2700], (10, 2))
    first = fit(points, model)
    shuffled = fit([points[i] for i in dice.permutation(13)], model)
    moved = fit([ControlPoint(p.pixel, (p.ground[0] + 1234.5, p.ground[1] - 987.25)) for p in points], model)

    assert shuffled.to_ground(where) == pytest.approx(first.to_ground(where), abs=1e-5)
    assert shuffled.loo_rmse == pytest.approx(first.loo_rmse, rel=1e-6)
    assert moved.to_ground(where) - first.to_ground(where) == pytest.approx(
        np.tile([1234.5, -987.25], (10, 1)), abs=1e-5
    )


@pytest.mark.parametrize("model", MODELS)
def test_jacobian_is_the_slope_of_the_transformation(model):
    fitted = fit(random_sheet(np.random.default_rng(3), "scan", 14)[1], model)
    where = np.array([[1000.0, 800.0], [2500.0, 2000.0]])
    step = np.eye(2) * 1e-2
    slope = [(fitted.to_ground(where + h) - fitted.to_ground(where - h)) / 2e-2 for h in step]
    assert fitted.jacobian(where) == pytest.approx(np.stack(slope, axis=2), abs=1e-5)


@pytest.mark.parametrize("pixel_y", ["down", "up"])
@pytest.mark.parametrize("model", MODELS)
def test_the_parameters_written_out_are_the_fit(model, pixel_y):
    fitted = fit(random_sheet(np.random.default_rng(4), "scan", 14)[1], model, pixel_y)
    where = np.array([[1000.0, 800.0], [2500.0, 2000.0], [10.0, 2990.0]])
    given = parameters(fitted)
    rows = np.column_stack([where, np.ones(3)])
    if model in ("polynomial2", "polynomial3"):
        basis = np.stack([where[:, 0] ** i * where[:, 1] ** j for i, j in given["terms"]], axis=1)
        ground = np.column_stack([basis @ given["easting"], basis @ given["northing"]])
    else:
        ground = rows @ np.array(given["matrix"]).T
    if model == "projective":
        ground = ground[:, :2] / ground[:, 2:]
    if model == "tps":
        r2 = ((where[:, None] - np.array(given["centres"])) ** 2).sum(axis=2)
        ground = ground + (r2 * np.log(r2) / 2) @ np.array(given["weights"])
    assert ground == pytest.approx(fitted.to_ground(where), abs=1e-5)


def test_a_spline_passes_through_its_points_and_its_rmse_is_no_praise():
    fitted = fit(random_sheet(np.random.default_rng(5), "sketch", 9)[1], "tps")
    assert fitted.rmse < 1e-6
    assert fitted.loo_rmse > 50


def test_the_divisor_is_what_points_there_are_to_spare():
    """QGIS divides the squares by n − 3 for an affine fit."""
    fitted = fit(random_sheet(np.random.default_rng(6), "scan", 7)[1], "affine")
    assert fitted.rmse_dof == pytest.approx(fitted.rmse * np.sqrt(7 / 4))
    assert fit(fitted.points[:3], "affine").rmse_dof is None


@pytest.mark.parametrize(("model", "least"), [(key, model.least) for key, model in MODELS.items()])
def test_one_point_less_than_needed_is_refused_in_words(model, least):
    points = random_sheet(np.random.default_rng(7), "scan", least)[1]
    fit(points, model)
    with pytest.raises(
        ControlPointError, match=f"at least {least} control points at different places; there are {least - 1}"
    ):
        fit(points[1:], model)
    with pytest.raises(ControlPointError) as refusal:
        fit([*points[1:], points[1]], model)
    assert refusal.value.code == "too_few"


def test_points_that_span_nothing_are_refused():
    line = points_of(np.array([[i * 100.0, i * 50.0] for i in range(12)]), np.array([[i, 2.0 * i] for i in range(12)]))
    for model in ("affine", "projective", "polynomial2", "polynomial3", "tps"):
        with pytest.raises(ControlPointError) as refusal:
            fit(line, model)
        assert refusal.value.code == "collinear", model
    grid = np.array([[x, y] for x in (0.0, 1, 2) for y in (0.0, 1)]) * 1000
    with pytest.raises(ControlPointError) as refusal:
        fit(points_of(grid, grid), "polynomial2")
    assert refusal.value.code == "degenerate"


def test_a_repeated_point_is_left_out_with_its_twin():
    points = random_sheet(np.random.default_rng(9), "scan", 8)[1]
    for model in ("affine", "tps", "projective"):
        doubled = fit([*points, points[2]], model)
        assert np.hypot(*doubled.left_out[2]) == pytest.approx(np.hypot(*fit(points, model).left_out[2]), rel=1e-6)


def test_a_spline_cannot_put_one_pixel_at_two_places():
    points = random_sheet(np.random.default_rng(10), "scan", 6)[1]
    with pytest.raises(ControlPointError) as refusal:
        fit([*points, ControlPoint(points[1].pixel, (0, 0))], "tps")
    assert (refusal.value.code, refusal.value.gcp) == ("conflicting_duplicate", 6)


def test_a_better_known_point_weighs_more():
    pixels = np.array([[0.0, 0], [1000, 0], [1000, 1000], [0, 1000]])
    ground = pixels * [1, -1] + [[0, 0], [0, 0], [40, 0], [0, 0]]
    plain = fit(points_of(pixels, ground), "affine")
    points = [ControlPoint(p.pixel, p.ground, r95_m=1.0 if i == 2 else 100.0) for i, p in enumerate(plain.points)]
    assert abs(fit(points, "affine").residuals[2, 0]) < abs(plain.residuals[2, 0]) / 100


def test_disabled_points_take_no_part():
    points = random_sheet(np.random.default_rng(11), "scan", 6)[1]
    odd = ControlPoint((5, 5), (0, 0), enabled=False)
    assert fit([odd, *points], "affine").rmse == fit(points, "affine").rmse
