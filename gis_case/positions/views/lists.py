"""The list of reports, and its exports."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core.actor import Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.paging import paginate
from gis_case.positions.communes import Lying, commune_columns, lies_in
from gis_case.positions.exports import FORMATS, write_export
from gis_case.positions.queries import positions_matching
from gis_case.positions.views.asked import choices, read_filter
from gis_case.positions.views.base import blueprint
from gis_case.positions.words import SOURCES, commune_words


@blueprint.get("/toa-do")
@requires(Permission.POSITION_READ)
def index() -> ResponseReturnValue:
    """List the reports one may read."""
    actor, asked = current_actor(), read_filter(request.args)
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    listed = positions_matching(actor, asked.wanted)
    listed = listed.outerjoin(Lying, lies_in(actor)).add_columns(*commune_columns(actor))
    page = paginate(db.session, listed, number=number, size=size, rows=True)
    if page.items and actor.may(Permission.EXACT_POINTS):
        note("position.listed", "position_report", "list", count=len(page.items))
    return render_template(
        "positions/index.html",
        page=page,
        asked=asked,
        args={**asked.kept, "size": size} if size == page.size != 25 else asked.kept,
        without_area={name: value for name, value in asked.kept.items() if name != "area"},
        choices=choices(),
        sources=SOURCES,
        lies_in=commune_words,
    )


@blueprint.get("/toa-do/xuat.<any(csv, geojson, gpx, kml, gpkg):suffix>")
@requires(Permission.EXPORT)
def export(suffix: str) -> ResponseReturnValue:
    """Write the list, narrowed as on the page, as a file; it is whole before the first byte leaves."""
    actor, asked = current_actor(), read_filter(request.args)
    if asked.wrong:
        # A filter that cannot be read must not let out more than was meant: the page says what is wrong.
        return redirect(url_for("positions.index", **request.args.to_dict(flat=False)))  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{suffix}"
        count = write_export(db.session, actor=actor, wanted=asked.wanted, suffix=suffix, path=path)
        file = path.open("rb")
    note("position.exported", "position_report", suffix, count=count, narrowed=sorted(asked.kept))
    named = {"Content-Disposition": f'attachment; filename="toa-do-{today().isoformat()}.{suffix}"'}
    answer = Response(_parts(file), mimetype=FORMATS[suffix].media_type, headers=named | {"Cache-Control": "no-store"})
    answer.call_on_close(file.close)
    return answer


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(1 << 16):
            yield part
