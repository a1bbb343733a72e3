"""Imports of files of positions as runs: received, mapped, checked, loaded a slice at a time, and kept as a report."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from gis_case.access.binding import actor_of
from gis_case.access.models import UserAccount
from gis_case.audit.services import record
from gis_case.core.actor import Actor, Permission
from gis_case.core.clock import now
from gis_case.core.errors import NotFound, Refused
from gis_case.core.files import Received, path_of
from gis_case.core.signals import reports_changed
from gis_case.core.tables import Table, open_table
from gis_case.core.text import N_, Message, message
from gis_case.jobs.services import enqueue
from gis_case.positions.importing import CHUNK, PositionImport, audit, take_chunk
from gis_case.positions.mapping import ColumnMapping, Defaults, checked
from gis_case.positions.models import ImportRefusal, ImportRun, ImportState, PositionReport
from gis_case.positions.rows import Province, Raw

KIND = "positions.import"
FOLDER = "imports"
RUNNING = (ImportState.CHECKING, ImportState.LOADING)
BEFORE = {
    ImportState.CHECKING: (ImportState.RECEIVED, ImportState.CHECKED),
    ImportState.LOADING: (ImportState.CHECKED,),
}
SLICE_S = 2.0
COUNTS = ("added", "known", "without_point", "ambiguous", "refused")
LONGEST_KEPT = 500


def import_root(files: Path) -> Path:
    """Return where files of imports lie: apart from dossiers, whose sweeping knows only files of dossiers."""
    return files / FOLDER


def add_run(session: Session, *, actor: Actor, file: Received, kind: str, layer: str = "") -> ImportRun:
    """Write down that a file was received, for its columns to be named."""
    run = ImportRun(
        file_name=file.name,
        kind=kind,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        layer=layer,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(run)
    session.flush()
    record(session, actor=actor, action="positions.file_received", entity="position_import", entity_id=run.id)
    return run


def get_run(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Return a run of the actor's organisation; raise NotFound for any other."""
    run = session.scalars(
        select(ImportRun).where(ImportRun.id == run_id, ImportRun.org_id == actor.org_id)
    ).one_or_none()
    if run is None:
        raise NotFound
    return run


def last_mapping(session: Session, actor: Actor, header: tuple[str, ...], but: UUID) -> dict[str, str]:
    """Return how the organisation last mapped columns that this header has too; empty when it never did."""
    runs = session.scalars(
        select(ImportRun)
        .where(ImportRun.org_id == actor.org_id, ImportRun.id != but, ImportRun.state == ImportState.DONE)
        .order_by(ImportRun.created_at.desc())
        .limit(20)
    )
    return next((dict(run.columns) for run in runs if run.columns and set(run.columns.values()) <= set(header)), {})


def map_columns(
    session: Session, *, run: ImportRun, table: Table, columns: Mapping[str, str], defaults: Defaults, layer: str
) -> None:
    """Say how the columns are read; raise Refused with all that is wrong. Whatever was checked before is forgotten."""
    session.refresh(run, with_for_update=True)
    if run.state not in (ImportState.RECEIVED, ImportState.CHECKING, ImportState.CHECKED):
        raise Refused(message(N_("The rows are being loaded already. The columns can no longer be changed.")))
    run.columns = checked(columns, table.columns, has_places=table.has_places)
    run.defaults, run.layer = asdict(defaults), layer
    run.state = ImportState.RECEIVED
    session.flush()


def begin(session: Session, *, actor: Actor, run: ImportRun, state: ImportState, by_job: bool = True) -> None:
    """Begin to check or to load a file from its first row; loading needs a check before."""
    session.refresh(run, with_for_update=True)
    if run.state is state:
        return
    if by_job and run.state not in BEFORE[state]:
        raise Refused(message(N_("This step is not open now. Look at the page of the import again.")))
    session.execute(delete(ImportRefusal).where(ImportRefusal.run_id == run.id))
    run.state, run.rows_done, run.touched_at, run.finished_at, run.problem = state, 0, now(), None, []
    for name in COUNTS:
        setattr(run, name, 0)
    session.flush()
    if state is ImportState.LOADING:
        record(session, actor=actor, action="positions.import_started", entity="position_import", entity_id=run.id)
    if by_job:
        ask(session, run)


def ask(session: Session, run: ImportRun, *, again: bool = False) -> None:
    """Ask for the next slice of a run; `again` asks even if it was asked for before and given up."""
    key = f"{KIND}:{run.id}:{run.state.value}:{run.touched_at.timestamp():.6f}:{run.rows_done}"
    enqueue(session, KIND, f"{key}:{uuid4().hex}" if again else key, {"run_id": str(run.id), "state": run.state.value})


def actor_of_run(session: Session, run: ImportRun) -> Actor:
    """Return who started a run, with what they may do today; raise Refused if they may import no more."""
    user = session.get_one(UserAccount, run.created_by_id)
    actor = actor_of(user)
    if not (user.active and actor.may(Permission.POSITION_WRITE) and actor.org_id == run.org_id):
        raise Refused(message(N_("Whoever started this import may no longer take in positions.")))
    return actor


def mapping_of(run: ImportRun, table: Table) -> ColumnMapping:
    """Return how the rows of a run are read; the system of a map file outranks the one chosen for the rest."""
    defaults = Defaults(**run.defaults)
    if table.system:
        told = {"system": table.system, "lon0": table.lon0, "zone": table.zone}
        defaults = Defaults(**{**asdict(defaults), **told})
    return ColumnMapping(dict(run.columns), table.has_places, table.loses_zeros, defaults)


def mapped(table: Table, mapping: ColumnMapping) -> Iterator[Raw]:
    """Yield the rows of a file under the names of the fields."""
    for line, raw in table.rows:
        yield line, mapping.row(raw)


def advance(
    session: Session, *, run: ImportRun, actor: Actor, path: Path, province: Province, most_s: float = SLICE_S,
    after_chunk: Callable[[], None] = lambda: None,
) -> bool:  # fmt: skip
    """Check or load the next rows for about `most_s` seconds; return whether the end was reached.

    Rows and the place reached are written in one transaction, which the caller commits: killed in between, the same
    rows are taken again, once. A file that turns out unreadable half-way ends the run with the reason.
    """
    until = time.monotonic() + most_s
    try:
        table = open_table(path, run.kind, run.layer)
        rows = islice(mapped(table, mapping_of(run, table)), run.rows_done, None)
        while chunk := list(islice(rows, CHUNK)):
            _take(session, run, actor, chunk, province)
            after_chunk()
            if time.monotonic() > until:
                return False
    except Refused as refused:
        _tell(session, run)
        _end(run, ImportState.FAILED, refused.reasons)
    else:
        _tell(session, run)
        run.rows_total = run.rows_done
        _end(run, ImportState.CHECKED if run.state is ImportState.CHECKING else ImportState.DONE)
    session.flush()
    return True


def _take(session: Session, run: ImportRun, actor: Actor, chunk: list[Raw], province: Province) -> None:
    report, words = PositionImport(), {line: row["text"][:LONGEST_KEPT] for line, row in chunk}
    on_trial = run.state is ImportState.CHECKING
    take_chunk(session, actor=actor, rows=chunk, province=province, report=report, on_trial=on_trial)
    if report.refused:
        refused = [
            {"run_id": run.id, "line": line, "words": words[line], "reasons": [kept(one) for one in reasons]}
            for line, reasons in report.refused
        ]
        session.execute(insert(ImportRefusal), refused)
    if not on_trial:
        audit(session, actor=actor, entity_id=run.id, added=report.added)
    for name in COUNTS:
        more = len(report.refused) if name == "refused" else getattr(report, name)
        setattr(run, name, getattr(run, name) + more)
    run.rows_done += len(chunk)
    run.touched_at = now()
    session.flush()


def _tell(session: Session, run: ImportRun) -> None:
    """Say once, at the end of a run that loaded reports, which cases they are of; of other cases too is no harm."""
    if run.state is not ImportState.LOADING or not run.added:
        return
    loaded = (
        select(PositionReport.case_id)
        .where(PositionReport.created_at >= run.created_at, PositionReport.org_id == run.org_id)
        .where(PositionReport.import_key.is_not(None), PositionReport.case_id.is_not(None))
    )
    reports_changed.send(session=session, case_ids=list(session.scalars(loaded.distinct())))


def _end(run: ImportRun, state: ImportState, reasons: tuple[Message, ...] = ()) -> None:
    run.state, run.problem = state, [kept(one) for one in reasons]
    run.touched_at = now()
    run.finished_at = now() if state is not ImportState.CHECKED else None


def kept(sentence: Message) -> dict[str, Any]:
    """Return a sentence as JSON keeps it."""
    return {"msgid": sentence.msgid, "params": {name: str(value) for name, value in sentence.params.items()}}


def path_of_run(files: Path, run: ImportRun) -> Path:
    """Return where the bytes of a run's file lie."""
    return path_of(import_root(files), run.sha256)
