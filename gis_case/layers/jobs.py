"""Read the files that were brought in, each once, saying why when it cannot be done."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.config import Settings
from gis_case.core.files import path_of
from gis_case.core.text import N_, message
from gis_case.jobs.registry import handles
from gis_case.layers.models import BoundaryVersion, MapLayer, ReadState
from gis_case.layers.queries import known_communes
from gis_case.layers.reading import failed, read_apart
from gis_case.layers.services.intake import READ
from gis_case.layers.store import folder_of, made_of

Run = Callable[[str, Path, Path, dict[str, Any], Callable[[], None]], dict[str, Any]]
KINDS: dict[str, type[BoundaryVersion] | type[MapLayer]] = {
    "boundary_version": BoundaryVersion,
    "map_layer": MapLayer,
}


def read_file(session: Session, *, entity: str, id: UUID, files: Path, run: Run = read_apart) -> None:
    """Read one file, by `run`; doing it again changes nothing. The caller commits."""
    kind = KINDS[entity]
    one: Any = session.scalars(select(kind).where(kind.id == id).with_for_update()).one_or_none()
    if one is None or one.state is not ReadState.WAITING:
        return
    asked: dict[str, Any] = {"crs": "" if one.crs_stated else one.crs}
    if isinstance(one, BoundaryVersion):
        how, asked["communes"] = "areas", [asdict(commune) for commune in known_communes(session)]
    else:
        how, asked["format"] = one.format.value, one.format.value
    root = folder_of(files)
    source = path_of(root, one.sha256)
    if not source.exists():
        said = failed(message(N_("The original file is missing from the store. Ask the administrator for the backup.")))
    else:

        def beat() -> None:
            session.execute(select(1))  # a transaction that is idle for a minute would be ended

        said = run(how, source, made_of(root, one.sha256, asked["crs"]), asked, beat)
    one.state, one.problem, one.found = ReadState(said["state"]), said["problem"], said["found"]
    if said["crs"] and one.crs_stated:
        one.crs = said["crs"]


@handles(READ)
def read_file_job(session: Session, payload: dict[str, Any]) -> None:
    """Read a file as a piece of work of the outbox."""
    read_file(session, entity=payload["entity"], id=UUID(payload["id"]), files=Settings.from_env().files)
