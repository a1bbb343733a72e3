"""Ground on which a burial is more or less likely than elsewhere, as a case keeps it: pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry import shape

from gis_case.core.text import N_, Message, message
from gis_case.geo.search import Factor

LOWEST, HIGHEST = 0.0, 20.0
MOST_FACTORS = 30


def factors_of(kept: Sequence[Mapping[str, Any]]) -> list[Factor]:
    """Return the factors of a ground as the geodesy floor knows them."""
    return [Factor(shape(dict(one["area"])), one["times"]) for one in kept]  # type: ignore[arg-type]  # checked on entry


def factor_problems(kept: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Return why factors cannot be used."""
    found = []
    if len(kept) > MOST_FACTORS:
        found.append(message(N_("At most %(most)s kinds of ground fit. Put some of them together."), most=MOST_FACTORS))
    for one in kept:
        if not one["words"].strip():
            found.append(message(N_("Say what ground it is, for example: bank of the stream.")))
        if not LOWEST <= one["times"] <= HIGHEST:
            found.append(
                message(
                    N_("%(value)s is out of range: type a number from %(low)s to %(high)s."),
                    value=one["times"],
                    low=LOWEST,
                    high=HIGHEST,
                )
            )
    return found


def with_factor(kept: Sequence[Mapping[str, Any]], factor: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the factors with one added, or changed in its place where one of its id is there."""
    changed = [dict(factor) if one["id"] == factor["id"] else dict(one) for one in kept]
    return changed if any(one["id"] == factor["id"] for one in kept) else [*changed, dict(factor)]


def without_factor(kept: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """Return the factors without the one of this id."""
    return [dict(one) for one in kept if one["id"] != name]
