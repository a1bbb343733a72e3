"""Import a file of positions: send it, name its columns, look at what would become of it, load it, keep the report."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.utils import cached_property

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.calibrations.queries import active_shifts
from gis_case.cases.views.base import settings
from gis_case.core.actor import Permission
from gis_case.core.clock import now
from gis_case.core.csvfile import written
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused
from gis_case.core.files import publish, receive_any
from gis_case.core.forms import named
from gis_case.core.i18n import say
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt
from gis_case.core.tables import Table, judged, layers_of, open_table
from gis_case.positions.import_forms import MappingForm, UploadForm
from gis_case.positions.mapping import ColumnMapping, Defaults, guess
from gis_case.positions.models import ImportRefusal, ImportRun, ImportState
from gis_case.positions.queries import names_of
from gis_case.positions.rows import Province, judge
from gis_case.positions.rules import told_note
from gis_case.positions.runs import (
    RUNNING,
    add_run,
    ask,
    begin,
    get_run,
    import_root,
    last_mapping,
    map_columns,
    mapping_of,
    path_of_run,
)
from gis_case.positions.views.base import blueprint
from gis_case.positions.words import IMPORT_STATES, system_label

PREVIEWED, MOST_SHOWN = 8, 100
# A slice takes a few seconds; after so long without a word the worker that had it is gone.
SILENT = timedelta(minutes=2)


@blueprint.get("/toa-do/nhap")
@requires(Permission.POSITION_WRITE)
def imports() -> ResponseReturnValue:
    """Ask for a file, and list those imported before."""
    return _imports(UploadForm())


def _imports(form: UploadForm) -> str:
    runs = select(ImportRun).where(ImportRun.org_id == current_actor().org_id).order_by(ImportRun.created_at.desc())
    page = paginate(db.session, runs, number=request.args.get("page", 1, type=int))
    names = names_of(db.session, *(run.created_by_id for run in page.items))
    return render_template(
        "positions/imports.html",
        form=form,
        page=page,
        names=names,
        states=IMPORT_STATES,
        most_mb=settings().max_upload_mb,
    )


@blueprint.post("/toa-do/nhap")
@requires(Permission.POSITION_WRITE)
def import_upload() -> ResponseReturnValue:
    """Keep a file, and go on to its columns."""
    form, made = UploadForm(), list[ImportRun]()

    def act() -> None:
        upload: FileStorage = form.file.data
        name, root = named(upload.filename or ""), import_root(current_app.config["FILES"])
        kind = judged(name)
        file = receive_any(upload.stream, root=root, name=name)
        try:
            layers_of(file.draft, kind)
            made.append(add_run(db.session, actor=current_actor(), file=file, kind=kind))
            publish(file, root)
        finally:
            file.discard()

    if not form.validate_on_submit() or not attempt(form, act):
        return _imports(form), 422
    return redirect(url_for("positions.import_show", run_id=made[0].id))


class Sheet:
    """One run's file as its page shows it: layers, the mapping so far, the first rows and how they would be read."""

    def __init__(self, run: ImportRun, layer: str) -> None:
        self.run = run
        self.path = path_of_run(current_app.config["FILES"], run)
        if not self.path.exists():
            raise NotFound
        self.layers = layers_of(self.path, run.kind)
        self.layer = layer if layer in self.layers else run.layer or self.layers[0]

    @cached_property
    def table(self) -> Table:
        """The rows of the layer."""
        return open_table(self.path, self.run.kind, self.layer)

    def form(self) -> MappingForm:
        """The form with what was said before, or else what can be guessed."""
        if self.run.columns or self.run.defaults:
            columns, stated = dict(self.run.columns), Defaults(**self.run.defaults)
        else:
            columns = last_mapping(db.session, current_actor(), self.table.columns, self.run.id) or guess(
                self.table.columns, has_places=self.table.has_places
            )
            stated = Defaults()
        data = columns | {
            "layer": self.layer,
            "all_source_kind": stated.source_kind,
            "all_system": stated.system or None,
            "all_lon0": stated.lon0,
            "all_case_number": stated.case_number,
        }
        return MappingForm(data=data, table=self.table, layers=self.layers, none=gettext("no column"))

    def preview(self, columns: dict[str, str], defaults: Defaults) -> list["Previewed"]:
        """The first rows, and what each would be read as."""
        table = open_table(self.path, self.run.kind, self.layer)
        run = ImportRun(columns=columns, defaults=vars_of(defaults))
        mapping: ColumnMapping = mapping_of(run, table)
        rows = [(line, mapping.row(raw)) for line, raw in islice(table.rows, PREVIEWED)]
        here = settings()
        verdicts = judge(
            [row for _, row in rows], Province(here.province_name, here.province_lon0, active_shifts(db.session))
        )
        return [
            Previewed(line, row["text"], verdicts.taken.get(at), verdicts.refused.get(at, []))
            for at, (line, row) in enumerate(rows)
        ]


def vars_of(defaults: Defaults) -> dict[str, Any]:
    """Return defaults as a run keeps them."""
    return {name: getattr(defaults, name) for name in Defaults.__slots__}


@dataclass(frozen=True, slots=True)
class Previewed:
    """One of the first rows: its number, its words, and what they were read as or why not."""

    line: int
    words: str
    taken: Any
    refused: list[Any]


@blueprint.get("/toa-do/nhap/<uuid:run_id>")
@requires(Permission.POSITION_WRITE)
def import_show(run_id: UUID) -> ResponseReturnValue:
    """Show how far an import is: its columns, what would become of it, how it goes on, or its report."""
    run = get_run(db.session, current_actor(), run_id)
    if run.state is ImportState.RECEIVED or (run.state is ImportState.CHECKED and request.args.get("columns")):
        sheet = Sheet(run, request.args.get("layer", ""))
        return _mapping(sheet, sheet.form())
    return render_template("positions/import_report.html", **_report(run))


def _mapping(sheet: Sheet, form: MappingForm) -> str:
    page = {"run": sheet.run, "form": form, "sheet": sheet, "system_label": system_label}
    try:
        rows = sheet.preview(form.columns(), form.defaults())
    except Refused as refused:
        return render_template("positions/import_columns.html", rows=[], reasons=refused.reasons, **page)
    return render_template("positions/import_columns.html", rows=rows, **page)


def _report(run: ImportRun) -> dict[str, Any]:
    refused = select(ImportRefusal).where(ImportRefusal.run_id == run.id).order_by(ImportRefusal.line)
    is_running = run.state in RUNNING
    return {
        "run": run,
        "refused": [] if is_running else db.session.scalars(refused.limit(MOST_SHOWN)).all(),
        "most": MOST_SHOWN,
        "running": is_running,
        "silent": is_running and now() - run.touched_at > SILENT,
        "states": IMPORT_STATES,
        "names": names_of(db.session, run.created_by_id),
        "told": told_note,
    }


@blueprint.post("/toa-do/nhap/<uuid:run_id>/cot")
@requires(Permission.POSITION_WRITE)
def import_columns(run_id: UUID) -> ResponseReturnValue:
    """Take the columns as said: show how the first rows read, or check the whole file."""
    run = get_run(db.session, current_actor(), run_id)
    sheet = Sheet(run, request.form.get("layer", ""))
    form = MappingForm(table=sheet.table, layers=sheet.layers, none=gettext("no column"))

    def act() -> None:
        columns, defaults = form.columns(), form.defaults()
        map_columns(db.session, run=run, table=sheet.table, columns=columns, defaults=defaults, layer=sheet.layer)
        if request.form.get("act") == "check":
            begin(db.session, actor=current_actor(), run=run, state=ImportState.CHECKING)

    if not form.validate_on_submit() or not attempt(form, act):
        return _mapping(Sheet(get_run(db.session, current_actor(), run_id), sheet.layer), form), 422
    return redirect(url_for("positions.import_show", run_id=run_id))


@blueprint.post("/toa-do/nhap/<uuid:run_id>/nap")
@requires(Permission.POSITION_WRITE)
def import_start(run_id: UUID) -> ResponseReturnValue:
    """Load what was checked."""
    run = get_run(db.session, current_actor(), run_id)
    begin(db.session, actor=current_actor(), run=run, state=ImportState.LOADING)
    db.session.commit()
    flash(gettext("The import has begun. You may leave this page; it goes on."), "success")
    return redirect(url_for("positions.import_show", run_id=run_id))


@blueprint.post("/toa-do/nhap/<uuid:run_id>/tiep")
@requires(Permission.POSITION_WRITE)
def import_go_on(run_id: UUID) -> ResponseReturnValue:
    """Ask again for the next rows of an import that has fallen silent."""
    run = get_run(db.session, current_actor(), run_id)
    if run.state in RUNNING:
        ask(db.session, run, again=True)
        db.session.commit()
    return redirect(url_for("positions.import_show", run_id=run_id))


@blueprint.get("/toa-do/nhap/<uuid:run_id>/tien-do.json")
@requires(Permission.POSITION_WRITE)
def import_progress(run_id: UUID) -> ResponseReturnValue:
    """Tell the script of the page how far it is."""
    run = get_run(db.session, current_actor(), run_id)
    html = render_template("positions/_import_progress.html", **_report(run))
    return jsonify(state=run.state.value, running=run.state in RUNNING, html=html)


@blueprint.get("/toa-do/nhap/<uuid:run_id>/tu-choi.csv")
@requires(Permission.POSITION_WRITE)
def import_refused(run_id: UUID) -> ResponseReturnValue:
    """Give the refused rows as a table, to be corrected and imported again."""
    run = get_run(db.session, current_actor(), run_id)
    refused = select(ImportRefusal).where(ImportRefusal.run_id == run.id).order_by(ImportRefusal.line)
    header = [gettext("Line no."), gettext("Words as given"), gettext("Why")]
    rows = [
        (one.line, one.words, " ".join(say(told_note(reason)) for reason in one.reasons))
        for one in db.session.scalars(refused)
    ]
    note("position.refused_rows_read", "position_import", run.id, count=len(rows))
    disposition = {"Content-Disposition": f'attachment; filename="tu-choi-{run.id.hex[:8]}.csv"'}
    return Response(written(header, rows), mimetype="text/csv", headers=disposition)
