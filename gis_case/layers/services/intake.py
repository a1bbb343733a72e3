"""Keep a file with where it is from, have it read, ask again in another system, withdraw it."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused
from gis_case.core.files import Received, publish
from gis_case.core.text import N_, message
from gis_case.core.uploads import hold
from gis_case.jobs.services import enqueue
from gis_case.layers.models import BoundaryVersion, Format, Imported, MapLayer, Purpose, ReadState
from gis_case.layers.queries import newest_adoption
from gis_case.layers.store import folder_of

READ = "layers.read"
# One file at a time is counted: versions are numbered without gaps.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('boundary_version'))")


def entity_of(one: Imported) -> str:
    """Return what the log calls it."""
    return "boundary_version" if isinstance(one, BoundaryVersion) else "map_layer"


def _kept(session: Session, file: Received, files: Path) -> dict[str, Any]:
    hold(session, file.sha256)
    publish(file, folder_of(files))
    return {"file_name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256}


def add_boundaries(session: Session, *, actor: Actor, file: Received, files: Path, **facts: Any) -> BoundaryVersion:
    """Keep a file of commune boundaries and have it read; nothing changes until a person puts it in force."""
    if file.media_type != Format.VECTOR.value:
        raise Refused(message(N_("Boundaries come as GeoJSON, GeoPackage, or a ZIP of a Shapefile.")))
    session.execute(LOCK)
    number = (session.scalar(select(func.max(BoundaryVersion.number))) or 0) + 1
    own = {"org_id": actor.org_id, "created_by_id": actor.user_id}
    version = BoundaryVersion(number=number, **_kept(session, file, files), **own, **facts)
    session.add(version)
    session.flush()
    record(session, actor=actor, action="boundaries.added", entity="boundary_version", entity_id=version.id)
    ask_to_read(session, version)
    return version


def add_layer(
    session: Session, *, actor: Actor, file: Received, files: Path, purpose: Purpose, **facts: Any
) -> MapLayer:
    """Keep the file of a base map or of a layer and have it read."""
    if (file.media_type == Format.VECTOR.value) != (purpose is Purpose.OVERLAY):
        wrong = (
            N_("A base map comes as PMTiles, MBTiles or GeoTIFF.")
            if purpose is Purpose.BASEMAP
            else N_("A layer over the map comes as GeoJSON, GeoPackage, or a ZIP of a Shapefile.")
        )
        raise Refused(message(wrong))
    own = {"org_id": actor.org_id, "created_by_id": actor.user_id}
    form = Format(file.media_type)
    layer = MapLayer(purpose=purpose, format=form, **_kept(session, file, files), **own, **facts)
    session.add(layer)
    session.flush()
    record(session, actor=actor, action="layer.added", entity="map_layer", entity_id=layer.id)
    ask_to_read(session, layer)
    return layer


def ask_to_read(session: Session, one: BoundaryVersion | MapLayer) -> None:
    """Have a file read, once for each time it is asked."""
    one.state, one.problem, one.found = ReadState.WAITING, [], {}
    one.tries += 1
    session.flush()
    payload = {"entity": entity_of(one), "id": str(one.id)}
    enqueue(session, READ, f"{READ}:{one.id}:{one.tries}", payload)


def state_system(session: Session, *, actor: Actor, one: BoundaryVersion | MapLayer, crs: str) -> None:
    """Say in which system a file is, and have it read anew; not after its areas have held."""
    session.refresh(one, with_for_update=True)
    if one.state not in {ReadState.ASKS_CRS, ReadState.FAILED}:
        raise Refused(message(N_("The file is read already. Bring it in again to read it in another system.")))
    one.crs, one.crs_stated = crs, False
    record(
        session, actor=actor, action=f"{_words(one)}.system_stated", entity=entity_of(one), entity_id=one.id, crs=crs
    )
    ask_to_read(session, one)


def _words(one: Imported) -> str:
    return "boundaries" if isinstance(one, BoundaryVersion) else "layer"


def withdraw(session: Session, *, actor: Actor, one: BoundaryVersion | MapLayer, reason: str) -> None:
    """Take a file out of use; its row, its file and where it is from stay for ever."""
    session.refresh(one, with_for_update=True)
    if one.state is ReadState.WITHDRAWN:
        return
    if not reason.strip():
        raise Refused(message(N_("Say why, for example: replaced by the file of 2026.")))
    holds = newest_adoption(session)
    if holds is not None and holds.version_id == one.id:
        raise Refused(message(N_("These boundaries hold. Put others in force first, or take them out of force.")))
    one.state, one.withdrawn_reason = ReadState.WITHDRAWN, reason.strip()
    session.flush()
    record(session, actor=actor, action=f"{_words(one)}.withdrawn", entity=entity_of(one), entity_id=one.id)
