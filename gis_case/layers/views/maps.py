"""What maps ask for: communes, which layers there are, their shapes, tiles and archives."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Response, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.files import path_of
from gis_case.core.geojson import collection, feature
from gis_case.core.tiles import tile_of
from gis_case.layers.models import Format, MapLayer, Purpose, ReadState
from gis_case.layers.queries import areas_for_map, get_layer, layers_on_map, newest_adoption
from gis_case.layers.reading import COG, SIGNS
from gis_case.layers.rules.archives import DEEPEST, GZIP_MAGIC, PICTURES, VECTOR, mbtiles_tile
from gis_case.layers.views.base import blueprint, made, root

MOST_OFFERED = 100
MVT = "application/vnd.mapbox-vector-tile"
ASK_AGAIN = "private, no-cache"


def _kept(response: Response, etag: str = "") -> Response:
    """Let a browser keep the answer for itself, and ask each time whether it still may see it."""
    response.headers["Cache-Control"] = ASK_AGAIN
    response.headers["Vary"] = "Cookie"
    if etag:
        response.set_etag(etag)
    else:
        response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/xa.geojson")
@requires(Permission.MAP_VIEW)
def communes() -> ResponseReturnValue:
    """Give the communes: areas of the boundaries that hold, else their points; `?near=1` with more corners."""
    holds = newest_adoption(db.session)
    version_id = holds.version_id if holds else None
    rows = db.session.execute(areas_for_map(version_id, near="near" in request.args))
    signs = [
        feature(row.shape, id=row.id, kind="commune", label=row.name, border=row.is_border, area=version_id is not None)
        for row in rows
    ]
    return _kept(collection(signs))


@blueprint.get("/lop.json")
@requires(Permission.MAP_VIEW)
def offered() -> ResponseReturnValue:
    """List what a map may lie on and show, with the words it says of them."""
    layers = list(db.session.scalars(layers_on_map(current_actor(), MOST_OFFERED)))
    body = {
        "communes": url_for("layers.communes"),
        "basemaps": [_ground(one) for one in layers if one.purpose is Purpose.BASEMAP],
        "overlays": [_overlay(one) for one in layers if one.purpose is Purpose.OVERLAY],
        "words": {
            "ground": gettext("Base map"),
            "plain": gettext("As set up for this server"),
            "more": gettext("Boundaries and layers"),
            "communes": gettext("Communes"),
            "border": gettext("Communes on the border (the belt itself is for the province to confirm)"),
        },
    }
    return _kept(Response(json.dumps(body, ensure_ascii=False), mimetype="application/json"))


def _ground(layer: MapLayer) -> dict[str, Any]:
    if layer.format is Format.PMTILES:
        url = url_for("layers.archive", layer_id=layer.id)
    else:
        url = url_for("layers.tile", layer_id=layer.id, z=0, x=0, y=0).replace("/0/0/0", "/{z}/{x}/{y}")
    return {
        "title": layer.title,
        "url": url,
        "archive": layer.format is Format.PMTILES,
        "vector": layer.found["tiles"] == VECTOR,
        "bounds": layer.found["bounds"],
        "min_zoom": layer.found["min_zoom"],
        "max_zoom": layer.found["max_zoom"],
        "attribution": layer.attribution or layer.source,
    }


def _overlay(layer: MapLayer) -> dict[str, Any]:
    return {
        "title": layer.title,
        "url": url_for("layers.shapes", layer_id=layer.id),
        "sign": layer.sign.value,
        "attribution": layer.attribution or layer.source,
        "href": url_for("layers.show", layer_id=layer.id),
    }


def _ready(layer_id: UUID, *formats: Format) -> MapLayer:
    layer = get_layer(db.session, current_actor(), layer_id)
    if layer.state is not ReadState.READY or layer.format not in formats:
        raise NotFound
    return layer


def _etag(layer: MapLayer) -> str:
    return f"{layer.sha256[:16]}-{layer.tries}"


def _sent(path: Path, layer: MapLayer, mimetype: str) -> Response:
    """Give a file whole, or the part of it that is asked for."""
    if not path.exists():
        raise NotFound
    answer = send_file(path, mimetype=mimetype, conditional=True, etag=_etag(layer))
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer


@blueprint.get("/<uuid:layer_id>/tep.pmtiles")
@requires(Permission.MAP_VIEW)
def archive(layer_id: UUID) -> ResponseReturnValue:
    """Give the part of a PMTiles archive that a map asks for."""
    layer = _ready(layer_id, Format.PMTILES)
    return _sent(path_of(root(), layer.sha256), layer, "application/octet-stream")


@blueprint.get("/<uuid:layer_id>/hinh.geojson")
@requires(Permission.MAP_VIEW)
def shapes(layer_id: UUID) -> ResponseReturnValue:
    """Give the shapes of a layer."""
    layer = _ready(layer_id, Format.VECTOR)
    return _sent(made(layer) / SIGNS, layer, "application/geo+json")


@blueprint.get("/<uuid:layer_id>/o/<int:z>/<int:x>/<int:y>")
@requires(Permission.MAP_VIEW)
def tile(layer_id: UUID, z: int, x: int, y: int) -> ResponseReturnValue:
    """Give one tile of a base map: as it is kept, or cut from a picture."""
    layer = _ready(layer_id, Format.MBTILES, Format.GEOTIFF)
    if z > DEEPEST or max(x, y) >= 2**z:
        raise NotFound
    etag = f"{_etag(layer)}-{z}-{x}-{y}"
    if request.if_none_match.contains(etag):
        return _kept(Response(status=304), etag)
    if layer.format is Format.GEOTIFF:
        return _kept(Response(tile_of(made(layer) / COG, layer.tries, z, x, y), mimetype="image/png"), etag)
    return _kept(_stored(layer, z, x, y), etag)


def _stored(layer: MapLayer, z: int, x: int, y: int) -> Response:
    path = path_of(root(), layer.sha256)
    found = mbtiles_tile(path, z, x, y) if path.exists() else None
    if found is None:
        raise NotFound
    answer = Response(found, mimetype=PICTURES.get(layer.found["tiles"], MVT))
    if found.startswith(GZIP_MAGIC):
        answer.headers["Content-Encoding"] = "gzip"
    return answer
