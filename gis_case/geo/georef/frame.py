"""Where the warped image lies, and which pixel of the scan belongs to which of its own."""

import math
from dataclasses import dataclass

import numpy as np

from gis_case.geo.georef.distortion import sheet_scale
from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.ground import WEB_MERCATOR, GroundSystem, convert
from gis_case.geo.georef.images import ImageError
from gis_case.geo.georef.points import Floats, Pair
from gis_case.geo.messages import N_, Note, note

MOST_OUTPUT_PIXELS = 150_000_000
# The way back is computed at the corners of cells and interpolated between; so far may that be off.
TOLERANCE_PX = 0.05
WIDEST_CELL, NARROWEST_CELL = 256, 8


@dataclass(frozen=True, slots=True)
class Frame:
    """A north-up raster: its upper left corner and pixel size in the target system, and its size in pixels."""

    target: GroundSystem
    left: float
    top: float
    pixel: float
    width: int
    height: int

    def ground(self, columns: Floats, rows: Floats) -> Floats:
        """Return (m, 2) target coordinates of raster corners at (m,) columns and rows."""
        return np.stack([self.left + columns * self.pixel, self.top - rows * self.pixel], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Scan pixels (rows + 1, columns + 1, 2), row counted downwards, at the corners of square cells."""

    cell: int
    corners: Floats


def frame_for(
    fitted: Fit,
    plane: GroundSystem,
    size_px: tuple[int, int],
    resolution_m: float | None = None,
    mask: tuple[Pair, ...] = (),
) -> Frame:
    """Lay a raster over the sheet: web mercator where its place is known, else the plane as given.

    Args:
        resolution_m: metres on the ground for one pixel; that of the scan when None.

    Raises:
        ImageError: the sheet would be larger than 150 megapixels, or lies partly beyond the horizon.
    """
    outline = _outline(fitted, size_px, mask)
    ground = fitted.to_ground(outline)
    if not np.isfinite(ground).all() or _crosses_horizon(fitted, outline):
        raise ImageError(_beyond())
    target = GroundSystem(WEB_MERCATOR, crs="EPSG:3857") if plane.is_located else plane
    there = convert(ground, plane, target)
    pixel = (resolution_m or sheet_scale(fitted)) * _stretch(plane, ground)
    (left, bottom), (right, top) = there.min(axis=0), there.max(axis=0)
    width, height = math.ceil((right - left) / pixel), math.ceil((top - bottom) / pixel)
    if width * height > MOST_OUTPUT_PIXELS:
        raise ImageError(_too_wide(width * height))
    return Frame(target, float(left), float(top), float(pixel), max(width, 1), max(height, 1))


def lattice_for(fitted: Fit, plane: GroundSystem, frame: Frame) -> Lattice:
    """Compute the scan pixels of cell corners, in cells just small enough to interpolate within."""
    cell = WIDEST_CELL
    while cell > NARROWEST_CELL and _sag(fitted, plane, frame, cell) > TOLERANCE_PX:
        cell //= 2
    columns, rows = _stops(frame.width, cell), _stops(frame.height, cell)
    x, y = np.meshgrid(columns, rows)
    corners = _back(fitted, plane, frame, x.ravel(), y.ravel())
    return Lattice(cell, corners.reshape(len(rows), len(columns), 2))


def _sag(fitted: Fit, plane: GroundSystem, frame: Frame, cell: int) -> float:
    """How far the middles of cells lie from where interpolation puts them, on about 400 cells."""
    columns = np.linspace(0, max(frame.width - cell, 0), 20)
    rows = np.linspace(0, max(frame.height - cell, 0), 20)
    x, y = (axis.ravel() for axis in np.meshgrid(columns, rows))
    corners = [_back(fitted, plane, frame, x + dx * cell, y + dy * cell) for dx in (0, 1) for dy in (0, 1)]
    middle = _back(fitted, plane, frame, x + cell / 2, y + cell / 2)
    away = np.hypot(*(np.mean(corners, axis=0) - middle).T)
    return float(np.nanmax(away)) if np.isfinite(away).any() else 0.0


def _back(fitted: Fit, plane: GroundSystem, frame: Frame, columns: Floats, rows: Floats) -> Floats:
    pixels = fitted.to_pixel(convert(frame.ground(columns, rows), frame.target, plane))
    return pixels if fitted.pixel_y == "down" else pixels * np.array([1.0, -1.0])


def _stops(length: int, cell: int) -> Floats:
    return np.arange(0, math.ceil(length / cell) + 1, dtype=np.float64) * cell


def _outline(fitted: Fit, size_px: tuple[int, int], mask: tuple[Pair, ...]) -> Floats:
    """Pixels along and within the sheet, close enough to find its extent when it is bent."""
    steps = np.linspace(0, 1, 33)
    if len(mask) >= 3:
        ring = np.array([*mask, mask[0]], dtype=np.float64)
        return np.concatenate([a + (b - a) * steps[:, None] for a, b in zip(ring, ring[1:], strict=False)])
    grid = np.stack(np.meshgrid(steps * size_px[0], steps * size_px[1]), axis=-1).reshape(-1, 2)
    return grid if fitted.pixel_y == "down" else grid * np.array([1.0, -1.0])


def _crosses_horizon(fitted: Fit, outline: Floats) -> bool:
    """Tell whether a photograph's horizon runs through the sheet: beyond it the ground turns over."""
    turned = np.linalg.det(fitted.jacobian(outline)) > 0
    return fitted.model == "projective" and bool(turned.any()) and not turned.all()


def _stretch(plane: GroundSystem, ground: Floats) -> float:
    """Web mercator metres for one metre on the ground, at the middle of the sheet."""
    if not plane.is_located:
        return 1.0
    return 1 / math.cos(math.radians(float(plane.to_wgs84(ground.mean(axis=0)[None])[0, 1])))


def _beyond() -> Note:
    return note(
        N_(
            "With this fit part of the image lies beyond the horizon and has no place on the ground. "
            "Mark the part that is a map with a mask, or choose another fit."
        ),
        "beyond_horizon",
    )


def _too_wide(pixels: int) -> Note:
    return note(
        N_(
            "The warped image would have %(given).0f megapixels; at most %(most)d are made. "
            "Choose a coarser resolution, mark the map with a mask, or check the control points."
        ),
        "too_wide",
        given=pixels / 1e6,
        most=MOST_OUTPUT_PIXELS // 1_000_000,
    )
