"""Fits against values that QGIS, GDAL and Allmaps publish in their own tests."""

import numpy as np
import pytest
from rasterio.control import GroundControlPoint
from rasterio.transform import GCPTransformer

from gis_case.geo.georef.fit import fit
from gis_case.geo.georef.points import ControlPoint
from tests.unit.geo.georef.sheets import random_sheet


def gcps(*rows):
    return [ControlPoint((x, y), (e, n)) for x, y, e, n in rows]


THREE = gcps((518, 991, 4.9516614, 52.4633102), (4345, 2357, 5.0480391, 52.5123762), (2647, 475, 4.9702906, 52.5035815))
SIX = gcps(
    (1344, 4098, 4.4091165, 51.9017125), (4440, 3441, 4.5029222, 51.9164451), (3549, 4403, 4.4764224, 51.897309),
    (1794, 2130, 4.4199066, 51.9391509), (3656, 2558, 4.4775683, 51.9324358), (2656, 3558, 4.4572643, 51.9143043),
)  # fmt: skip
TEN = gcps(
    (6933, 3641, -5.6931398, 56.1290282), (6158, 1470, -6.2921755, 58.5220974), (9142, 2240, -2.1077545, 57.687078),
    (9626, 9058, -1.5642528, 50.6648133), (8387, 1447, -3.0589806, 58.6152482), (11709, 8644, 1.5829224, 50.8667829),
    (8995, 5647, -2.8041724, 54.0553335), (12903, 6620, 4.7685316, 52.9630668), (8262, 9534, -3.6827528, 50.2116403),
    (6925, 9356, -5.7572694, 50.055299),
)  # fmt: skip

# allmaps/allmaps, packages/transform/test: what gdaltransform answers (polynomials, spline), and a
# Matlab script of its authors for the similarity, of both handednesses. All are to 1e-6 of a degree.
ALLMAPS = [
    (THREE, "similarity", "down", (100, 100), (4.925027120153211, 52.46506809004473)),
    (THREE, "similarity", "up", (100, 100), (4.9385700843392435, 52.46580484503631)),
    (THREE, "affine", "down", (100, 100), (4.92079391286352, 52.4654946986157)),
    (SIX, "polynomial2", "down", (1000, 1000), (4.36596042386853, 51.9550430503008)),
    (TEN, "polynomial3", "down", (10000, 10000), (-1.34357085609956, 49.7913344676161)),
    (SIX, "tps", "down", (1000, 1000), (4.38895777703007, 51.9590841915719)),
]


@pytest.mark.parametrize(("points", "model", "pixel_y", "pixel", "expected"), ALLMAPS)
def test_gdal_and_allmaps_agree_to_a_millionth(points, model, pixel_y, pixel, expected):
    assert fit(points, model, pixel_y).to_ground([pixel])[0] == pytest.approx(expected, abs=1e-6)


FOUR_PLACES = ((321210, 130280), (322698, 129979), (322501, 192061), (321803, 192198))
FOUR = gcps(
    *(
        (x, y, *at)
        for (x, y), at in zip(((288, 1126), (2352, 716), (2067, 2398), (1102, 2209)), FOUR_PLACES, strict=True)
    )
)
RASTER = gcps(
    *(
        (x, y, *at)
        for (x, y), at in zip(((288, -716), (2352, -1126), (2067, -2398), (1102, -2209)), FOUR_PLACES, strict=True)
    )
)
QGIS_TEN = gcps(
    (288, 1126, 321210, 130280), (2352, 716, 322698, 129979), (2067, 2398, 322501, 192061),
    (2100, 1500, 322550, 149979), (1102, 2209, 321803, 192198), (300, 1550, 321310, 145979),
    (300, 850, 321310, 131979), (1000, 830, 321703, 131579), (900, 1450, 321603, 145979),
    (700, 1550, 321003, 146179),
)  # fmt: skip
ASKED = ((288, 1000), (2352, 1150), (2067, 2500), (1102, 2300))

# qgis/QGIS, tests/src/analysis/testqgsgcptransformer.cpp, in whole units. For its raster case QGIS fits
# the negative rows as they are and turns them over only when it transforms, hence the positive ones here.
QGIS = [
    (FOUR, "similarity", ASKED, ((302325, 145676), (340495, 155540), (330540, 179867), (313138, 172822))),
    (FOUR, "projective", ASKED, ((321256, 123764), (322687, 142908), (322494, 197069), (321781, 198051))),
    (FOUR, "tps", ASKED, ((321209, 124248), (322700, 146609), (322501, 196160), (321803, 195999))),
    (QGIS_TEN, "polynomial3", ASKED, ((321202, 129364), (318595, 101765), (321488, 185766), (320879, 189391))),
    (
        RASTER,
        "similarity",
        ((288, 716), (2352, 1126), (2067, 2398), (1102, 2209)),
        ((334590, 115324), (296200, 115340), (296768, 91566), (314707, 91510)),
    ),
]


@pytest.mark.parametrize(("points", "model", "pixels", "expected"), QGIS)
def test_qgis_agrees(points, model, pixels, expected):
    assert fit(points, model, "up").to_ground(pixels) == pytest.approx(np.array(expected), abs=1)


def test_the_similarity_comes_back_as_allmaps_says():
    """Its way back is a fit of its own, ours the inverse: they meet only where the points fit exactly."""
    pixel = fit(THREE, "similarity").to_pixel([(4.925027120153211, 52.46506809004473)])[0]
    assert pixel == pytest.approx((100, 100), abs=1e-4)


# Left alone, GDAL takes degree 1 below six points and degree 2 from there on.
@pytest.mark.parametrize(("model", "count"), [("affine", 4), ("affine", 5), ("polynomial2", 6), ("polynomial2", 14)])
def test_gdal_at_hand_agrees_on_noisy_sheets(model, count):
    dice = np.random.default_rng(count)
    for _ in range(5):
        truth, points = random_sheet(dice, "scan", count)
        known = [GroundControlPoint(p.pixel[1], p.pixel[0], p.ground[0], p.ground[1], 0.0) for p in points]
        where = dice.uniform([0, 0], [4000, 3000], (50, 2))
        with GCPTransformer(known) as gdal:
            theirs = np.column_stack(gdal.xy(where[:, 1], where[:, 0], offset="ul"))
        assert fit(points, model).to_ground(where) == pytest.approx(theirs, abs=1e-6)


def test_a_projective_fit_is_the_normalised_dlt_written_out():
    """Hartley & Zisserman, algorithm 4.2, step by step on points that no projection fits exactly."""
    truth, points = random_sheet(np.random.default_rng(8), "scan", 9)
    x, y = np.array([p.pixel for p in points]), np.array([p.ground for p in points])

    def normaliser(places):
        middle = places.mean(axis=0)
        s = np.sqrt(2) / np.linalg.norm(places - middle, axis=1).mean()
        return np.array([[s, 0, -s * middle[0]], [0, s, -s * middle[1]], [0, 0, 1]])

    t, u = normaliser(x), normaliser(y)
    a, b = np.c_[x, np.ones(9)] @ t.T, np.c_[y, np.ones(9)] @ u.T
    rows = []
    for p, q in zip(a, b, strict=True):
        rows += [[0, 0, 0, *(-q[2] * p), *(q[1] * p)], [*(q[2] * p), 0, 0, 0, *(-q[0] * p)]]
    h = np.linalg.inv(u) @ np.linalg.svd(np.array(rows))[2][8].reshape(3, 3) @ t
    top = np.c_[x, np.ones(9)] @ h.T

    assert fit(points, "projective").to_ground(x) == pytest.approx(top[:, :2] / top[:, 2:], abs=1e-6)
