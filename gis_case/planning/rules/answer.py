"""From what a dossier holds to where to search next; the same inputs always give the same answer."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon, transform, unary_union
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from gis_case.geo.messages import Note
from gis_case.geo.search import (
    Effect,
    Grid,
    Place,
    Report,
    Surface,
    effects,
    explain,
    grid_over,
    next_blocks,
    pod_dig,
    prior,
    surface,
)
from gis_case.planning.rules.parameters import Parameters
from gis_case.planning.rules.terrain import factors_of

# Raised whenever the same inputs would give another answer.
ENGINE = 1
# The ground of a report reaches this many times its widened radius.
REACH = 1.5
SIMPLE_PART = 0.6
# A block that finds it less often than once in 200 digs is none to send people to.
LEAST_GAIN = 0.005


@dataclass(frozen=True, slots=True)
class Answer:
    """A surface and what is said of it; `answer` is what JSON keeps."""

    surface: Surface
    answer: dict[str, Any]


def hash_of(inputs: Mapping[str, Any], parameters: Parameters) -> str:
    """Return a name of all that an answer depends on."""
    kept = parameters.kept()
    if not kept["factors"]:  # nothing weighs the ground: the name that such a surface had before there were factors
        del kept["factors"]
    whole = json.dumps([ENGINE, inputs, kept], sort_keys=True, separators=(",", ":"))
    return sha256(whole.encode()).hexdigest()


def reports_of(inputs: Mapping[str, Any], parameters: Parameters) -> list[Report]:
    """Return the reports of a dossier as the geodesy floor knows them."""
    return [
        Report(
            key=one["key"],
            places=_places(one, parameters),
            reliability=getattr(parameters, f"reliability_{one['class']}"),
            k=parameters.k_memory if one["memory"] else 1.0,
            group=one["group"],
        )
        for one in inputs["reports"]
    ]


def _places(one: Mapping[str, Any], parameters: Parameters) -> tuple[Place, ...]:
    """The chosen reading, and beside it the others where the system was only supposed."""
    chosen, *others = one["places"]
    first = Place(chosen["lon"], chosen["lat"], chosen["r95_m"])
    total = sum(other["weight"] for other in others)
    if not others or parameters.chosen >= 1 or total <= 0:
        return (first,)
    rest = (1 - parameters.chosen) / parameters.chosen / total
    return first, *(Place(each["lon"], each["lat"], each["r95_m"], each["weight"] * rest) for each in others)


def pod_of(search: Mapping[str, Any], parameters: Parameters) -> float:
    """Return the chance that a search finds what lies in its ground: shallower than a burial, less."""
    deep = min(1.0, search["depth_m"] / parameters.grave_depth_m)
    if search["kind"] == "dig":
        return pod_dig(1.0, deep, parameters.recognisable)
    by_depth = deep if search["method"] == "trial_dig" else 1.0
    return min(0.9, parameters.pod_of(search["method"]) * by_depth)


def ground_of(inputs: Mapping[str, Any], parameters: Parameters) -> Polygon | MultiPolygon:
    """Return the ground agreed on, or that of the reports: circles around each reading, in degrees."""
    if parameters.area:
        return _area(parameters.area)
    circles = []
    for report in reports_of(inputs, parameters):
        for place in report.places:
            grid = Grid(place.lon, place.lat, 1.0, 1, 1)
            disc = Point(0, 0).buffer(max(50.0, REACH * report.k * place.r95_m), quad_segs=16)
            circles.append(transform(disc, grid.to_degrees))
    return _checked(unary_union(circles))


def _area(kept: Mapping[str, Any]) -> Polygon | MultiPolygon:
    return _checked(shape(dict(kept)))


def _checked(ground: BaseGeometry) -> Polygon | MultiPolygon:
    """Return an area as what it is; a line or a point is none."""
    if not isinstance(ground, Polygon | MultiPolygon):
        raise ValueError(f"an area is needed, not a {ground.geom_type}")
    return ground


def weighed(ground: Polygon | MultiPolygon, parameters: Parameters) -> Surface:
    """Return the surface before anything was searched or told: the ground with the factors of its terrain.

    Raises:
        ValueError: the factors leave nothing of the ground.
    """
    return prior(grid_over(ground), ground, factors_of(parameters.factors), parameters.p_outside)


def leaves_nothing(inputs: Mapping[str, Any], parameters: Parameters) -> bool:
    """Whether the factors of the terrain leave no ground on which it could lie."""
    if not parameters.factors or not (inputs["reports"] or parameters.area):
        return False
    try:
        weighed(ground_of(inputs, parameters), parameters)
    except ValueError:
        return True
    return False


def answer(inputs: Mapping[str, Any], parameters: Parameters) -> Answer | None:
    """Return where to search next, None where nothing says where: no report with a place and no agreed ground."""
    reports = reports_of(inputs, parameters)
    if not reports and not parameters.area:
        return None
    ground = ground_of(inputs, parameters)
    before = weighed(ground, parameters)
    for search in inputs["searches"]:
        before = before.searched(_area(search["area"]), pod_of(search, parameters))
    now = surface(before, reports)
    found = effects(before, reports)
    pod = pod_dig(1.0, 1.0, parameters.recognisable)
    blocks = next_blocks(now, pod=pod, days_per_ha=parameters.days_per_ha, block_m=parameters.block_m)
    levels = now.areas()
    notes = explain(now, levels, found, blocks, {one.key: one.key for one in reports}, len(inputs["searches"]))
    return Answer(
        now,
        {
            "levels": [
                {
                    "level": level.level,
                    "chance": round(level.chance, 6),
                    "hectares": level.hectares,
                    "outline": mapping(_smooth(now.grid, level.cells)),
                }
                for level in levels
            ],
            "blocks": [
                {
                    "area": mapping(block.area),
                    "hectares": block.hectares,
                    "chance": round(block.chance, 6),
                    "gain": round(block.gain, 6),
                    "days": block.days,
                }
                for block in blocks
                if block.gain >= LEAST_GAIN
            ],
            "effects": [_effect(one) for one in found],
            "notes": [_note(one) for one in notes],
        },
    )


def _effect(one: Effect) -> dict[str, Any]:
    return {
        "key": one.key,
        "moved": round(one.moved, 6),
        "hectares_without": one.hectares_without,
        "right": round(one.right, 6),
    }


def _note(one: Note) -> dict[str, Any]:
    return {"msgid": one.msgid, "params": one.params, "code": one.code}


def _smooth(grid: Grid, cells: NDArray[np.bool_]) -> Polygon | MultiPolygon:
    """Return the ground of cells with its stairs smoothed by less than half a cell."""
    plane = transform(grid.outline(cells), grid.to_metres)
    return _checked(transform(plane.simplify(SIMPLE_PART * grid.cell_m), grid.to_degrees))


def packed(p: NDArray[np.float64]) -> bytes:
    """Return chances as float32, row by row, deflated."""
    return zlib.compress(p.astype("<f4").tobytes(), 6)


def unpacked(cells: bytes, rows: int, columns: int) -> NDArray[np.float32]:
    """Return (rows, columns) chances."""
    return np.frombuffer(zlib.decompress(cells), dtype="<f4").reshape(rows, columns)
