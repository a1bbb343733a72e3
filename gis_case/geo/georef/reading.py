"""What the readers of control point files share: numbers, pairs, limits and how they refuse."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from gis_case.geo.georef.points import ControlPointError, Pair
from gis_case.geo.messages import N_, Note, note

MOST_POINTS = 1000
MOST_BYTES = 5_000_000
# Nothing on Earth has a coordinate beyond this, and the square of it can still be computed with.
FARTHEST = 1e9


def refuse(reason: Note, gcp: int | None = None) -> ControlPointError:
    """Wrap a reason, to be raised."""
    return ControlPointError(reason, gcp)


def not_control_points() -> ControlPointError:
    """The text is none of the kinds that are read here."""
    return refuse(
        note(
            N_(
                "This is not a file of control points. It can be a QGIS .points file, a IIIF Georeference "
                "Annotation, GDAL's -gcp options or VRT, or JSON such as "
                '{"gcps": [{"pixel": [120, 80], "ground": [448849, 2417474]}]}.'
            ),
            "not_control_points",
        )
    )


def number(value: object, index: int) -> float:
    """Return a number up to a thousand million; text that spells one is accepted, as files give it.

    Raises:
        ControlPointError: anything else, naming point `index` (counted from 0).
    """
    if not isinstance(value, bool) and isinstance(value, int | float | str):
        try:
            result = float(value)
        except (ValueError, OverflowError):
            result = math.nan
        if abs(result) <= FARTHEST:
            return result
    raise refuse(
        note(
            N_("Control point %(number)d has %(value)s where a number is needed, for example 448849.5."),
            "not_a_number",
            number=index + 1,
            value=repr(value)[:40],
        ),
        index,
    )


def pair(value: object, index: int) -> Pair:
    """Return two numbers; raises as `number`."""
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) >= 2:
        return number(value[0], index), number(value[1], index)
    raise refuse(
        note(
            N_(
                "Control point %(number)d needs two numbers for its pixel and two for its place, for example [120, 80]."
            ),
            "not_a_pair",
            number=index + 1,
        ),
        index,
    )


def member(value: object, key: str) -> Any:
    """Return what a JSON object holds under `key`, None for anything else."""
    return value.get(key) if isinstance(value, Mapping) else None


def limited(count: int) -> None:
    """Refuse more points than a sheet can need."""
    if count > MOST_POINTS:
        raise refuse(
            note(
                N_("There are %(given)d control points; at most %(most)d are read. Keep the best spread ones."),
                "too_many",
                given=count,
                most=MOST_POINTS,
            )
        )
