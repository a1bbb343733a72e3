"""What may be wrong with control points, each in a sentence that says what to do."""

from dataclasses import dataclass
from typing import Literal

from gis_case.geo.georef.refusals import collinear_note
from gis_case.geo.messages import N_, Note, note

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: a stable code, how grave it is, the point (or queried pixel) it is about, and its words.

    `gcp` and `query` are indices counted from 0; the words count points from 1, as pages do.
    """

    code: str
    severity: Severity
    gcp: int | None
    note: Note
    query: int | None = None


def few(least: int, given: int) -> Issue:
    """Too few points at different places for any fit."""
    words = note(
        N_("A sheet needs at least %(least)d control points at different places; there are %(given)d. Add points."),
        "too_few",
        least=least,
        given=given,
    )
    return Issue("too_few", "error", None, words)


def unchecked(given: int) -> Issue:
    """Enough points to place the sheet, too few to notice a wrong one."""
    words = note(
        N_(
            "With %(given)d control points this fit cannot be checked: a wrong point would not show. "
            "Add at least one, best four or more near the corners of the sheet."
        ),
        "unchecked",
        given=given,
    )
    return Issue("unchecked", "warning", None, words)


def duplicate(first: int, second: int) -> Issue:
    """The same point twice."""
    words = note(
        N_("Control point %(second)d repeats point %(first)d; it counts once. Delete one of them."),
        "duplicate",
        first=first + 1,
        second=second + 1,
    )
    return Issue("duplicate", "warning", second, words)


def conflict_on_image(first: int, second: int) -> Issue:
    """One spot of the image at two places."""
    words = note(
        N_(
            "Control points %(first)d and %(second)d mark the same spot of the image but different places. "
            "Delete the wrong one."
        ),
        "conflicting_duplicate",
        first=first + 1,
        second=second + 1,
    )
    return Issue("conflicting_duplicate", "error", second, words)


def conflict_on_ground(first: int, second: int) -> Issue:
    """One place at two spots of the image."""
    words = note(
        N_(
            "Control points %(first)d and %(second)d give the same place for different spots of the image. "
            "Correct the wrong one."
        ),
        "conflicting_duplicate",
        first=first + 1,
        second=second + 1,
    )
    return Issue("conflicting_duplicate", "error", second, words)


def collinear() -> Issue:
    """All points on a line."""
    return Issue("collinear", "error", None, collinear_note())


def nearly_collinear() -> Issue:
    """All points in a narrow strip."""
    words = note(
        N_(
            "The control points lie almost on one straight line, so places away from it are badly known. "
            "Add a point well away from that line."
        ),
        "nearly_collinear",
    )
    return Issue("nearly_collinear", "warning", None, words)


def small_hull(percent: float) -> Issue:
    """The points hold only a small part of the sheet."""
    words = note(
        N_(
            "The control points surround only %(percent).0f %% of the sheet; outside them the error grows. "
            "Add points near the corners."
        ),
        "small_hull",
        percent=percent,
    )
    return Issue("small_hull", "warning", None, words)


def far_away(index: int, times: float) -> Issue:
    """One point far from where the others lie."""
    words = note(
        N_(
            "Control point %(number)d lies %(times).0f times farther from the others on the map than on the image. "
            "Check its digits and its coordinate system."
        ),
        "far_away",
        number=index + 1,
        times=times,
    )
    return Issue("far_away", "error", index, words)


def outlier(index: int, pixels: float) -> Issue:
    """One point that does not agree with the others."""
    words = note(
        N_(
            "Control point %(number)d disagrees with the others by about %(pixels).0f pixels. "
            "Check both its spot on the image and its coordinate."
        ),
        "outlier",
        number=index + 1,
        pixels=pixels,
    )
    return Issue("outlier", "warning", index, words)


def swapped_points(first: int, second: int, about: int) -> Issue:
    """Two points whose places are exchanged; the issue is about one of them."""
    words = note(
        N_(
            "Control points %(first)d and %(second)d fit the others if their places are exchanged. "
            "Check which place belongs to which spot."
        ),
        "swapped_points",
        first=first + 1,
        second=second + 1,
    )
    return Issue("swapped_points", "error", about, words)


def swapped_axes(index: int | None = None) -> Issue:
    """Easting and northing exchanged, at one point or at all."""
    if index is None:
        words = note(
            N_(
                "Easting and northing seem to be exchanged at every control point: the sheet would lie on its back. "
                "Give east first, then north."
            ),
            "swapped_axes",
        )
        return Issue("swapped_axes", "error", None, words)
    words = note(
        N_(
            "Control point %(number)d fits the others if its easting and northing are exchanged. "
            "Give east first, then north."
        ),
        "swapped_axes",
        number=index + 1,
    )
    return Issue("swapped_axes", "error", index, words)


def swapped_pixels() -> Issue:
    """Column and row exchanged at all points."""
    words = note(
        N_(
            "Column and row of the image seem to be exchanged at every control point: the sheet would lie on its back. "
            "Give the column (x) first, then the row (y)."
        ),
        "swapped_pixels",
    )
    return Issue("swapped_pixels", "error", None, words)


def mirrored() -> Issue:
    """The sheet would lie on its back."""
    words = note(
        N_(
            "The control points turn the sheet over, as in a mirror. Check whether pixel y grows downwards or "
            "upwards in this file, and whether the scan was mirrored."
        ),
        "mirrored",
    )
    return Issue("mirrored", "error", None, words)


def fold_over(percent: float) -> Issue:
    """The fit folds the sheet over itself."""
    words = note(
        N_(
            "This fit folds the sheet over itself on %(percent).0f %% of its area, so one place has two spots. "
            "Choose a stiffer fit, or correct the points there."
        ),
        "fold_over",
        percent=percent,
    )
    return Issue("fold_over", "error", None, words)


def distorted(stretch: float, angle: float) -> Issue:
    """The fit stretches or shears the sheet beyond what a map does."""
    words = note(
        N_(
            "This fit changes areas by a factor of up to %(stretch).1f and angles by up to %(angle).0f°. "
            "That is usual for a sketch but not for a printed map: check the points."
        ),
        "distorted",
        stretch=stretch,
        angle=angle,
    )
    return Issue("distorted", "warning", None, words)


def outside_image(index: int) -> Issue:
    """A point beyond the edge of the image."""
    words = note(
        N_("Control point %(number)d lies outside the image. Check its column and row."),
        "outside_image",
        number=index + 1,
    )
    return Issue("outside_image", "error", index, words)


def outside_hull(query: int) -> Issue:
    """A queried pixel that no points surround."""
    words = note(
        N_("Place %(number)d lies outside the control points; its error grows with the distance from them."),
        "outside_hull",
        number=query + 1,
    )
    return Issue("outside_hull", "warning", None, words, query)
