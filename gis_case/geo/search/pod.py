"""The chance that a search finds what lies there (POD, probability of detection)."""

import math

# No search is surer than this: soil, seasons and decay differ from what was thought.
MOST_POD = 0.9


def pod_sweep(sweep_width_m: float, track_length_m: float, area_m2: float) -> float:
    """Return the chance of finding, in an area swept in lines, what lies somewhere in it; at most MOST_POD.

    Args:
        sweep_width_m: the width within which the method finds as much as it misses beyond (W), metres.
        track_length_m: the length walked or probed (L), metres.
        area_m2: the area that was swept (A), square metres.

    Raises:
        ValueError: a value is negative or not finite, or the area is not above 0.

    Source: Koopman's random search, 1 - exp(-W L / A), as in Cooper, Frost and Robe (2003), Compatibility of
    Land SAR Procedures with Search Theory.
    """
    if not all(math.isfinite(one) and one >= 0 for one in (sweep_width_m, track_length_m, area_m2)) or area_m2 == 0:
        raise ValueError("width and length must be finite and at least 0, the area above 0")
    return min(MOST_POD, 1.0 - math.exp(-sweep_width_m * track_length_m / area_m2))


def pod_dig(fraction: float, depth_ok: float, recognisable: float) -> float:
    """Return the chance that a dig finds what lies in its ground; at most MOST_POD.

    Args:
        fraction: how much of the area was dug, 0 to 1.
        depth_ok: the chance that the dig reached as deep as the burial, 0 to 1.
        recognisable: the chance that remains there are still to be recognised, 0 to 1.

    Raises:
        ValueError: a value is outside 0 to 1.
    """
    if not all(0 <= one <= 1 for one in (fraction, depth_ok, recognisable)):
        raise ValueError("each must be between 0 and 1")
    return min(MOST_POD, fraction * depth_ok * recognisable)
