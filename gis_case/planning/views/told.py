"""A surface as words and signs: for its own page, and for the page of its case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext
from shapely import Polygon, box
from shapely.geometry import mapping, shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.core import shown
from gis_case.core.actor import Actor, Permission
from gis_case.core.i18n import say
from gis_case.core.text import message
from gis_case.fieldwork.models import Finding
from gis_case.fieldwork.words import FINDINGS
from gis_case.geo.search import Grid
from gis_case.planning.models import SearchSurface
from gis_case.planning.queries.surface import newest_surface
from gis_case.positions.models import PositionReport
from gis_case.positions.words import SOURCES, short_words

NUMBERED = 5
SIDES = {0.5: "south", 0.8: "east"}


@dataclass(frozen=True, slots=True)
class ReportName:
    """How a report or a finding is called, and where it can be opened."""

    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says: sentences, the kinds of ground that weigh it, then figures."""

    sentences: list[str]
    terrain: list[str]
    levels: list[Mapping[str, Any]]
    blocks: list[Mapping[str, Any]]
    effects: list[tuple[ReportName, Mapping[str, Any]]]
    outside: float


def report_names(session: Session, case_id: UUID) -> dict[str, ReportName]:
    """Return how the reports and findings of a case are called, by id."""
    names = {}
    for one in session.scalars(select(PositionReport).where(PositionReport.case_id == case_id)):
        words = short_words(one.subject or one.verbatim, one.source_kind)
        known = say(SOURCES[one.source_kind])
        words = words if known.lower() in words.lower() else f"{words} ({known[:1].lower()}{known[1:]})"
        names[str(one.id)] = ReportName(words, url_for("positions.show", report_id=one.id))
    for seen in session.scalars(select(Finding).where(Finding.case_id == case_id, Finding.point.is_not(None))):
        names[str(seen.id)] = ReportName(f"{FINDINGS[seen.kind]}, {shown.day(seen.found_on)}", None)
    return names


def told(surface: SearchSurface, names: Mapping[str, ReportName]) -> Told:
    """Return a surface in words; a report is called by its own."""
    unknown = ReportName(gettext("a report no longer here"), None)
    answer = surface.answer
    terrain = [terrain_words(one) for one in surface.parameters.get("factors", [])]
    return Told(
        [_sentence(one, names, unknown) for one in answer["notes"]],
        terrain,
        answer["levels"],
        answer["blocks"],
        sorted(((names.get(one["key"], unknown), one) for one in answer["effects"]), key=lambda it: -it[1]["moved"]),
        surface.outside,
    )


def _sentence(kept: Mapping[str, Any], names: Mapping[str, ReportName], unknown: ReportName) -> str:
    params = dict(kept["params"])
    if "report" in params:
        params["report"] = f"“{names.get(str(params['report']), unknown).words}”"
    for name in ("half", "most", "days"):
        if name in params:
            params[name] = shown.number(float(params[name]))
    return say(message(kept["msgid"], **params))


def features_of(surface: SearchSurface, *, whole: bool) -> list[dict[str, Any]]:
    """Return the picture's place and the outlines; with `whole` the blocks to search next too."""
    grid = Grid(**surface.grid)
    west, south, east, north = grid.bounds
    place = mapping(box(west, south, east, north))
    image = url_for("planning.surface_picture", case_id=surface.case_id, number=surface.number)
    drawn = [_sign(place, f"picture-{surface.id}", "surface", label=gettext("Where it may be"), image=image)]
    for level in reversed(surface.answer["levels"]):
        words = gettext(
            "%(level)s %%: %(hectares)s ha",
            level=round(level["level"] * 100),
            hectares=hectares(level["hectares"]),
        )
        drawn.append(_sign(level["outline"], f"level-{level['level']}", "likely", label=words, level=level["level"]))
        side = SIDES.get(level["level"], "north")
        drawn.append(_mark(_edge(level["outline"], side), f"mark-{level['level']}", words, side=side))
    drawn += terrain_signs(surface.parameters.get("factors", []))
    for number, block in enumerate(surface.answer["blocks"][:NUMBERED] if whole else [], start=1):
        words = gettext("Block %(number)s, to search next", number=number)
        drawn.append(_sign(block["area"], f"block-{number}", "block", label=words))
        middle = shape(block["area"]).centroid
        drawn.append(_mark((middle.x, middle.y), f"block-mark-{number}", str(number)))
    return drawn


def terrain_words(factor: Mapping[str, Any]) -> str:
    """Return a kind of ground and its weight in words."""
    return str(gettext("%(ground)s: %(times)s times", ground=factor["words"], times=shown.number(factor["times"])))


def terrain_signs(factors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the kinds of ground as features of a map."""
    return [_sign(one["area"], f"terrain-{one['id']}", "terrain", label=terrain_words(one)) for one in factors]


def _sign(geometry: Mapping[str, Any], name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"id": name, "kind": kind, **more}}


def _mark(place: tuple[float, float], name: str, words: str, side: str = "middle") -> dict[str, Any]:
    return _sign({"type": "Point", "coordinates": list(place)}, name, "mark", label=words, side=side)


def hectares(value: float) -> str:
    """Return a size with as many digits as mean something."""
    return shown.number(round(value, 2 if value < 1 else 1 if value < 10 else 0))


def _edge(outline: Mapping[str, Any], side: str) -> tuple[float, float]:
    """Where the words of an outline stand: on its edge, at another side for each level."""
    hull = shape(dict(outline)).convex_hull
    corners = list(hull.exterior.coords) if isinstance(hull, Polygon) else [hull.centroid.coords[0]]
    x, y = max(corners, key=lambda at: {"south": -at[1], "east": at[0]}.get(side, at[1]))
    return float(x), float(y)


def load(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return what the page of a case says of where to search next; only who may know places is told."""
    if not actor.may(Permission.EXACT_POINTS):
        return {"search_told": None}
    surface: SearchSurface | None = session.scalars(newest_surface(case.id)).one_or_none()
    if surface is None:
        return {"search_told": None}
    return {"search_told": told(surface, report_names(session, case.id)), "search_number": surface.number}


def load_features(session: Session, actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return the surface for the map of the case, to who may know places."""
    if not actor.may(Permission.EXACT_POINTS):
        return []
    surface: SearchSurface | None = session.scalars(newest_surface(case.id)).one_or_none()
    return features_of(surface, whole=False) if surface else []


sections.register("search", load)
sections.register_features(load_features)
