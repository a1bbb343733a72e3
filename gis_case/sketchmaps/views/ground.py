"""The drawing on the ground: tiles of its warped picture, and which drawings a map may lay over the ground."""

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.cases.queries import get_case
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.forms import read_uuid
from gis_case.core.tiles import tile_of
from gis_case.sketchmaps.models import WorkState
from gis_case.sketchmaps.queries import get_fit, overlays, readable_fit
from gis_case.sketchmaps.services import retry_warp
from gis_case.sketchmaps.store import warped_of
from gis_case.sketchmaps.views.base import KEPT, blueprint, fit_said, readable, root

MOST_LAYERS = 200
DEEPEST = 24


@blueprint.get("/<uuid:map_id>/lan/<int:number>/o/<int:z>/<int:x>/<int:y>.png")
@requires(Permission.EXACT_POINTS)
def ground_tile(map_id: UUID, number: int, z: int, x: int, y: int) -> ResponseReturnValue:
    """Give one tile of the drawing as it lies on the ground."""
    one = readable_fit(db.session, current_actor(), map_id, number)
    if one.warp_state is not WorkState.READY or z > DEEPEST or max(x, y) >= 2**z:
        raise NotFound
    etag = f"{one.id.hex[:16]}-{one.warp_tries}-{z}-{x}-{y}"
    if request.if_none_match.contains(etag):
        answer = Response(status=304)
    else:
        answer = Response(tile_of(warped_of(root(), one.id), one.warp_tries, z, x, y), mimetype="image/png")
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = KEPT
    return answer


@blueprint.get("/<uuid:map_id>/lan/<int:number>.json")
@requires(Permission.EXACT_POINTS)
def ground_state(map_id: UUID, number: int) -> ResponseReturnValue:
    """Tell whether the warped picture is there yet."""
    one = get_fit(db.session, readable(map_id), number)
    return fit_said(one) | {"state": one.warp_state.value, "tiles": tiles_url(map_id, number)}


def tiles_url(map_id: UUID, number: int) -> str:
    """Return the address of the tiles of a fit, with places for z, x and y."""
    address = url_for("sketchmaps.ground_tile", map_id=map_id, number=number, z=0, x=0, y=0)
    return address.replace("/0/0/0.png", "/{z}/{x}/{y}.png")


blueprint.add_app_template_global(tiles_url, "ground_tiles_url")


@blueprint.post("/<uuid:map_id>/lan/<int:number>/lam-lai")
@requires(Permission.POSITION_WRITE)
def warp_again(map_id: UUID, number: int) -> ResponseReturnValue:
    """Draw the picture onto the ground again."""
    sheet = readable(map_id)
    one = get_fit(db.session, sheet, number)
    if one.warp_state is not WorkState.READY:
        retry_warp(db.session, actor=current_actor(), sheet=sheet, one=one)
        db.session.commit()
    return redirect(url_for("sketchmaps.show", map_id=map_id, _anchor="lan-ghep"))


@blueprint.get("/lop.json")
@requires(Permission.EXACT_POINTS)
def layers() -> ResponseReturnValue:
    """List the drawings that can be laid over a ground map, all or those of one case."""
    actor, asked = current_actor(), request.args.get("case") or ""
    case_id = read_uuid(asked)
    if asked and case_id is None:
        raise NotFound
    case = get_case(db.session, actor, case_id) if case_id else None
    rows = db.session.execute(overlays(actor, case.id if case else None).limit(MOST_LAYERS))
    return {
        "layers": [
            {
                "title": row.SourceMap.title,
                "tiles": tiles_url(row.SourceMap.id, row.number),
                "bounds": row.bounds,
                "r95_m": row.r95_m,
                "href": url_for("sketchmaps.show", map_id=row.SourceMap.id),
            }
            for row in rows
        ]
    }
