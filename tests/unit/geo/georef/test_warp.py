"""The warped raster shows each spot of the scan where the fit has it, whole or not at all."""

import struct
import zlib

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.warp import reproject
from rio_cogeo import cog_validate

from gis_case.geo.georef import warp
from gis_case.geo.georef.describe import affine_matrix
from gis_case.geo.georef.fit import fit
from gis_case.geo.georef.ground import AS_GIVEN, ground_system
from gis_case.geo.georef.images import ImageError, load_image
from gis_case.geo.georef.warp import warp_to_cog
from tests.unit.geo.georef.sheets import points_of

WIDTH, HEIGHT = 700, 560
PIXELS = np.array(
    [[20.0, 30], [680, 20], [670, 540], [30, 530], [350, 270], [200, 400], [500, 150], [340, 20], [20, 280], [690, 270],
     [350, 550], [150, 150], [550, 420], [250, 60]]
)  # fmt: skip


def ground_of(pixels, bend=0.0):
    e = 5 * pixels[:, 0] + 0.4 * pixels[:, 1] + bend * np.sin(pixels[:, 1] / 160)
    n = 0.3 * pixels[:, 0] - 5.1 * pixels[:, 1] + bend * np.sin(pixels[:, 0] / 190)
    return np.column_stack([e, n]) + [448_849, 2_417_474]


@pytest.fixture
def scan(tmp_path):
    """A smooth picture whose red is its column and whose green is its row."""
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    picture = np.stack([x * 255 / WIDTH, y * 255 / HEIGHT, np.full_like(x, 90)], axis=2)
    path = tmp_path / "scan.png"
    Image.fromarray(picture.round().astype(np.uint8)).save(path)
    return path


def shown(path):
    with rasterio.open(path) as raster:
        return raster.read(), raster.transform, raster.crs


def cells(transform, places):
    """Column and row, (m, 2), of the raster's cells at (m, 2) places."""
    corner, pixel = np.array([transform.c, transform.f]), np.array([transform.a, transform.e])
    return np.floor((places - corner) / pixel).astype(int)


@pytest.mark.parametrize("pixel_y", ["down", "up"])
@pytest.mark.parametrize(
    ("model", "bend"),
    [("similarity", 0), ("affine", 0), ("projective", 3), ("polynomial2", 20), ("polynomial3", 20), ("tps", 60)],
)
def test_each_spot_lies_where_the_fit_has_it(scan, tmp_path, model, bend, pixel_y):
    flip = [1, 1] if pixel_y == "down" else [1, -1]
    fitted = fit(points_of(PIXELS * flip, ground_of(PIXELS, bend)), model, pixel_y)
    plane = ground_system("EPSG:9215")
    warp_to_cog(scan, fitted, tmp_path / "out.tif", plane=plane)
    values, transform, crs = shown(tmp_path / "out.tif")

    assert crs.to_epsg() == 3857
    where = np.random.default_rng(1).uniform([30, 30], [WIDTH - 30, HEIGHT - 30], (200, 2))
    mercator = ground_system("EPSG:3857").from_wgs84(plane.to_wgs84(fitted.to_ground(where * flip)))
    column, row = cells(transform, mercator).T
    red, green, _, alpha = values[:, row, column].astype(float)
    assert (alpha == 255).all()
    assert np.abs(red * WIDTH / 255 - where[:, 0]).max() < 4
    assert np.abs(green * HEIGHT / 255 - where[:, 1]).max() < 4


def test_gdal_warps_the_same_picture(scan, tmp_path):
    fitted = fit(points_of(PIXELS, ground_of(PIXELS)), "affine")
    warp_to_cog(scan, fitted, tmp_path / "out.tif", plane=AS_GIVEN)
    ours, transform, crs = shown(tmp_path / "out.tif")
    theirs = np.zeros_like(ours[:3])
    source = np.moveaxis(np.asarray(load_image(scan)), 2, 0)
    (a, b, c), (d, e, f) = affine_matrix(fitted)
    here = {"src_crs": "EPSG:9215", "dst_crs": "EPSG:9215", "dst_transform": transform}
    reproject(source, theirs, src_transform=Affine(a, b, c, d, e, f), resampling=Resampling.bilinear, **here)

    both = (ours[3] == 255) & (theirs[2] > 0)
    assert crs is None
    assert both.mean() > 0.8
    assert np.abs(ours[:3].astype(int) - theirs)[:, both].max() <= 1


def test_it_is_a_cloud_optimised_geotiff_that_tells_how_it_was_made(scan, tmp_path):
    fitted = fit(points_of(PIXELS, ground_of(PIXELS, 30)), "tps")
    frame = warp_to_cog(scan, fitted, tmp_path / "out.tif", 2.5, plane=ground_system("EPSG:3148"))
    valid, errors, _ = cog_validate(tmp_path / "out.tif", strict=True, quiet=True)
    with rasterio.open(tmp_path / "out.tif") as raster:
        tags, overviews = raster.tags(), raster.overviews(1)

    assert (valid, errors) == (True, [])
    assert (frame.width, frame.height) == (raster.width, raster.height)
    assert frame.pixel == pytest.approx(2.5 / np.cos(np.radians(21.853)), rel=1e-3)
    assert overviews
    assert {"GEOREF_MODEL": "tps", "GEOREF_POINTS": "14", "GEOREF_OPERATION": "EPSG:1542"}.items() <= tags.items()
    assert float(tags["GEOREF_LOO_RMSE_M"]) == pytest.approx(fitted.loo_rmse, abs=1e-3)


def test_outside_the_mask_nothing_is_shown(scan, tmp_path):
    fitted = fit(points_of(PIXELS, ground_of(PIXELS)), "affine")
    ring = ((100.0, 100.0), (400.0, 100.0), (100.0, 300.0))
    warp_to_cog(scan, fitted, tmp_path / "out.tif", mask=ring)
    values, transform, _ = shown(tmp_path / "out.tif")
    inside, outside = cells(transform, fitted.to_ground([(150.0, 150.0), (380.0, 280.0)]))

    assert values[3, inside[1], inside[0]] == 255
    assert values[3, outside[1], outside[0]] == 0
    assert values.shape[1] * values.shape[2] < WIDTH * HEIGHT * 0.3


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "CMYK", "I;16"])
def test_every_kind_of_scan_is_taken(scan, tmp_path, mode):
    picture = Image.open(scan).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture).astype(np.uint16) * 200)
    picture.save(tmp_path / "kind.tif")
    fitted = fit(points_of(PIXELS, ground_of(PIXELS)), "affine")
    warp_to_cog(tmp_path / "kind.tif", fitted, tmp_path / "out.tif")
    values, _, _ = shown(tmp_path / "out.tif")
    assert values[-1].max() == 255
    assert np.ptp(values[0]) > 200


def png(width, height):
    """A picture that is nothing but a header."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "code"),
    [("truncated.png", "truncated_image"), ("truncated.jpg", "truncated_image"), ("400mpx.png", "too_many_pixels"),
     ("110mpx.png", "too_many_pixels"), ("words.png", "not_an_image"), ("empty.png", "not_an_image")],
)  # fmt: skip
def test_what_is_no_whole_image_is_refused_and_nothing_changes(scan, tmp_path, name, code):
    jpeg = tmp_path / "whole.jpg"
    Image.open(scan).save(jpeg)
    bad = {
        "truncated.png": scan.read_bytes()[: scan.stat().st_size // 2],
        "truncated.jpg": jpeg.read_bytes()[:4000],
        "400mpx.png": png(20_000, 20_000),
        "110mpx.png": png(11_000, 10_000),
        "words.png": b"these are words",
        "empty.png": b"",
    }[name]
    source, target = tmp_path / name, tmp_path / "out.tif"
    source.write_bytes(bad)
    target.write_bytes(b"an earlier fit")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(ImageError) as refusal:
        warp_to_cog(source, fit(points_of(PIXELS, ground_of(PIXELS)), "affine"), target)

    assert refusal.value.code == code
    assert target.read_bytes() == b"an earlier fit"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert source.read_bytes() == bad


def test_a_warp_that_breaks_off_leaves_what_was_there(scan, tmp_path, monkeypatch):
    target = tmp_path / "out.tif"
    target.write_bytes(b"an earlier fit")
    before = sorted(path.name for path in tmp_path.iterdir())

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(warp, "raster_copy", full)
    with pytest.raises(OSError, match="No space left"):
        warp_to_cog(scan, fit(points_of(PIXELS, ground_of(PIXELS)), "affine"), target)
    assert target.read_bytes() == b"an earlier fit"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_sheet_that_would_cover_a_country_is_refused(scan, tmp_path):
    fitted = fit(points_of(PIXELS, ground_of(PIXELS)), "affine")
    with pytest.raises(ImageError) as refusal:
        warp_to_cog(scan, fitted, tmp_path / "out.tif", 0.01)
    assert refusal.value.code == "too_wide"


def test_a_photograph_with_its_horizon_in_the_picture_is_refused(scan, tmp_path):
    below = np.array([[100.0, 300], [600, 320], [650, 500], [60, 540], [350, 400]])
    places = ground_of(below) / (1 - below[:, 1] / 100)[:, None]
    fitted = fit(points_of(below, places), "projective")
    with pytest.raises(ImageError) as refusal:
        warp_to_cog(scan, fitted, tmp_path / "out.tif")
    assert refusal.value.code == "beyond_horizon"
    ground = ((50.0, 290.0), (680.0, 290.0), (680.0, 550.0), (50.0, 550.0))
    warp_to_cog(scan, fitted, tmp_path / "out.tif", mask=ground)
