"""`gis-case positions …`: position reports from files, and into files."""

import json
from dataclasses import asdict, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.app import create_app
from gis_case.audit.services import record
from gis_case.calibrations.queries import active_shifts
from gis_case.cli.acting import acting
from gis_case.cli.installation import installation
from gis_case.cli.working import working_engine, working_session
from gis_case.core.actor import WORKER, Actor, Permission
from gis_case.core.db import open_session
from gis_case.core.files import Received, publish, receive_any
from gis_case.core.tables import judged, open_table
from gis_case.geo.systems import SYSTEMS, TM3_EPSG, tm3_for_province
from gis_case.local.errors import ServiceError
from gis_case.positions.exports import FORMATS, write_export
from gis_case.positions.mapping import Defaults, checked, from_words, guess
from gis_case.positions.models import ImportRefusal, ImportRun, ImportState, PositionStatus, SourceKind
from gis_case.positions.queries import PositionFilter
from gis_case.positions.rows import Province
from gis_case.positions.runs import add_run, advance, begin, import_root

MOST_SHOWN = 200
SOURCES, STATUSES = [kind.value for kind in SourceKind], [status.value for status in PositionStatus]
MERIDIANS = [f"{one:g}" for one in sorted(TM3_EPSG)]


@click.group()
def positions() -> None:
    """Position reports."""


def _province(name: str) -> Province:
    zones = tm3_for_province(name)
    if not zones:
        raise ServiceError(f"There is no province {name}.")
    return Province(name, zones[0].lon0)


@positions.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "email", required=True, help="In whose name, and that of whose organisation.")
@click.option("--map", "words", multiple=True, metavar="FIELD=COLUMN", help="text=Tọa độ, first=Vĩ độ, informant=…")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A mapping saved before.")
@click.option("--save-mapping", type=click.Path(dir_okay=False, path_type=Path), help="Keep the mapping for next time.")
@click.option("--layer", default="", help="Sheet or layer, where a file has several.")
@click.option("--system", default="", type=click.Choice(["", *SYSTEMS]), help="System of rows that state none.")
@click.option(
    "--lon0", type=click.Choice([f"{one:g}" for one in sorted(TM3_EPSG)]), help="VN-2000 meridian of such rows."
)
@click.option("--province", help="Province whose meridian is meant where none is stated.")
@click.option("--case", "case_number", default="", help="Case of rows that name none.")
@click.option("--source-kind", default="gnss", type=click.Choice(SOURCES), help="How such rows are known.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row; write nothing.")
def import_file(*, file: Path, email: str, dry_run: bool, province: str | None, **how: Any) -> None:
    """Load position reports from FILE: CSV, XLSX, GPX, KML, KMZ or GPKG.

    A row that fails is named, the others load. Interrupted, the same command goes on where it stopped; the same rows
    again change nothing.
    """
    settings = installation().settings
    here = _province(province) if province else Province(settings.province_name, settings.province_lon0)
    with working_session() as session:
        actor = acting(session, email, Permission.POSITION_WRITE)
        here = replace(here, shifts=active_shifts(session))
        run, path = _run(session, actor, file, settings.files, dry_run=dry_run, **how)

        def after_chunk() -> None:
            click.echo(f"{run.rows_done} rows read …", err=True)
            if not dry_run:
                session.commit()

        end = advance(
            session, run=run, actor=actor, path=path, province=here, most_s=float("inf"), after_chunk=after_chunk
        )
        show(session, run, dry_run=dry_run)
        failed = not end or run.state is ImportState.FAILED
        (session.rollback if dry_run else session.commit)()
    if failed:
        raise click.exceptions.Exit(1)


def _run(
    session: Session,
    actor: Actor,
    file: Path,
    files: Path,
    *,
    dry_run: bool,
    words: tuple[str, ...],
    mapping: Path | None,
    save_mapping: Path | None,
    layer: str,
    lon0: str | None,
    **defaults: Any,
) -> tuple[ImportRun, Path]:
    """Return the run to go on with, and the file to read."""
    kind = judged(file.name)
    table = open_table(file, kind, layer)
    saved = json.loads(mapping.read_text(encoding="utf-8")) if mapping else {}
    wanted = saved | from_words(words) or guess(table.columns, has_places=table.has_places)
    columns = checked(wanted, table.columns, has_places=table.has_places)
    if save_mapping:
        save_mapping.write_text(json.dumps(columns, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(f"columns: {', '.join(f'{name}={column}' for name, column in columns.items()) or 'places'}", err=True)
    stated = asdict(Defaults(lon0=float(lon0) if lon0 else None, **defaults))
    with file.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
        content.seek(0)
        before = None if dry_run else _interrupted(session, actor, digest, layer, columns, stated)
        if before is not None:
            click.echo(f"going on after {before.rows_done} rows …", err=True)
            return before, file
        size = file.stat().st_size
        received = Received(file, digest, size, file.name) if dry_run else receive_any(
            content, root=import_root(files), name=file.name
        )  # fmt: skip
    if not dry_run:
        publish(received, import_root(files))
    run = add_run(session, actor=actor, file=received, kind=kind, layer=layer)
    run.columns, run.defaults = columns, stated
    session.flush()
    begin(session, actor=actor, run=run, state=ImportState.CHECKING if dry_run else ImportState.LOADING, by_job=False)
    if not dry_run:
        session.commit()
    return run, file


def _interrupted(
    session: Session, actor: Actor, digest: str, layer: str, columns: dict[str, str], stated: dict[str, Any]
) -> ImportRun | None:
    """Return a run of the same file, read the same way, that did not come to its end."""
    runs = session.scalars(
        select(ImportRun)
        .where(ImportRun.org_id == actor.org_id, ImportRun.sha256 == digest, ImportRun.state == ImportState.LOADING)
        .order_by(ImportRun.created_at.desc())
    )
    return next((run for run in runs if (run.layer, run.columns, run.defaults) == (layer, columns, stated)), None)


def show(session: Session, run: ImportRun, *, dry_run: bool) -> None:
    """Print what became of a file."""
    verb = "to add" if dry_run else "added"
    click.echo(
        f"read {run.rows_done}, {verb} {run.added}, known already {run.known}, without a point {run.without_point},"
        f" ambiguous {run.ambiguous}, refused {run.refused}"
    )
    for reason in run.problem:
        click.echo(f"the file: {reason['msgid'] % reason['params']}")
    refused = session.scalars(
        select(ImportRefusal).where(ImportRefusal.run_id == run.id).order_by(ImportRefusal.line).limit(MOST_SHOWN)
    )
    for one in refused:
        reasons = "; ".join(reason["msgid"] % reason["params"] for reason in one.reasons)
        click.echo(f"  line {one.line}: {reasons}")
    if run.refused > MOST_SHOWN:
        click.echo(f"  … and {run.refused - MOST_SHOWN} more")


@positions.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--user", "email", required=True, help="Who takes the reports out: what they may read is written.")
@click.option("--words", default="", help="Only reports with these words.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES))
@click.option("--source-kind", "source_kinds", multiple=True, type=click.Choice(SOURCES))
@click.option("--placed/--not-placed", default=None, help="Only with, or only without a point.")
@click.option("--linked/--not-linked", default=None, help="Only in a case, or in none.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", help="Of the words in the file.")
def export_file(*, file: Path, email: str, language: str, **narrowing: Any) -> None:
    """Write position reports to FILE: .csv, .geojson, .gpx, .kml or .gpkg."""
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise ServiceError(f"Name the file with one of: {', '.join(f'.{name}' for name in FORMATS)}")
    if file.exists():
        raise ServiceError(f"{file} is there already.")
    statuses = tuple(PositionStatus(one) for one in narrowing.pop("statuses"))
    kinds = tuple(SourceKind(one) for one in narrowing.pop("source_kinds"))
    wanted = PositionFilter(statuses=statuses, source_kinds=kinds, **narrowing)
    app = create_app(installation().settings)
    with working_engine() as engine, app.test_request_context(), force_locale(language):
        with open_session(engine, WORKER) as session:
            actor = acting(session, email, Permission.EXPORT)
        with open_session(engine, actor.identity()) as session:
            count = write_export(session, actor=actor, wanted=wanted, suffix=suffix, path=file)
            record(
                session,
                actor=actor,
                action="position.exported",
                entity="position_report",
                entity_id=suffix,
                count=count,
            )
            session.commit()
    click.echo(f"{count} reports")
