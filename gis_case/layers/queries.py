"""Which boundaries hold, all there ever were, and the layers an actor may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.errors import NotFound
from gis_case.core.geojson import DIGITS
from gis_case.layers.models import (
    Audience,
    BoundaryAdoption,
    BoundaryCommune,
    BoundaryVersion,
    MapLayer,
    Purpose,
    ReadState,
)
from gis_case.layers.rules.names import Known, old_names

KM2_HA = 100.0


def manages(actor: Actor) -> bool:
    """Whether `actor` brings in boundaries and layers, and says who sees them."""
    return actor.may(Permission.PLAN_APPROVE)


def newest_adoption(session: Session) -> BoundaryAdoption | None:
    """Return the row that says which boundaries hold."""
    found: BoundaryAdoption | None = session.scalars(
        select(BoundaryAdoption).order_by(BoundaryAdoption.number.desc()).limit(1)
    ).one_or_none()
    return found


def adoptions_of(session: Session, version: BoundaryVersion) -> list[BoundaryAdoption]:
    """Return when a version was put in force, the newest first."""
    told = select(BoundaryAdoption).where(BoundaryAdoption.version_id == version.id)
    return list(session.scalars(told.order_by(BoundaryAdoption.number.desc())))


def versions() -> Select[BoundaryVersion]:
    """All versions, the newest first."""
    return select(BoundaryVersion).order_by(BoundaryVersion.number.desc())


def get_version(session: Session, number: int) -> BoundaryVersion:
    """Return one version; raise NotFound."""
    found = session.scalars(select(BoundaryVersion).where(BoundaryVersion.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_loaded(session: Session, version: BoundaryVersion) -> bool:
    """Whether the areas of a version are in the database, as they are once it has held."""
    count = select(func.count()).select_from(BoundaryCommune).where(BoundaryCommune.version_id == version.id)
    return bool(session.scalar(count))


def communes() -> Select[Organisation]:
    """The communes of today, by name."""
    wanted = select(Organisation).where(Organisation.kind == OrgKind.COMMUNE, Organisation.active)
    return wanted.order_by(Organisation.name.collate("vi-x-icu"), Organisation.id)


def known_communes(session: Session) -> list[Known]:
    """Return the communes as names and areas are compared with them."""
    place = func.ST_X(Organisation.point), func.ST_Y(Organisation.point)
    rows = session.execute(communes().add_columns(*place)).all()
    return [
        Known(org.id, org.code, org.name, old_names(org.note), org.area_km2 and org.area_km2 * KM2_HA, lon, lat)
        for org, lon, lat in rows
    ]


def readable_layers(actor: Actor) -> Select[MapLayer]:
    """The layers `actor` may see; the database's own policies say the same."""
    statement = select(MapLayer)
    if actor.sees_whole_province:
        return statement if manages(actor) else statement.where(MapLayer.state == ReadState.READY)
    mine = MapLayer.audience == Audience.CHOSEN, MapLayer.shared_org_ids.contains([actor.org_id])
    shared: ColumnElement[bool] = mine[0] & mine[1]
    return statement.where(MapLayer.state == ReadState.READY, or_(MapLayer.audience == Audience.ALL, shared))


def layers_listed(actor: Actor) -> Select[MapLayer]:
    """The same, the newest first."""
    return readable_layers(actor).order_by(MapLayer.created_at.desc(), MapLayer.id)


def layers_on_map(actor: Actor, most: int) -> Select[MapLayer]:
    """What a map may offer: base maps first, by title."""
    shown = readable_layers(actor).where(MapLayer.state == ReadState.READY)
    by_purpose = MapLayer.purpose == Purpose.BASEMAP
    return shown.order_by(by_purpose.desc(), MapLayer.title.collate("vi-x-icu"), MapLayer.id).limit(most)


def get_layer(session: Session, actor: Actor, layer_id: UUID) -> MapLayer:
    """Return one layer; raise NotFound for one that is absent or not the actor's to see."""
    found: MapLayer | None = session.scalars(readable_layers(actor).where(MapLayer.id == layer_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def areas_for_map(version_id: UUID | None, *, near: bool) -> Select[Any]:
    """Rows of id, name, is_border, shape (GeoJSON): areas of the version that holds, else the communes' points."""
    columns = (Organisation.id, Organisation.name, Organisation.is_border)
    if version_id is None:
        shape = func.ST_AsGeoJSON(Organisation.point, DIGITS).label("shape")
        return communes().where(Organisation.point.is_not(None)).with_only_columns(*columns, shape)
    edges = BoundaryCommune.near if near else BoundaryCommune.far
    shape = func.ST_AsGeoJSON(edges, DIGITS - 1).label("shape")
    joined = select(*columns, shape).join(BoundaryCommune, BoundaryCommune.commune_id == Organisation.id)
    return joined.where(BoundaryCommune.version_id == version_id).order_by(Organisation.id)
