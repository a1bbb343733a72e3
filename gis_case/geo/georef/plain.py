"""Control points as plain JSON, the form of the command line."""

from typing import Literal

from gis_case.geo.georef.points import ControlPoint, ControlSet, Pair
from gis_case.geo.georef.reading import limited, member, not_control_points, number, pair, refuse
from gis_case.geo.messages import N_, note

MOST_QUERIES = 100_000


def read_plain(document: object) -> ControlSet:
    """Read {"gcps": [{"pixel": [x, y], "ground": [e, n]}], "query"?, "pixel_y"?, "crs"?, "mask"?, "size_px"?}.

    A point may also have "r95_m", "enabled" and "label". Without "crs" the ground is a plane as given.

    Raises:
        ControlPointError: no list of points, or a value that cannot be meant.
    """
    gcps = member(document, "gcps")
    if not isinstance(gcps, list):
        raise not_control_points()
    limited(len(gcps))
    crs = member(document, "crs")
    return ControlSet(
        tuple(_point(gcp, index) for index, gcp in enumerate(gcps)),
        _pixel_y(member(document, "pixel_y")),
        None if crs is None else str(crs),
        _pairs(member(document, "mask")),
        _size(member(document, "size_px")),
        _pairs(member(document, "query")),
        source="json",
    )


def _point(gcp: object, index: int) -> ControlPoint:
    radius = member(gcp, "r95_m")
    known = None if radius is None else number(radius, index)
    if known is not None and known <= 0:
        raise refuse(
            note(
                N_("Control point %(number)d needs a radius above 0 metres, or none."), "bad_radius", number=index + 1
            ),
            index,
        )
    return ControlPoint(
        pair(member(gcp, "pixel"), index),
        pair(member(gcp, "ground"), index),
        known,
        member(gcp, "enabled") is not False,
        str(member(gcp, "label") or ""),
    )


def _pixel_y(value: object) -> Literal["down", "up"]:
    if value in (None, "down"):
        return "down"
    if value == "up":
        return "up"
    raise refuse(note(N_('"pixel_y" is "down" (rows counted from the top) or "up".'), "bad_pixel_y"))


def _pairs(values: object) -> tuple[Pair, ...]:
    if values is None:
        return ()
    if not isinstance(values, list) or len(values) > MOST_QUERIES:
        raise refuse(note(N_('"query" and "mask" are lists of pairs, for example [[120, 80], [300, 95]].'), "bad_list"))
    return tuple(_loose_pair(value) for value in values)


def _loose_pair(value: object) -> Pair:
    try:
        return pair(value, 0)
    except ValueError as error:
        raise refuse(
            note(N_('"query" and "mask" are lists of pairs, for example [[120, 80], [300, 95]].'), "bad_list")
        ) from error


def _size(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    width, height = _loose_pair(value)
    return int(width), int(height)
