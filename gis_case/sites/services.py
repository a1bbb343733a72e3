"""Write battle sites down one by one, or load them from files."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.csvfile import read_rows
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, Message, message
from gis_case.sites.models import BattleSite
from gis_case.sites.rules import REQUIRED, RowError, site_values

CHUNK = 2000
COLUMNS = (
    "code, name, name_en, period, start_text, end_text, start_earliest, end_latest, units, description, place,"
    " commune_text, uncertainty_m, position_method, source, confidence, notes"
)
# One statement for a chunk; a row that says what the table already says is not written again.
UPSERT = f"""
INSERT INTO battle_site (id, {COLUMNS}, geom, commune_id, version, updated_at, is_demo)
SELECT gen_random_uuid(), {COLUMNS},
       ST_SetSRID(ST_MakePoint(lon, lat), 4326),
       (SELECT min(o.id) FROM organisation o WHERE o.kind = 'commune'
          AND regexp_replace(o.name, '^(Xã|Phường) ', '') = r.commune_text),
       1, now(), false
FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(
    code text, name text, name_en text, period text, start_text text, end_text text, start_earliest date,
    end_latest date, units text[], description text, place text, commune_text text, uncertainty_m float8,
    position_method text, source text, confidence text, notes text, lon float8, lat float8)
ON CONFLICT (code) DO UPDATE SET
    ({COLUMNS}, geom, commune_id, version, updated_at) = (
    {", ".join("excluded." + name.strip() for name in COLUMNS.split(","))}, excluded.geom, excluded.commune_id,
    battle_site.version + 1, now())
WHERE (
    {", ".join("battle_site." + name.strip() for name in COLUMNS.split(","))},
    ST_AsBinary(battle_site.geom), battle_site.commune_id
) IS DISTINCT FROM (
    {", ".join("excluded." + name.strip() for name in COLUMNS.split(","))},
    ST_AsBinary(excluded.geom), excluded.commune_id)
RETURNING xmax = 0 AS is_new
"""  # noqa: S608 - made of constants


@dataclass(slots=True)
class ImportReport:
    """What became of a file: rows added, changed, as they were, and the lines refused with their reasons."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, list[Message]]] = field(default_factory=list)


def save_site(
    session: Session, *, actor: Actor, site: BattleSite | None, seen_version: int = 0, **values: Any
) -> BattleSite:
    """Write down a battle site, or change one; raise Stale if it changed since `seen_version`.

    `values` are columns of BattleSite; `geom` is a shapely geometry or None.
    """
    area = values.pop("geom")
    if (area is None) != (values["uncertainty_m"] is None):
        raise Refused(message(N_("A place needs a radius in metres, and a radius needs a place on the map.")))
    start, end = values["start_earliest"], values["end_latest"]
    if start and end and end < start:
        raise Refused(message(N_("The battle ends before it starts. Check the two dates.")))
    if site is None:
        site = BattleSite()
        session.add(site)
        action = "site.added"
    else:
        session.refresh(site, with_for_update=True)
        if site.version != seen_version:
            raise Stale
        action = "site.changed"
    for name, value in values.items():
        if getattr(site, name) != value:
            setattr(site, name, value)
    if not _same(site.geom, area):
        site.geom = from_shape(area, srid=4326) if area is not None else None
    if session.is_modified(site) or action == "site.added":
        site.updated_at = now()
        session.flush()
        record(session, actor=actor, action=action, entity="battle_site", entity_id=site.id)
    return site


def _same(stored: WKBElement | None, area: BaseGeometry | None) -> bool:
    """Whether the map gave back what was stored; GeoJSON rounds to about a tenth of a metre."""
    if stored is None or area is None:
        return stored is None and area is None
    return bool(to_shape(stored).equals_exact(area, 1e-6))


def _write(session: Session, chunk: list[dict[str, Any]], report: ImportReport) -> None:
    if not chunk:
        return
    rows = json.dumps(chunk, default=str, ensure_ascii=False)
    written = session.scalars(text(UPSERT), {"rows": rows}).all()
    report.added += sum(written)
    report.changed += len(written) - sum(written)
    report.unchanged += len(chunk) - len(written)


def import_sites(
    session: Session,
    *,
    actor: Actor | None,
    source: Path | bytes,
    progress: Callable[[int], None] = lambda rows: None,
) -> ImportReport:
    """Load battle sites from a CSV; a row that fails is reported and the others load; twice changes nothing.

    Raises:
        Refused: the file itself cannot be read (empty, not Unicode, columns missing).
    """
    report = ImportReport()
    seen: dict[str, int] = {}
    chunk: list[dict[str, Any]] = []
    for line, values in _accepted(read_rows(source, REQUIRED), report):
        code = str(values["code"])
        if code in seen:
            report.refused.append(
                (
                    line,
                    [
                        message(
                            N_("The code %(code)s stands already on line %(line)s."), code=code[:40], line=seen[code]
                        )
                    ],
                )
            )
            continue
        seen[code] = line
        chunk.append(values)
        if len(chunk) == CHUNK:
            _write(session, chunk, report)
            progress(len(seen))
            chunk = []
    _write(session, chunk, report)
    progress(len(seen))
    if report.added or report.changed:
        record(
            session,
            actor=actor,
            action="sites.imported",
            entity="battle_site",
            entity_id="file",
            added=report.added,
            changed=report.changed,
        )
    return report


def _accepted(rows: Iterable[tuple[int, dict[str, str]]], report: ImportReport) -> Iterable[tuple[int, dict[str, Any]]]:
    for line, row in rows:
        try:
            yield line, site_values(row)
        except RowError as error:
            report.refused.append((line, error.reasons))
