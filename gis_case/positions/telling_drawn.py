"""The drawing beside the list of who heard from whom: boxes, lines and frames, in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from gis_case.people.models import Informant
from gis_case.positions.tellers import Teller

BOX_W, BOX_H = 216, 46
STEP_X, STEP_Y = 242, 60
EDGE, HEAD, GAP = 16, 26, 14
LONGEST = 24


@dataclass(frozen=True, slots=True)
class Box:
    """One person: where the box stands, and the words in it."""

    x: int
    y: int
    name: str
    reports: int
    known: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """One source around its boxes."""

    y: int
    width: int
    height: int


@dataclass(slots=True)
class Drawing:
    """`heard`: lines from who told to who had it from them; `shared`: lines between those of one unit or story."""

    width: int = 0
    height: int = 0
    frames: list[Frame] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)


def drawn(sources: Sequence[Sequence[Teller]]) -> Drawing:
    """Return the drawing of sources, one below the other."""
    made, top = Drawing(), 0
    for source in sources:
        places = {one.id: (EDGE + one.depth * STEP_X, top + HEAD + row * STEP_Y) for row, one in enumerate(source)}
        for one in source:
            _draw(made, one, places)
        _tie(made, source, places)
        width = max(x for x, _ in places.values()) + BOX_W + EDGE
        made.frames.append(Frame(top, width, HEAD + len(source) * STEP_Y))
        made.width = max(made.width, width)
        top += HEAD + len(source) * STEP_Y + GAP
    made.height = max(0, top - GAP)
    return made


def _draw(made: Drawing, one: Teller, places: dict[UUID, tuple[int, int]]) -> None:
    x, y = places[one.id]
    name = one.name if len(one.name) <= LONGEST else one.name[: LONGEST - 1] + "…"
    made.boxes.append(Box(x, y, name, one.reports, one.informant is not None))
    above = places.get(one.informant.heard_from_id) if one.informant and one.informant.heard_from_id else None
    if above is not None:
        from_x, from_y = above[0] + BOX_W // 2, above[1] + BOX_H
        made.heard.append(f"M{x} {y + BOX_H // 2}H{from_x}V{from_y}")


def _tie(made: Drawing, source: Sequence[Teller], places: dict[UUID, tuple[int, int]]) -> None:
    """Tie each to the last before of the same unit or story, by a line along the right."""
    last: dict[object, Teller] = {}
    for one in source:
        for key in _keys(one.informant):
            if key in last:
                (x1, y1), (x2, y2) = places[last[key].id], places[one.id]
                right = max(x1, x2) + BOX_W + EDGE // 2
                made.shared.append(f"M{x1 + BOX_W} {y1 + BOX_H // 2}H{right}V{y2 + BOX_H // 2}H{x2 + BOX_W}")
            last[key] = one


def _keys(informant: Informant | None) -> list[object]:
    if informant is None:
        return []
    return [key for key in (informant.unit_key, informant.same_story_id) if key]
