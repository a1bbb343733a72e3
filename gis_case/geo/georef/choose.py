"""Which kind of fit to recommend, and why, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gis_case.geo.georef.fit import Fit, fit
from gis_case.geo.georef.models import MODELS
from gis_case.geo.georef.points import ControlPoint, ControlPointError, PixelY, columns
from gis_case.geo.messages import N_, Note, note

# Leave-one-out errors below this share of the sheet's extent are rounding: such fits are equally good.
ROUNDING = 1e-9
CLEARLY = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """All fits that the points allow, the best first; why it is the best, in sentences about it."""

    fits: tuple[Fit, ...]
    refused: Mapping[str, ControlPointError]
    why: tuple[Note, ...]

    @property
    def best(self) -> Fit | None:
        """The recommended fit; None where none is possible."""
        return self.fits[0] if self.fits else None


def choose(points: Sequence[ControlPoint], pixel_y: PixelY = "down") -> Choice:
    """Fit every model that the points allow and rank them by leave-one-out error, the least first.

    Of fits that are exact to rounding the stiffest comes first; those that cannot leave a point out last.
    """
    fits: list[Fit] = []
    refused: dict[str, ControlPointError] = {}
    for key in MODELS:
        try:
            fits.append(fit(points, key, pixel_y))
        except ControlPointError as error:
            refused[key] = error
    ranked = tuple(sorted(fits, key=_rank))
    return Choice(ranked, refused, _reasons(ranked))


def _rank(candidate: Fit) -> tuple[bool, float]:
    if candidate.loo_rmse is None:
        return True, 0.0
    extent = float(np.ptp(columns(candidate.points)[1], axis=0).max())
    return False, 0.0 if candidate.loo_rmse <= ROUNDING * extent else candidate.loo_rmse


def _reasons(ranked: tuple[Fit, ...]) -> tuple[Note, ...]:
    if not ranked:
        return ()
    best, compared = ranked[0], [one for one in ranked if one.loo_rmse is not None]
    if best.loo_rmse is None:
        return (
            note(
                N_("The points are too few to leave one out and compare: the stiffest fit is taken."),
                "too_few_to_compare",
            ),
        )
    words = [
        note(
            N_(
                "Each point was left out in turn and predicted from the others. This fit misses them least, "
                "by %(loo)s on average (root mean square)."
            ),
            "least_loo",
            loo=_number(best.loo_rmse),
        )
    ]
    if len(compared) > 1:
        words.append(_second(best, compared[1]))
    if best.rmse < best.loo_rmse / 3:
        words.append(
            note(
                N_(
                    "It passes the points themselves within %(rmse)s, but that says little: "
                    "it bends to them, mistakes included."
                ),
                "rmse_flatters",
                rmse=_number(best.rmse),
            )
        )
    return tuple(words)


def _second(best: Fit, other: Fit) -> Note:
    ahead, behind = _rank(best)[1], _rank(other)[1]
    if behind == 0:
        return note(N_("More flexible fits are as exact; the stiffest is the safest."), "all_exact")
    if behind < CLEARLY * ahead:
        return note(
            N_("The next best misses them by %(loo)s, hardly more: look at both on the map."),
            "close",
            loo=_number(behind),
        )
    return note(N_("The next best misses them by %(loo)s."), "clear", loo=_number(behind))


def _number(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"
