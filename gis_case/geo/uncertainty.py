"""How well a position is known: an itemised budget and the two radii that come of it, in metres."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis_case.geo.messages import N_, Note, note

# A 95 % radius of a circular normal error, in standard deviations of one axis: √(−2 ln 0.05).
SIGMAS_IN_R95 = 2.4477
RMSE_TO_R95 = 1.7308

_A = 6_378_137.0
_E2 = 0.0066943799901413165


@dataclass(frozen=True, slots=True)
class Term:
    """One item of the budget: a 95 % radius in metres, random (adds in quadrature) or bound (adds whole)."""

    name: str
    r95_m: float
    kind: Literal["random", "bound"]
    label: Note


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The 95 % radius, the radius that holds the whole location, both in metres, and their terms."""

    r95_m: float
    r_max_m: float
    terms: tuple[Term, ...]


def combine(budget: Iterable[Term]) -> Uncertainty:
    """Add a budget up: R95 = √(Σ random²) + Σ bound; r_max = the plain sum of all.

    Raises:
        ValueError: a term is negative or not finite.

    Source: quadrature for independent errors (GUM 5.1.2); plain sum for the containing circle
    (Wieczorek et al. 2004, "uncertainty in any given direction is additive").
    """
    terms = tuple(budget)
    if any(not math.isfinite(term.r95_m) or term.r95_m < 0 for term in terms):
        raise ValueError("each term must be finite and at least 0")
    random = math.hypot(*(term.r95_m for term in terms if term.kind == "random"))
    bound = math.fsum(term.r95_m for term in terms if term.kind == "bound")
    return Uncertainty(random + bound, math.fsum(term.r95_m for term in terms), terms)


def cell_radius_m(side_m: float) -> float:
    """Return the metres from the centre of a square of this side to its corner, side / √2.

    Works in quadrature as it stands: the normal equivalent of a uniform square is 0.7066 of its side.
    """
    return _positive(side_m) / math.sqrt(2)


def latlon_precision_radius_m(lat: float, step_deg: float, rounded: bool = False) -> float:
    """Return the metres by which a latitude and longitude written in steps of `step_deg` may err.

    Args:
        lat: latitude in degrees.
        step_deg: the last digit's step in degrees: 1/3600 for whole seconds.
        rounded: True when the value is known to have been rounded and not cut off; halves the radius.

    Raises:
        ValueError: the latitude is beyond ±90 or the step is not above 0.

    Source: Wieczorek et al. (2004), Int. J. Geogr. Inf. Sci. 18, 745-767; radii of curvature of WGS 84.
    """
    if not abs(lat) <= 90:
        raise ValueError("latitude must be within ±90")
    sine, cosine = math.sin(math.radians(lat)), math.cos(math.radians(lat))
    w2 = 1 - _E2 * sine * sine
    metres_lat = math.radians(1) * _A * (1 - _E2) / w2**1.5
    metres_lon = math.radians(1) * _A / math.sqrt(w2) * cosine
    return _positive(step_deg) * math.hypot(metres_lat, metres_lon) * (0.5 if rounded else 1.0)


def latlon_precision_radius_array_m(lat: NDArray[np.float64], step_deg: float) -> NDArray[np.float64]:
    """Return (n,) metres for (n,) latitudes in degrees: `latlon_precision_radius_m` of each, not rounded.

    Raises:
        ValueError: as `latlon_precision_radius_m`.
    """
    if not (np.abs(lat) <= 90).all():
        raise ValueError("latitude must be within ±90")
    sine, cosine = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    w2 = 1 - _E2 * sine * sine
    metres_lat = math.radians(1) * _A * (1 - _E2) / w2**1.5
    metres_lon = math.radians(1) * _A / np.sqrt(w2) * cosine
    return np.asarray(_positive(step_deg) * np.hypot(metres_lat, metres_lon), dtype=np.float64)


def map_radius_m(scale: int, standard: Literal["vn", "vn_mountain", "nssda"] = "vn") -> float:
    """Return the 95 % radius in metres of a well defined point on a printed map.

    Args:
        scale: the denominator, 50000 for 1:50 000.
        standard: "vn" for 0.5 mm RMSE, "vn_mountain" for 0.7 mm, "nssda" for the American rule.

    Raises:
        ValueError: the scale is not above 0.

    Source: Thông tư 19/2019 art. 5 (the same ratio assumed at small scales); NSSDA as in the
    GBIF Georeferencing Best Practices (29 m at 1:50 000).
    """
    per_scale = {"vn": 0.0005 * RMSE_TO_R95, "vn_mountain": 0.0007 * RMSE_TO_R95, "nssda": 29 / 50_000}
    return _positive(scale) * per_scale[standard]


def gnss_radius_m(reported: float | None, level: Literal["95", "68", "open", "canopy"] = "68") -> float:
    """Return the 95 % radius in metres of a satellite fix.

    Args:
        reported: the accuracy the device gave, in metres, or None.
        level: what `reported` means: "95" or "68" percent; without a report, "canopy" for forest,
            anything else for open sky.

    Returns:
        Twice a 68 % report (phones give that); 10 m in the open and 25 m under canopy without one.

    Raises:
        ValueError: the report is not above 0.

    Source: GBIF Georeferencing Best Practices, section GPS; Tomaštík et al. on phones under canopy.
    """
    if reported is None:
        return 25.0 if level == "canopy" else 10.0
    return _positive(reported) * (1.0 if level == "95" else 2.0)


def _positive(value: float) -> float:
    if not (math.isfinite(value) and value > 0):
        raise ValueError("the value must be finite and above 0")
    return float(value)


def _source(r95_m: float, label: Note) -> Term:
    return Term("source", r95_m, "random", label)


UNKNOWN_SOURCE = _source(10.0, note(N_("source not stated, taken as a satellite receiver in the open")))

# What each kind of source adds when nothing better was asked of the witness, by `Context.source_kind`.
SOURCE_TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "gnss": _source(gnss_radius_m(None, "open"), note(N_("satellite receiver in the open"))),
        "gnss_canopy": _source(gnss_radius_m(None, "canopy"), note(N_("satellite receiver under trees"))),
        "survey": _source(1.0, note(N_("land survey"))),
        "document": _source(map_radius_m(50_000), note(N_("document, taken as read from a 1:50 000 map"))),
        "map_50k": _source(math.hypot(map_radius_m(50_000), 50.0), note(N_("read from a 1:50 000 map"))),
        "map_100k": _source(math.hypot(map_radius_m(100_000), 100.0), note(N_("read from a 1:100 000 map"))),
        "memory_on_site": _source(200.0, note(N_("from memory, shown on the spot"))),
        "memory_feature": _source(500.0, note(N_("from memory, tied to a named place"))),
        "memory_verbal": _source(1500.0, note(N_("from memory, told in words only"))),
    }
)


def source_term(source_kind: str | None) -> Term:
    """Return the term of a kind of source; unknown kinds count as a satellite receiver in the open.

    Source: the memory radii are a judgement, to be calibrated on finds.
    """
    return SOURCE_TERMS.get(source_kind or "", UNKNOWN_SOURCE)
