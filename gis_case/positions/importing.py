"""Load position reports from files: a chunk of rows is judged together and written by one COPY and one INSERT."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.events import What
from gis_case.core.actor import Actor
from gis_case.core.csvfile import read_rows
from gis_case.core.text import N_, Message, message
from gis_case.people.models import InformantKind
from gis_case.positions.rows import REQUIRED, Judged, Province, Raw, judge, key_of_row

CHUNK = 2000

# Who is bound by row policies may not COPY into the table itself: rows go through a table of the connection's own.
STAGE = """
CREATE TEMP TABLE IF NOT EXISTS staged_position (
    import_key text, case_id uuid, informant_id uuid, source_kind text, subject text, verbatim text, given_on date,
    outside_reason text, lon float8, lat float8, r95_m float8, r_max_m float8, system text, system_stated bool,
    notation text, op_code text, epsg_db_version text, outside_vietnam bool, terms jsonb, how jsonb,
    other_readings jsonb
) ON COMMIT DELETE ROWS
"""
COPY = "COPY staged_position FROM STDIN"
# What was loaded before, or stands twice in the chunk, is left as it is.
INSERT = text("""
WITH written AS (
    INSERT INTO position_report (
        id, org_id, created_by_id, created_at, case_id, informant_id, source_kind, subject, verbatim, given_on, point,
        r95_m, r_max_m, system, system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading,
        chosen_by_id, outside_vietnam, outside_reason, status, status_reason, import_key, version, is_demo)
    SELECT gen_random_uuid(), :org_id, :user_id, now(), case_id, informant_id, source_kind, subject, verbatim, given_on,
           CASE WHEN lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(lon, lat), 4326) END, r95_m, r_max_m, system,
           system_stated, notation, op_code, epsg_db_version, terms, other_readings, how,
           CASE WHEN lon IS NOT NULL THEN cast(:user_id AS int) END, outside_vietnam, outside_reason, 'unverified', '',
           import_key, 1, false
    FROM staged_position
    ON CONFLICT (import_key) DO NOTHING
    RETURNING point IS NULL AS is_bare, case_id),
told AS (
    INSERT INTO case_event (id, case_id, org_id, created_by_id, created_at, what, params)
    SELECT gen_random_uuid(), case_id, :org_id, :user_id, now(), :what, '{}' FROM written WHERE case_id IS NOT NULL)
SELECT count(*), count(*) FILTER (WHERE is_bare) FROM written
""")
# A plan made while the table was small would read all of it, chunk after chunk, when it is large.
PLAN_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")
KNOWN = text("SELECT import_key FROM position_report WHERE import_key = ANY(:keys)")
# Cases the organisation may add to: it reads them, and not by a sharing for viewing alone.
CASES = text(
    "SELECT number, id::text FROM search_case c WHERE number = ANY(:numbers)"
    " AND reader_org_ids @> ARRAY[cast(:org_id AS int)] AND NOT EXISTS (SELECT 1 FROM case_share s"
    " WHERE s.case_id = c.id AND s.with_org_id = :org_id AND s.level = 'view' AND s.revoked_at IS NULL)"
)
INFORMANTS = text(
    "SELECT name, min(id::text) FROM informant WHERE org_id = :org_id AND name = ANY(:names) GROUP BY name"
)
ADD_INFORMANTS = text(
    "INSERT INTO informant (id, org_id, created_by_id, created_at, name, kind, unit, contact, notes,"
    " same_story_reason, version, is_demo)"
    " SELECT gen_random_uuid(), :org_id, :user_id, now(), name, :kind, '', '', '', '', 1, false"
    " FROM unnest(cast(:names AS text[])) AS name RETURNING name, id::text"
)


@dataclass(slots=True)
class PositionImport:
    """What became of rows: reports added (or, on trial, to be added), known already, without a point, ambiguous,
    and the lines refused with their reasons."""

    added: int = 0
    known: int = 0
    without_point: int = 0
    ambiguous: int = 0
    refused: list[tuple[int, list[Message]]] = field(default_factory=list)


def import_positions(
    session: Session,
    *,
    actor: Actor,
    source: Path | bytes,
    province: Province,
    progress: Callable[[int], None] = lambda rows: None,
) -> PositionImport:
    """Load a CSV whose columns bear our names, in the name of `actor`'s organisation.

    A row that fails is reported, the others load. The same row twice, in this file or in one loaded before, is taken
    once.

    Raises:
        Refused: the file itself cannot be read (empty, not Unicode, columns missing).
    """
    report, done = PositionImport(), 0
    for chunk in chunks(read_rows(source, REQUIRED)):
        take_chunk(session, actor=actor, rows=chunk, province=province, report=report)
        done += len(chunk)
        progress(done)
    report.refused.sort(key=lambda refusal: refusal[0])
    audit(session, actor=actor, entity_id="file", added=report.added)
    return report


def audit(session: Session, *, actor: Actor, entity_id: object, added: int) -> None:
    """Write down that reports were loaded, if any were."""
    if added:
        record(
            session,
            actor=actor,
            action="positions.imported",
            entity="position_report",
            entity_id=entity_id,
            added=added,
        )


def chunks(rows: Iterable[Raw], size: int = CHUNK) -> Iterator[list[Raw]]:
    """Yield numbered rows by the chunk."""
    chunk: list[Raw] = []
    for one in rows:
        chunk.append(one)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


Fresh = list[tuple[int, str, Judged]]


def take_chunk(
    session: Session,
    *,
    actor: Actor,
    rows: list[Raw],
    province: Province,
    report: PositionImport,
    on_trial: bool = False,
) -> None:
    """Judge rows under the names of the fields and write those that can be taken; count all of them in `report`.

    `on_trial` writes nothing. A row of a case that the organisation cannot see is not told apart from one of a case
    that is absent.
    """
    fresh = _with_cases(session, actor, _fresh(session, actor, rows, province, report), report)
    report.ambiguous += sum(one.reading is not None and one.reading.is_ambiguous for _, _, one, _ in fresh)
    if on_trial:
        report.added += len(fresh)
        report.without_point += sum(one.reading is None for _, _, one, _ in fresh)
    elif fresh:
        _write(session, actor, fresh, report)


def _fresh(session: Session, actor: Actor, rows: list[Raw], province: Province, report: PositionImport) -> Fresh:
    """Return the rows that can be taken and were not loaded before, each once; keys belong to the organisation."""
    keys = [f"{actor.org_id}:{key_of_row(row)}" for _, row in rows]
    session.execute(PLAN_ANEW)
    known = set(session.scalars(KNOWN, {"keys": keys}))
    news: list[tuple[int, str, dict[str, str]]] = []
    for (line, row), key in zip(rows, keys, strict=True):
        if key in known:
            report.known += 1
        else:
            known.add(key)
            news.append((line, key, row))
    verdicts = judge([row for _, _, row in news], province)
    report.refused += [(news[at][0], reasons) for at, reasons in sorted(verdicts.refused.items())]
    return [(news[at][0], news[at][1], one) for at, one in sorted(verdicts.taken.items())]


Linked = list[tuple[int, str, Judged, str | None]]


def _with_cases(session: Session, actor: Actor, fresh: Fresh, report: PositionImport) -> Linked:
    numbers = sorted({one.case_number for _, _, one in fresh if one.case_number})
    found = session.execute(CASES, {"numbers": numbers, "org_id": actor.org_id}).all() if numbers else []
    ids: dict[str, str] = {row[0]: row[1] for row in found}
    kept: Linked = []
    for line, key, one in fresh:
        if one.case_number and one.case_number not in ids:
            why = message(
                N_("There is no case “%(number)s” among those the organisation may read."), number=one.case_number[:60]
            )
            report.refused.append((line, [why]))
        else:
            kept.append((line, key, one, ids.get(one.case_number)))
    return kept


def _write(session: Session, actor: Actor, fresh: Linked, report: PositionImport) -> None:
    informants = _informants(session, actor, sorted({one.informant for _, _, one, _ in fresh if one.informant}))
    session.execute(text(STAGE))
    raw = cast(Any, session.connection().connection.dbapi_connection)
    with cast(psycopg.Connection[Any], raw).cursor() as cursor, cursor.copy(COPY) as copy:
        for _, key, one, case_id in fresh:
            copy.write_row(_staged(key, one, case_id, informants.get(one.informant)))
    whose = {"org_id": actor.org_id, "user_id": actor.user_id, "what": What.POSITION_ADDED.value}
    added, bare = session.execute(INSERT, whose).one()
    session.execute(text("TRUNCATE staged_position"))
    report.added += added
    report.known += len(fresh) - added
    report.without_point += bare


_NOWHERE = (None, None, None, None, "", False, "", "", "", False, "[]", "{}", "[]")


def _staged(key: str, one: Judged, case_id: str | None, informant_id: str | None) -> tuple[Any, ...]:
    words = (key, case_id, informant_id, one.source_kind, one.subject, one.verbatim, one.given_on, one.outside_reason)
    if one.reading is None:
        return words + _NOWHERE
    lon, lat, r95_m, r_max_m, _, *rest = one.reading
    return (*words, lon, lat, r95_m, r_max_m, *rest)


def _informants(session: Session, actor: Actor, names: list[str]) -> dict[str, str]:
    """Return ids by name; one name is one informant of the organisation, written down when it is new."""
    if not names:
        return {}
    whose: dict[str, Any] = {"org_id": actor.org_id}
    ids: dict[str, str] = {row[0]: row[1] for row in session.execute(INFORMANTS, {"names": names, **whose})}
    new = [name for name in names if name not in ids]
    if new:
        values = {"names": new, "user_id": actor.user_id, "kind": InformantKind.CITIZEN.value, **whose}
        ids |= {row[0]: row[1] for row in session.execute(ADD_INFORMANTS, values)}
    return ids
