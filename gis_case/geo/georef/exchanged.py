"""Control points whose places, or whose axes, were exchanged."""

from collections.abc import Collection

import numpy as np

from gis_case.geo.georef.points import Floats, PixelY

# The rest must agree this many times better after an exchange before it is suspected.
GAIN = 10.0
AXES_GAIN = 10.0


def exchanged_pair(pixels: Floats, ground: Floats, pixel_y: PixelY) -> tuple[int, int] | None:
    """Return the two points (of four or more) whose exchange makes a similarity fit, or None.

    Exchanging two places changes one sum of the closed-form similarity, so all pairs cost one table.
    """
    n = len(pixels)
    if n < 4:
        return None
    z = pixels[:, 0] + 1j * (-pixels[:, 1] if pixel_y == "down" else pixels[:, 1])
    g = ground[:, 0] + 1j * ground[:, 1]
    z, g = z - z.mean(), g - g.mean()
    size, whole = float((np.abs(z) ** 2).sum()), float((np.abs(g) ** 2).sum())
    if size == 0 or whole == 0:
        return None
    joint = (z.conj() * g).sum()
    changes = -(z[:, None] - z[None, :]).conj() * (g[:, None] - g[None, :])
    left = np.sqrt(np.maximum(whole - np.abs(joint + changes) ** 2 / size, 0.0))
    left[np.tril_indices(n)] = np.inf
    first, second = (int(index) for index in np.unravel_index(int(left.argmin()), left.shape))
    before = np.sqrt(max(whole - abs(joint) ** 2 / size, 0.0))
    already = _affine_misfit(pixels, ground)
    explains = left[first, second] * GAIN < min(before, already * np.sqrt(2))
    return (first, second) if explains and before > 1e-6 * np.sqrt(whole) else None


def fits_with_axes_exchanged(
    pixels: Floats, ground: Floats, index: int, wrong: Collection[int], pixel_y: PixelY
) -> bool:
    """Tell whether a wrong point agrees with the right ones once its two ground values are exchanged."""
    rest = [i for i in range(len(pixels)) if i != index and i not in wrong]
    if len(rest) < 2:
        return False
    expected = _predicted(pixels[rest], ground[rest], pixels[index], pixel_y)
    as_given = np.hypot(*(expected - ground[index]))
    return bool(np.hypot(*(expected - ground[index][::-1])) * AXES_GAIN < as_given)


def _predicted(pixels: Floats, ground: Floats, at: Floats, pixel_y: PixelY) -> Floats:
    """Where the other points put a pixel: by an affine, or by a similarity when they are two."""
    if len(pixels) == 2:
        up = -1.0 if pixel_y == "down" else 1.0
        z, g = pixels[:, 0] + 1j * up * pixels[:, 1], ground[:, 0] + 1j * ground[:, 1]
        there = g[0] + (at[0] + 1j * up * at[1] - z[0]) * (g[1] - g[0]) / (z[1] - z[0] or 1)
        return np.array([there.real, there.imag])
    rows = np.concatenate([np.ones((len(pixels), 1)), pixels], axis=1)
    affine = np.linalg.lstsq(rows, ground, rcond=None)[0]
    return np.asarray(affine[0] + at @ affine[1:], dtype=np.float64)


def _affine_misfit(pixels: Floats, ground: Floats) -> float:
    rows = np.concatenate([np.ones((len(pixels), 1)), pixels], axis=1)
    affine = np.linalg.lstsq(rows, ground, rcond=None)[0]
    return float(np.sqrt(((rows @ affine - ground) ** 2).sum()))
