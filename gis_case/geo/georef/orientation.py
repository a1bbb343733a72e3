"""Whether the points turn the sheet over, and which exchange of axes explains it."""

import numpy as np

from gis_case.geo.georef import issues
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.points import Floats, PixelY
from gis_case.geo.georef.refusals import on_a_line


def check_orientation(pixels: Floats, ground: Floats, pixel_y: PixelY) -> list[Issue]:
    """Return one error when a sheet would lie on its back.

    A mirroring is a reflection across an axis. Sheets stand more or less upright, so the axis tells
    the mistake: the diagonal is easting exchanged with northing, the other diagonal column with row,
    and an upright or level axis a pixel y that grows the other way, or a mirrored scan.
    """
    if len(pixels) < 3 or on_a_line(pixels) or on_a_line(ground):
        return []
    upright = pixels * np.array([1.0, -1.0 if pixel_y == "down" else 1.0])
    rows = np.concatenate([np.ones((len(upright), 1)), upright], axis=1)
    (a, b), (c, d) = np.linalg.lstsq(rows, ground, rcond=None)[0][1:].T
    if a * d - b * c >= 0:
        return []
    double_axis = np.degrees(np.arctan2(b + c, a - d)) % 360
    if abs(double_axis - 90) <= 45:
        return [issues.swapped_axes()]
    return [issues.swapped_pixels() if abs(double_axis - 270) <= 45 else issues.mirrored()]
