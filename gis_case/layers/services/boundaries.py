"""Put a version of the boundaries in force, put an earlier one back, go without; positions follow by a job."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused
from gis_case.core.text import N_, Message, message
from gis_case.jobs.services import enqueue
from gis_case.layers.models import (
    BoundaryAdoption,
    BoundaryCommune,
    BoundaryPiece,
    BoundaryVersion,
    MatchedBy,
    ReadState,
)
from gis_case.layers.queries import is_loaded, known_communes, newest_adoption
from gis_case.layers.reading import AREAS
from gis_case.layers.rules.edges import AREA_DIFFERS_PERCENT, HA, Plane, mended, simplified
from gis_case.layers.store import folder_of, made_of

# The job stands higher, with the positions; see positions.jobs.
PLACE = "positions.communes"
# One adoption at a time.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('boundary_adoption'))")
# Points are judged under the shared lock of the same name (migration 0018): held for the exchange alone.
EXCHANGE = text("SELECT pg_advisory_xact_lock(hashtext('boundaries'))")
CUT = text(
    "INSERT INTO boundary_piece (commune_id, shape) SELECT commune_id, ST_Subdivide(shape, 64)"
    " FROM boundary_commune WHERE version_id = :version_id"
)
NEAR_M, FAR_M = 20.0, 150.0


def proposed(version: BoundaryVersion) -> dict[int, int | None]:
    """Return the commune that each area of a file is taken for, where nothing is doubtful."""
    return {place: one["commune_id"] for place, one in enumerate(version.found.get("areas", [])) if not one["doubt"]}


def concerns(version: BoundaryVersion, chosen: Mapping[int, int | None], names: Mapping[int, str]) -> list[Message]:
    """Return what a person must accept before these areas become boundaries."""
    found, said = version.found, []
    areas = found.get("areas", [])
    taken = {commune for commune in chosen.values() if commune}
    missing = [name for commune, name in names.items() if commune not in taken]
    if missing:
        said.append(
            message(N_("%(count)s communes are not in the file: %(names)s."), count=len(missing), names=_few(missing))
        )
    left = [one["name"] or one["code"] or "?" for place, one in enumerate(areas) if not chosen.get(place)]
    if left:
        said.append(
            message(
                N_("%(count)s areas of the file are no commune here: %(names)s."), count=len(left), names=_few(left)
            )
        )
    for key, words in (
        ("gap", N_("%(count)s gaps between communes, together %(ha)s ha.")),
        ("overlap", N_("%(count)s overlaps of communes, together %(ha)s ha.")),
    ):
        if found.get(f"{key}_count"):
            said.append(message(words, count=found[f"{key}_count"], ha=found[f"{key}_ha"]))
    differ = [one for one in areas if one["percent"] is not None and abs(one["percent"]) > AREA_DIFFERS_PERCENT]
    if differ:
        words = N_("%(count)s areas differ from the official area by more than %(percent)s %%: %(names)s.")
        said.append(message(words, count=len(differ), percent=AREA_DIFFERS_PERCENT, names=_few(_named(differ))))
    away = [one for one in areas if one["away_km"] is not None]
    if away:
        words = N_("%(count)s areas do not hold the known point of their commune: %(names)s.")
        said.append(message(words, count=len(away), names=_few(_named(away))))
    repaired = [one for one in areas if one["mended"]]
    if repaired:
        words = N_("%(count)s areas crossed themselves and were mended: %(names)s.")
        said.append(message(words, count=len(repaired), names=_few(_named(repaired))))
    return said


def _named(areas: list[dict[str, Any]]) -> list[str]:
    return [one["name"] or one["code"] for one in areas]


def _few(names: list[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def adopt(
    session: Session,
    *,
    actor: Actor,
    version: BoundaryVersion,
    files: Path,
    reason: str,
    chosen: Mapping[int, int | None] | None = None,
    accepted: bool = False,
) -> BoundaryAdoption:
    """Put a version in force, in the place of the one before; all in one transaction.

    `chosen` says which commune each area is, None for none; a version that has held is put back as it was.

    Raises:
        Refused: it is not read, or something doubtful was not decided or not accepted.
    """
    session.execute(LOCK)
    session.refresh(version, with_for_update=True)
    if version.state is not ReadState.READY:
        raise Refused(message(N_("This file cannot be put in force: it is not read, or withdrawn.")))
    holds = newest_adoption(session)
    if holds is not None and holds.version_id == version.id:
        return holds
    if not reason.strip():
        raise Refused(message(N_("Say why, for example: boundaries by the resolution of 2025.")))
    if not is_loaded(session, version):
        _load(session, version, folder_of(files), proposed(version) | dict(chosen or {}), accepted)
    session.execute(EXCHANGE)
    session.execute(delete(BoundaryPiece))
    session.execute(CUT, {"version_id": version.id})
    return _put(session, actor, version, reason.strip())


def lift(session: Session, *, actor: Actor, reason: str) -> BoundaryAdoption | None:
    """Go without boundaries: positions take the nearest commune's point again."""
    session.execute(LOCK)
    holds = newest_adoption(session)
    if holds is None or holds.version_id is None:
        return None
    if not reason.strip():
        raise Refused(message(N_("Say why, for example: the edges of two communes are exchanged.")))
    session.execute(EXCHANGE)
    session.execute(delete(BoundaryPiece))
    return _put(session, actor, None, reason.strip())


def _put(session: Session, actor: Actor, version: BoundaryVersion | None, reason: str) -> BoundaryAdoption:
    adoption = BoundaryAdoption(
        version_id=version.id if version else None, reason=reason, org_id=actor.org_id, created_by_id=actor.user_id
    )
    session.add(adoption)
    session.flush()
    entity_id = version.id if version else "none"
    action = "boundaries.adopted" if version else "boundaries.lifted"
    record(session, actor=actor, action=action, entity="boundary_version", entity_id=entity_id, number=adoption.number)
    place_positions(session, adoption.number)
    return adoption


def place_positions(session: Session, adoption: int, after: str = "", done: int = 0) -> None:
    """Ask for the next slice of positions to be given their communes."""
    key = f"{PLACE}:{adoption}:{after}"
    enqueue(session, PLACE, key, {"adoption": adoption, "after": after, "done": done})


def _load(
    session: Session, version: BoundaryVersion, root: Path, chosen: Mapping[int, int | None], accepted: bool
) -> None:
    names = {one.id: one.name for one in known_communes(session)}
    places = range(len(version.found.get("areas", [])))
    refused = []
    if undecided := [place for place in places if place not in chosen]:
        refused.append(message(N_("%(count)s areas still have to be decided."), count=len(undecided)))
    if any(commune is not None and commune not in names for commune in chosen.values()):
        refused.append(message(N_("One of the chosen communes does not exist any more.")))
    if not accepted and concerns(version, chosen, names):
        refused.append(message(N_("Confirm that you have looked at the differences.")))
    if not any(chosen.values()):
        refused.append(message(N_("No area of the file is a commune.")))
    if refused:
        raise Refused(*refused)
    _insert(session, version, _joined(version, root, chosen), chosen)


def _joined(version: BoundaryVersion, root: Path, chosen: Mapping[int, int | None]) -> dict[int, BaseGeometry]:
    """Return the area of each commune; several that were chosen for one are joined."""
    path = made_of(root, version.sha256, "" if version.crs_stated else version.crs) / AREAS
    if not path.exists():
        raise Refused(message(N_("What was read of the file is gone. Have it read again.")))
    parts: dict[int, list[BaseGeometry]] = defaultdict(list)
    for place, one in enumerate(json.loads(path.read_text())):
        if commune := chosen.get(place):
            parts[commune].append(shapely.from_wkb(one["wkb"]))
    return {commune: mended(shapely.union_all(shapes))[0] for commune, shapes in parts.items()}


def _insert(
    session: Session, version: BoundaryVersion, areas: dict[int, BaseGeometry], chosen: Mapping[int, int | None]
) -> None:
    plane, near, far = Plane(list(areas.values())), simplified(areas, NEAR_M), simplified(areas, FAR_M)
    said = {chosen.get(place): one for place, one in enumerate(version.found["areas"]) if chosen.get(place)}
    for commune, shape in areas.items():
        one = said[commune]
        by = MatchedBy(one["by"]) if one["by"] and one["commune_id"] == commune else MatchedBy.PERSON
        shapes = {"shape": shape, "near": near[commune], "far": far[commune]}
        session.add(
            BoundaryCommune(
                version_id=version.id,
                commune_id=commune,
                given_name=one["name"],
                given_code=one["code"],
                matched_by=by,
                area_ha=plane.flat(shape).area / HA,
                **{name: from_shape(value, srid=4326) for name, value in shapes.items()},
            )
        )
    session.flush()


def areas_of(session: Session, version: BoundaryVersion) -> list[BoundaryCommune]:
    """Return the communes of a version that was loaded."""
    wanted = select(BoundaryCommune).where(BoundaryCommune.version_id == version.id)
    return list(session.scalars(wanted.order_by(BoundaryCommune.commune_id)))
