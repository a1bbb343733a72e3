"""Which kind of fit to recommend, and why, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis_case.geo.georef.fit import Fit, fit
from gis_case.geo.georef.models import MODELS
from gis_case.geo.georef.points import ControlPoint, ControlPointError, PixelY
from gis_case.geo.messages import Note


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """All fits that the points allow, the best first; `best` is None where none is possible."""

    fits: tuple[Fit, ...]
    refused: Mapping[str, ControlPointError]
    why: tuple[Note, ...]

    @property
    def best(self) -> Fit | None:
        """The recommended fit."""
        return self.fits[0] if self.fits else None


def choose(points: Sequence[ControlPoint], pixel_y: PixelY = "down") -> Choice:
    """Fit every model that the points allow and rank them by leave-one-out error, the least first.

    A model without leave-one-out error comes after all that have one.
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
    return candidate.loo_rmse is None, candidate.loo_rmse or 0.0


def _reasons(ranked: tuple[Fit, ...]) -> tuple[Note, ...]:
    return ()
