"""Why control points allow no fit, in words that say what to do next."""

import numpy as np

from gis_case.geo.georef.models import ModelDef
from gis_case.geo.georef.points import ControlPointError, Floats
from gis_case.geo.messages import N_, Note, note

ON_A_LINE = 1e-7


def too_few(model: ModelDef, given: int) -> ControlPointError:
    """The model has more unknowns than the points can tell."""
    return ControlPointError(
        note(
            N_(
                "This fit needs at least %(least)d control points at different places; there are %(given)d. "
                "Add points, best near the corners of the sheet, or choose a simpler fit."
            ),
            "too_few",
            least=model.least,
            given=given,
            model=model.key,
        )
    )


def degenerate(pixels: Floats) -> ControlPointError:
    """The points are enough in number but do not spread: on a line, or on a curve the model cannot tell apart."""
    if on_a_line(pixels):
        return ControlPointError(collinear_note())
    return ControlPointError(
        note(
            N_(
                "The control points lie so regularly (on one curve or in two rows) that this fit has no single answer. "
                "Add a point away from them, or choose a simpler fit."
            ),
            "degenerate",
        )
    )


def collinear_note() -> Note:
    """The points lie on one straight line."""
    return note(
        N_(
            "The control points lie on one straight line, so the sheet may turn over around it. "
            "Add a point well away from that line."
        ),
        "collinear",
    )


def on_a_line(places: Floats) -> bool:
    """Tell whether (n, 2) places lie on one straight line, to seven digits of their spread."""
    values = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    return bool(values[-1] <= ON_A_LINE * values[0])


def conflicting(first: int, second: int) -> ControlPointError:
    """One pixel was given two different places, which a surface through all points cannot satisfy."""
    return ControlPointError(
        note(
            N_(
                "Control points %(first)d and %(second)d mark the same spot of the image but different places. "
                "Delete the wrong one."
            ),
            "conflicting_duplicate",
            first=first + 1,
            second=second + 1,
        ),
        gcp=second,
    )


def not_finite(index: int) -> ControlPointError:
    """A coordinate is not a number one can compute with."""
    return ControlPointError(
        note(
            N_("Control point %(number)d has a coordinate that is not an ordinary number. Type it again."),
            "not_finite",
            number=index + 1,
        ),
        gcp=index,
    )
