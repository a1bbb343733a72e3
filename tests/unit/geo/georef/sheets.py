"""Random sheets whose truth is known: clean scans, warped paper, photographs and sketches."""

from collections.abc import Callable

import numpy as np

from gis_case.geo.georef.points import ControlPoint, Floats

WIDTH, HEIGHT = 4000, 3000
KINDS = ("clean", "scan", "photo", "sketch")
Truth = Callable[[Floats], Floats]


def points_of(pixels: Floats, ground: Floats) -> list[ControlPoint]:
    """Return control points of paired (n, 2) pixels and ground."""
    pairs = zip(pixels.tolist(), ground.tolist(), strict=True)
    return [ControlPoint(tuple(pixel), tuple(place)) for pixel, place in pairs]


def random_truth(dice: np.random.Generator, kind: str) -> tuple[Truth, float]:
    """Return where each pixel really lies, and metres per pixel."""
    scale, turn = dice.uniform(2, 12), dice.normal(0, 0.1)
    upright = scale * np.array([[np.cos(turn), np.sin(turn)], [np.sin(turn), -np.cos(turn)]])
    corner = np.array([680_000.0, 2_420_000.0])
    stretch, bend, tilt = {
        "clean": (0.0, 0.0, 0.0),
        "scan": (0.004, 3.0, 0.0),
        "photo": (0.0, 2.0, 3e-5),
        "sketch": (0.08, float(dice.uniform(60, 200)), 0.0),
    }[kind]
    matrix = upright @ (np.eye(2) + dice.normal(0, 1, (2, 2)) * stretch)
    horizon, waves = dice.normal(0, 1, 2) * tilt, _waves(dice, bend * scale)
    return lambda p: (p @ matrix.T) / (1 + p @ horizon)[:, None] + corner + waves(p), scale


def random_sheet(dice: np.random.Generator, kind: str, count: int) -> tuple[Truth, list[ControlPoint]]:
    """Return a truth and control points clicked on it with two pixels of noise on each axis."""
    truth, scale = random_truth(dice, kind)
    pixels = dice.uniform([0, 0], [WIDTH, HEIGHT], (count, 2))
    return truth, points_of(pixels, truth(pixels) + dice.normal(0, 2 * scale, (count, 2)))


def _waves(dice: np.random.Generator, size: float) -> Truth:
    parts = []
    for _ in range(4):
        way = dice.normal(0, 1, 2)
        way *= 2 * np.pi * dice.uniform(0.1, 1.5) / np.hypot(*way) / WIDTH
        parts.append((way, dice.uniform(0, 2 * np.pi), dice.normal(0, size / 2, 2)))
    return lambda p: sum(np.sin(p @ way + start)[:, None] * push for way, start, push in parts)
