"""What each report does to the answer: the surface with it and without it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from gis_case.geo.search.reports import Report
from gis_case.geo.search.surface import Surface, rightness, surface


@dataclass(frozen=True, slots=True)
class Effect:
    """`moved`: the part of all chance that goes elsewhere when the report is left out, 0 to 1.

    `hectares_without`: the ground of the 80 % area without it; `right`: the chance that it is about the place.
    """

    key: Hashable
    moved: float
    hectares_without: float
    right: float


def effects(before: Surface, reports: Sequence[Report]) -> list[Effect]:
    """Return what each report does, in the order given.

    Args:
        before: the prior with the searches made so far.
        reports: all reports that the surface is made of.
    """
    whole = surface(before, reports)
    p = whole.p
    found = []
    for place, report in enumerate(reports):
        without = surface(before, [*reports[:place], *reports[place + 1 :]])
        moved = (np.abs(without.p - p).sum() + abs(without.outside - whole.outside)) / 2
        ground = without.areas((0.8,))[0].hectares
        found.append(Effect(report.key, float(moved), ground, rightness(whole, report)))
    return found
