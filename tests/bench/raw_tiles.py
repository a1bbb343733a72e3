"""The pages, and beside them in the same server raw tiles: every report of a viewport, as ST_AsMVT gives it.

For measuring only: gunicorn is told `tests.bench.raw_tiles:app`. `/raw` asks nobody who they are and is held back by
no policy; `/raw-read` gives the same to whoever is signed in, of what the row policies let them read.
"""

from flask import Flask, Response
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_case.access.guards import public, requires
from gis_case.app import create_app
from gis_case.core.actor import WORKER, Permission
from gis_case.core.db import db, open_session

# Bounds as literals, as the product's own tiles have them: a generic plan would make the raw ones slower still.
RAW = """
SELECT ST_AsMVT(tile.*, 'raw') FROM (
    SELECT ST_AsMVTGeom(ST_Transform(r.point, 3857), ST_TileEnvelope({z}, {x}, {y})) AS geom, r.id::text, r.status
    FROM position_report r WHERE r.point && ST_Transform(ST_TileEnvelope({z}, {x}, {y}), 4326)) AS tile
"""


def _raw(z: int, x: int, y: int) -> Response:
    with open_session(db.engine, WORKER) as session:
        return _told(session, z, x, y)


def _raw_read(z: int, x: int, y: int) -> Response:
    return _told(db.session, z, x, y)


def _told(session: Session, z: int, x: int, y: int) -> Response:
    data = session.scalar(text(RAW.format(z=z, x=x, y=y)))
    return Response(bytes(data), mimetype="application/vnd.mapbox-vector-tile")


def make() -> Flask:
    """Return the application with two routes more."""
    made = create_app()
    made.add_url_rule("/raw-read/<int:z>/<int:x>/<int:y>", "raw_read", requires(Permission.MAP_VIEW)(_raw_read))
    made.add_url_rule("/raw/<int:z>/<int:x>/<int:y>", "raw", public(_raw))
    return made


app = make()
