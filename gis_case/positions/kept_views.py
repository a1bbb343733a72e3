"""Views of the map kept under a short code: what was asked for, what was selected, where one looked."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from geoalchemy2.shape import from_shape
from shapely import Polygon
from sqlalchemy import Engine, Select, delete, func, select
from sqlalchemy.orm import Session

from gis_case.core.actor import WORKER, Actor
from gis_case.core.clock import now
from gis_case.core.db import open_session
from gis_case.core.errors import NotFound
from gis_case.core.geojson import DIGITS
from gis_case.positions.models import MapView

# What can be read aloud: no letter that is taken for a digit.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 8
CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")
SRID = 4326
Place = tuple[float, float, float]


def keep_view(
    session: Session,
    *,
    actor: Actor,
    query: Mapping[str, Sequence[str]],
    area: Polygon | None = None,
    place: Place | None = None,
    layers: Sequence[str] = (),
    name: str = "",
    like: MapView | None = None,
) -> MapView:
    """Keep what the map shows; `place` is longitude, latitude and zoom. One with a name is never swept.

    `like`: a view whose area and place hold for this one too.
    """
    lon, lat, zoom = (like.lon, like.lat, like.zoom) if like else place or (None, None, None)
    drawn = None if area is None else from_shape(area, srid=SRID)
    view = MapView(
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        name=name.strip(),
        query={key: list(values) for key, values in query.items()},
        area=like.area if like else drawn,
        lon=lon,
        lat=lat,
        zoom=zoom,
        layers=list(layers),
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(view)
    session.flush()
    return view


def readable_views(actor: Actor) -> Select[MapView]:
    """The views of the actor's own organisation; the database's own policies say the same."""
    return select(MapView).where(MapView.org_id == actor.org_id)


def get_view(session: Session, actor: Actor, code: str) -> MapView:
    """Return one view; raise NotFound for one that is absent or another organisation's."""
    found: MapView | None = None
    if CODE.fullmatch(code):
        found = session.scalars(readable_views(actor).where(MapView.code == code)).one_or_none()
    if found is None:
        raise NotFound
    return found


def area_of(session: Session, actor: Actor, code: str) -> str:
    """Return what was selected as WKT; raise NotFound where nothing was, or nothing that is the actor's to know."""
    view = get_view(session, actor, code)
    shape = session.scalar(select(func.ST_AsText(MapView.area, DIGITS + 1)).where(MapView.code == view.code))
    if shape is None:
        raise NotFound
    return str(shape)


def outline_of(session: Session, view: MapView) -> str | None:
    """Return what was selected as GeoJSON, None where nothing was."""
    shape: str | None = session.scalar(
        select(func.ST_AsGeoJSON(MapView.area, DIGITS + 1)).where(MapView.code == view.code)
    )
    return shape


def named_views(actor: Actor) -> Select[MapView]:
    """What the actor's organisation has kept by name, the newest first."""
    return readable_views(actor).where(MapView.name != "").order_by(MapView.created_at.desc())


def let_go(session: Session, actor: Actor, code: str) -> str:
    """Take a view off what one's organisation has kept by name; return the name that it had.

    Its links hold until it is swept, as those of a view that never had a name.
    """
    view = get_view(session, actor, code)
    name, view.name = view.name, ""
    session.flush()
    return name


def sweep_views(engine: Engine, *, older_than: timedelta) -> int:
    """Forget views without a name that are old; return how many there were."""
    with open_session(engine, WORKER) as session:
        old = delete(MapView).where(MapView.name == "", MapView.created_at < now() - older_than)
        count: int = session.execute(old).rowcount  # type: ignore[attr-defined]
        session.commit()
    return count
