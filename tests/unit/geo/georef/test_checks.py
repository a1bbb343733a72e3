"""What people get wrong with control points is named, and the point with it."""

import numpy as np
import pytest

from gis_case.geo.georef.checks import check_gcps
from gis_case.geo.georef.choose import choose
from gis_case.geo.georef.distortion import distortion
from gis_case.geo.georef.fit import fit
from gis_case.geo.georef.fit_checks import check_fit
from gis_case.geo.georef.points import ControlPoint
from tests.unit.geo.georef.sheets import points_of, random_sheet

SIZE = (4000, 3000)
PIXELS = np.array([[300.0, 250], [3700, 300], [3600, 2700], [350, 2600], [2000, 1400], [1200, 2000], [2900, 900]])


def ground_of(pixels):
    """A sheet that stands upright, five metres for a pixel, a little turned and stretched."""
    return np.column_stack([5 * pixels[:, 0] + 0.1 * pixels[:, 1], 0.12 * pixels[:, 0] - 5.02 * pixels[:, 1]]) + [
        448_849,
        2_417_474,
    ]


def codes(points, **options):
    return {(issue.code, issue.gcp) for issue in check_gcps(points, size_px=SIZE, **options)}


def sound(count=7):
    dice = np.random.default_rng(count)
    return PIXELS[:count], ground_of(PIXELS[:count]) + dice.normal(0, 5, (count, 2))


@pytest.mark.parametrize("count", [3, 4, 5, 6, 7])
def test_sound_points_raise_nothing(count):
    assert codes(points_of(*sound(count))) == set()


def test_too_few_points():
    assert codes([]) == {("too_few", None)}
    assert codes(points_of(*sound(1))) == {("too_few", None)}
    assert codes(points_of(*sound(2))) == {("unchecked", None)}


def test_a_point_twice_and_a_point_at_two_places():
    points = points_of(*sound())
    assert codes([*points, points[2]]) == {("duplicate", 7)}
    assert ("conflicting_duplicate", 7) in codes([*points, ControlPoint(points[2].pixel, points[4].ground)])
    assert ("conflicting_duplicate", 7) in codes([*points, ControlPoint((3000, 2000), points[2].ground)])


def test_points_on_a_line_and_nearly():
    along = np.linspace(0, 1, 5)[:, None] * [3000.0, 2000] + 100
    assert codes(points_of(along, ground_of(along))) == {("collinear", None)}
    nearly = along + np.array([[0, 0], [0, 30], [0, 0], [0, -30], [0, 0]])
    assert ("nearly_collinear", None) in codes(points_of(nearly, ground_of(nearly)))


def test_points_in_one_corner_of_the_sheet():
    near = PIXELS * 0.2
    assert ("small_hull", None) in codes(points_of(near, ground_of(near)))
    ring = [(0.0, 0.0), (800.0, 0.0), (800.0, 600.0), (0.0, 600.0)]
    assert codes(points_of(near, ground_of(near)), mask=ring) == set()


@pytest.mark.parametrize("count", [3, 4, 5, 7])
def test_a_point_500_km_away(count):
    pixels, ground = sound(count)
    ground[1] += [300_000, 400_000]
    assert codes(points_of(pixels, ground)) == {("far_away", 1)}


@pytest.mark.parametrize("count", [4, 5, 7])
def test_one_point_with_its_axes_exchanged(count):
    pixels, ground = sound(count)
    ground[2] = ground[2, ::-1]
    assert codes(points_of(pixels, ground)) == {("swapped_axes", 2)}


@pytest.mark.parametrize("count", [3, 4, 7])
def test_all_axes_exchanged_or_rows_the_other_way(count):
    pixels, ground = sound(count)
    assert codes(points_of(pixels, ground[:, ::-1])) == {("swapped_axes", None)}
    assert {code for code, _ in codes(points_of(pixels[:, ::-1], ground))} - {"outside_image"} == {"swapped_pixels"}
    assert {code for code, _ in codes(points_of(pixels, ground), pixel_y="up")} - {"outside_image"} == {"mirrored"}
    assert codes(points_of(pixels * [1, -1], ground), pixel_y="up") == set()


@pytest.mark.parametrize("count", [5, 7])
def test_two_points_whose_places_are_exchanged(count):
    pixels, ground = sound(count)
    ground[[1, 3]] = ground[[3, 1]]
    assert codes(points_of(pixels, ground)) == {("swapped_points", 1), ("swapped_points", 3)}


@pytest.mark.parametrize("count", [6, 7])
def test_a_point_that_disagrees(count):
    pixels, ground = sound(count)
    ground[4] += [400, -700]
    found = check_gcps(points_of(pixels, ground), size_px=SIZE)
    assert [(issue.code, issue.gcp, issue.severity) for issue in found] == [("outlier", 4, "warning")]
    assert 130 < found[0].note.params["pixels"] < 190


def test_indices_count_disabled_points_too():
    pixels, ground = sound()
    ground[4] += [400, -700]
    points = [ControlPoint((1, 1), (0, 0), enabled=False), *points_of(pixels, ground)]
    assert codes(points) == {("outlier", 5)}


def test_outside_the_image_and_not_a_number():
    points = points_of(*sound())
    assert ("outside_image", 7) in codes(
        [*points, ControlPoint((4100, 10), tuple(ground_of(np.array([[4100, 10]]))[0]))]
    )
    assert codes([*points, ControlPoint((1, float("nan")), (1, 1))]) == {("not_finite", 7)}


def test_false_alarms_are_rare():
    dice = np.random.default_rng(5)
    alarms = sum(
        any(i.severity == "error" or i.code == "outlier" for i in check_gcps(random_sheet(dice, kind, n)[1]))
        for kind in ("clean", "scan", "sketch")
        for n in (5, 8, 12)
        for _ in range(30)
    )
    assert alarms <= 0.08 * 270


def test_a_fold_is_found_and_an_even_sheet_has_none():
    pixels, ground = sound()
    good = fit(points_of(pixels, ground), "affine")
    assert check_fit(good) == []
    ground[4] = ground[1] + [3000, 500]
    folded = fit(points_of(pixels, ground), "tps")
    assert "fold_over" in {issue.code for issue in check_fit(folded)}


def test_distortion_is_tissots():
    """A sheet twice as long as wide: area ratio 2 over the mean scale's square, two_omega = 2 asin(1/3)."""
    fitted = fit(points_of(PIXELS, PIXELS * [2, -1]), "affine")
    measured = distortion(fitted)
    assert measured.two_omega == pytest.approx(2 * np.degrees(np.arcsin(1 / 3)))
    assert not measured.folds.any()
    assert not measured.mirrored
    assert "distorted" in {issue.code for issue in check_fit(fitted)}
    even = distortion(fit(points_of(PIXELS, PIXELS * [3, -3]), "tps"))
    assert even.log2sigma == pytest.approx(0, abs=1e-9)
    assert even.two_omega == pytest.approx(0, abs=1e-5)


def test_queried_places_outside_the_points_are_marked():
    fitted = fit(points_of(*sound()), "affine")
    found = check_fit(fitted, [(2000, 1500), (3990, 2990)])
    assert [(issue.code, issue.query) for issue in found] == [("outside_hull", 1)]


def test_the_least_leave_one_out_error_is_recommended_and_said():
    choice = choose(random_sheet(np.random.default_rng(6), "photo", 12)[1])
    errors = [one.loo_rmse for one in choice.fits]
    assert errors == sorted(errors)
    assert choice.best.model == "projective"
    assert "by %(loo)s on average" in choice.why[0].msgid
    assert {one.code for one in choice.why} <= {"least_loo", "close", "clear", "rmse_flatters"}


def test_of_exact_fits_the_stiffest_is_taken():
    pixels = PIXELS
    choice = choose(points_of(pixels, pixels * [5, -5] + [448_849, 2_417_474]))
    assert choice.best.model == "similarity"
    assert choice.why[-1].code == "all_exact"


def test_what_is_not_possible_says_why():
    choice = choose(points_of(*sound(2)))
    assert [one.model for one in choice.fits] == ["similarity"]
    assert {error.code for error in choice.refused.values()} == {"too_few"}
    assert choice.why[0].code == "too_few_to_compare"
    assert choose([]).best is None
