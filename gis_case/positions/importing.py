"""Load position reports from files: rows are read one by one, written a chunk at a time."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.events import What
from gis_case.core.actor import Actor
from gis_case.core.csvfile import read_rows
from gis_case.core.text import N_, Message, message
from gis_case.people.models import InformantKind
from gis_case.positions.rows import REQUIRED, Province, RowError, key_of_row, row_values

CHUNK = 2000

# One statement for a chunk: what was loaded before, or stands twice in the chunk, is left as it is. A row of a case
# that the importing organisation cannot see is not written, and therefore not told apart from one that is absent.
INSERT = """
INSERT INTO position_report (
    id, org_id, created_by_id, created_at, case_id, informant_id, source_kind, subject, verbatim, point, r95_m, r_max_m,
    system, system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading, chosen_by_id,
    outside_vietnam, outside_reason, status, status_reason, import_key, version, is_demo)
SELECT gen_random_uuid(), :org_id, :user_id, now(), r.case_id, r.informant_id, r.source_kind, '', r.verbatim,
       CASE WHEN r.lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326) END, r.r95_m, r.r_max_m,
       r.system, r.system_stated, r.notation, r.op_code, r.epsg_db_version, r.terms, r.other_readings, r.how,
       CASE WHEN r.lon IS NOT NULL THEN cast(:user_id AS int) END, r.outside_vietnam, r.outside_reason,
       'unverified', '', r.import_key, 1, false
FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(
    case_id uuid, informant_id uuid, source_kind text, verbatim text, lon float8, lat float8, r95_m float8,
    r_max_m float8, system text, system_stated bool, notation text, op_code text, epsg_db_version text, terms jsonb,
    other_readings jsonb, how jsonb, outside_vietnam bool, outside_reason text, import_key text)
ON CONFLICT (import_key) DO NOTHING
RETURNING import_key
"""
KNOWN = text("SELECT import_key FROM position_report WHERE import_key = ANY(:keys)")
# Cases the organisation may add to: it reads them, and not by a sharing for viewing alone.
CASES = text(
    "SELECT number, id::text FROM search_case c WHERE number = ANY(:numbers)"
    " AND reader_org_ids @> ARRAY[cast(:org_id AS int)] AND NOT EXISTS (SELECT 1 FROM case_share s"
    " WHERE s.case_id = c.id AND s.with_org_id = :org_id AND s.level = 'view' AND s.revoked_at IS NULL)"
)
TELL_CASES = text(
    "INSERT INTO case_event (id, case_id, org_id, created_by_id, created_at, what, params)"
    " SELECT gen_random_uuid(), case_id, org_id, created_by_id, created_at, :what, '{}' FROM position_report"
    " WHERE import_key = ANY(:keys) AND case_id IS NOT NULL"
)
INFORMANTS = text(
    "SELECT name, min(id::text) FROM informant WHERE org_id = :org_id AND name = ANY(:names) GROUP BY name"
)
ADD_INFORMANTS = text(
    "INSERT INTO informant (id, org_id, created_by_id, created_at, name, kind, unit, contact, notes, is_demo)"
    " SELECT gen_random_uuid(), :org_id, :user_id, now(), name, :kind, '', '', '', false"
    " FROM unnest(cast(:names AS text[])) AS name RETURNING name, id::text"
)


@dataclass(slots=True)
class PositionImport:
    """What became of a file: reports added, known already, without a point, and lines refused with their reasons."""

    added: int = 0
    known: int = 0
    without_point: int = 0
    refused: list[tuple[int, list[Message]]] = field(default_factory=list)


def import_positions(
    session: Session,
    *,
    actor: Actor,
    source: Path | bytes,
    province: Province,
    progress: Callable[[int], None] = lambda rows: None,
) -> PositionImport:
    """Load reports in the name of `actor`'s organisation; a row that fails is reported, the others load.

    The same row twice, in this file or in one loaded before, is taken once.

    Raises:
        Refused: the file itself cannot be read (empty, not Unicode, columns missing).
    """
    report, done = PositionImport(), 0
    for chunk in _chunks(read_rows(source, REQUIRED)):
        _write(session, actor, _fresh(session, actor, chunk, province, report), report)
        done += len(chunk)
        progress(done)
    report.refused.sort(key=lambda refusal: refusal[0])
    if report.added:
        record(
            session,
            actor=actor,
            action="positions.imported",
            entity="position_report",
            entity_id="file",
            added=report.added,
        )
    return report


Raw = tuple[int, dict[str, str]]
Numbered = tuple[int, dict[str, Any]]


def _chunks(rows: Iterator[Raw]) -> Iterator[list[Raw]]:
    chunk: list[Raw] = []
    for one in rows:
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _fresh(
    session: Session, actor: Actor, chunk: list[Raw], province: Province, report: PositionImport
) -> list[Numbered]:
    """Return the rows that can be taken and were not loaded before, each once; keys belong to the organisation.

    Reading a coordinate is what costs most, so known rows are told apart before they are read.
    """
    keys = [f"{actor.org_id}:{key_of_row(row)}" for _, row in chunk]
    known = set(session.scalars(KNOWN, {"keys": keys}))
    fresh: list[Numbered] = []
    for (line, row), key in zip(chunk, keys, strict=True):
        if key in known:
            report.known += 1
            continue
        try:
            fresh.append((line, row_values(row, province) | {"import_key": key}))
            known.add(key)
        except RowError as error:
            report.refused.append((line, error.reasons))
    return fresh


def _write(session: Session, actor: Actor, chunk: list[Numbered], report: PositionImport) -> None:
    chunk = _with_cases(session, actor, chunk, report)
    _name_informants(session, actor, chunk)
    if not chunk:
        return
    rows = json.dumps([values for _, values in chunk], ensure_ascii=False, allow_nan=False)
    whose = {"org_id": actor.org_id, "user_id": actor.user_id}
    written = set(session.scalars(text(INSERT), {"rows": rows, **whose}))
    session.execute(TELL_CASES, {"keys": list(written), "what": What.POSITION_ADDED.value})
    report.added += len(written)
    report.known += len(chunk) - len(written)
    report.without_point += sum(v["lon"] is None for _, v in chunk if v["import_key"] in written)


def _with_cases(session: Session, actor: Actor, chunk: list[Numbered], report: PositionImport) -> list[Numbered]:
    numbers = sorted({values["case_number"] for _, values in chunk if values["case_number"]})
    found = session.execute(CASES, {"numbers": numbers, "org_id": actor.org_id}).all() if numbers else []
    ids: dict[str, str] = {row[0]: row[1] for row in found}
    kept: list[Numbered] = []
    for line, values in chunk:
        number = values.pop("case_number")
        if number and number not in ids:
            why = message(
                N_("There is no case “%(number)s” among those the organisation may read."), number=number[:60]
            )
            report.refused.append((line, [why]))
            continue
        values["case_id"] = ids.get(number)
        kept.append((line, values))
    return kept


def _name_informants(session: Session, actor: Actor, chunk: list[Numbered]) -> None:
    """Replace names by ids; one name is one informant of the organisation, written down when it is new."""
    names = sorted({values["informant"] for _, values in chunk if values["informant"]})
    whose: dict[str, Any] = {"org_id": actor.org_id}
    found = session.execute(INFORMANTS, {"names": names, **whose}).all() if names else []
    ids: dict[str, str] = {row[0]: row[1] for row in found}
    new = [name for name in names if name not in ids]
    if new:
        values = {"names": new, "user_id": actor.user_id, "kind": InformantKind.CITIZEN.value, **whose}
        ids |= {row[0]: row[1] for row in session.execute(ADD_INFORMANTS, values)}
    for _, values in chunk:
        values["informant_id"] = ids.get(values.pop("informant"))
