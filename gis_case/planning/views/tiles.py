"""Tiles of the planner's map: reports counted, or close up one by one."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.planning.queries.tiles import DrawnTile, asks_reports, cells_of, points_of, version_of
from gis_case.planning.rules.tiles import Tile, tile_at
from gis_case.planning.views.base import blueprint
from gis_case.planning.views.map import kept
from gis_case.positions.queries import PositionFilter
from gis_case.positions.views.asked import read_filter

# Close up single reports are told apart; farther out many of them are counted.
CLOSE_UP = 14
MOST_FAR, MOST_NEAR = 60, 500
# Part of the tag of every tile: whoever changes what a tile holds counts on.
FORM = 3
VECTOR_TILE = "application/vnd.mapbox-vector-tile"


@blueprint.get("/ban-do/toa-do/<int:z>/<int:x>/<int:y>.mvt")
@requires(Permission.MAP_VIEW)
def tile(z: int, x: int, y: int) -> ResponseReturnValue:
    """Give the reports of one tile, one by one when they are few, else counted; the counts are exact."""
    place = tile_at(z, x, y)
    if place is None:
        raise NotFound
    actor, wanted = current_actor(), read_filter(request.args).wanted
    by_version = not asks_reports(wanted)
    if by_version and request.if_none_match and (tag := _tag(version_of(db.session, actor))) in request.if_none_match:
        return kept(Response(status=304), tag)
    drawn = _drawn(actor, place, wanted)
    return kept(Response(drawn.data, mimetype=VECTOR_TILE), _tag(drawn.version) if by_version else "")


def _tag(version: str) -> str:
    return f"{FORM}.{version}"


def _drawn(actor: Actor, place: Tile, wanted: PositionFilter) -> DrawnTile:
    """Reports one by one, close up or where they are few, with a note of who was shown them; else their counts."""
    near = place.z >= CLOSE_UP
    counted = None if near else cells_of(db.session, actor, place, wanted)
    if counted and not 0 < counted.points <= MOST_FAR:
        return counted
    single = points_of(db.session, actor, place, wanted, MOST_NEAR if near else MOST_FAR)
    if single is None:
        return counted or cells_of(db.session, actor, place, wanted)
    if single.points and actor.may(Permission.EXACT_POINTS):
        note("map.points_read", "position_report", "tile", count=single.points)
    return single
