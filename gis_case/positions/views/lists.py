"""The list of reports, and its exports."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.cases.views.base import asked_id, asked_words
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.i18n import say
from gis_case.core.paging import paginate
from gis_case.positions.communes import Lying, commune_columns, lies_in
from gis_case.positions.exports import FORMATS, write_export
from gis_case.positions.models import PositionStatus, SourceKind
from gis_case.positions.queries import ORDERS, PositionFilter, positions_matching
from gis_case.positions.views.base import blueprint
from gis_case.positions.words import SOURCES, STATUSES, commune_words

YES_NO = {"yes": True, "no": False}


def asked() -> tuple[PositionFilter, dict[str, Any]]:
    """Return what the query narrows the list by, and the query as links keep it."""
    statuses = tuple(one for one in PositionStatus if one.value in request.args.getlist("status"))
    sources = tuple(one for one in SourceKind if one.value in request.args.getlist("source"))
    linked, placed = (request.args.get(name, "") for name in ("linked", "placed"))
    sort, commune = request.args.get("sort", ""), asked_id("commune")
    wanted = PositionFilter(
        words=asked_words(),
        statuses=statuses,
        source_kinds=sources,
        linked=YES_NO.get(linked),
        placed=YES_NO.get(placed),
        commune_id=commune,
        sort=sort if sort in ORDERS else "newest",
    )
    kept = {
        "q": wanted.words,
        "status": [one.value for one in statuses],
        "source": [one.value for one in sources],
        "linked": linked if linked in YES_NO else None,
        "placed": placed if placed in YES_NO else None,
        "commune": commune,
        "sort": sort if sort in ORDERS else None,
    }
    return wanted, {name: value for name, value in kept.items() if value}


@blueprint.get("/toa-do")
@requires(Permission.POSITION_READ)
def index() -> ResponseReturnValue:
    """List the reports one may read."""
    actor, (wanted, kept) = current_actor(), asked()
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    listed = positions_matching(actor, wanted).outerjoin(Lying, lies_in(actor)).add_columns(*commune_columns(actor))
    page = paginate(db.session, listed, number=number, size=size, rows=True)
    if page.items and actor.may(Permission.EXACT_POINTS):
        note("position.listed", "position_report", "list", count=len(page.items))
    return render_template(
        "positions/index.html",
        page=page,
        wanted=wanted,
        args={**kept, "size": size} if size == page.size != 25 else kept,
        export={name: value for name, value in kept.items() if name != "sort"},
        narrowed=bool(kept.keys() - {"sort"}),
        sources=SOURCES,
        statuses=STATUSES,
        communes=_communes(),
        lies_in=commune_words,
        spoken=lambda words: [(key.value, say(sentence)) for key, sentence in words.items()],
    )


def _communes() -> list[tuple[int, str]]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.kind == OrgKind.COMMUNE)
    return [(row.id, row.name) for row in db.session.execute(statement.order_by(Organisation.name))]


@blueprint.get("/toa-do/xuat.<any(csv, geojson, gpx, kml, gpkg):suffix>")
@requires(Permission.EXPORT)
def export(suffix: str) -> ResponseReturnValue:
    """Write the list, narrowed as on the page, as a file; it is whole before the first byte leaves."""
    actor, (wanted, kept) = current_actor(), asked()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{suffix}"
        count = write_export(db.session, actor=actor, wanted=wanted, suffix=suffix, path=path)
        file = path.open("rb")
    note("position.exported", "position_report", suffix, count=count, narrowed=sorted(kept))
    named = {"Content-Disposition": f'attachment; filename="toa-do-{today().isoformat()}.{suffix}"'}
    answer = Response(_parts(file), mimetype=FORMATS[suffix].media_type, headers=named | {"Cache-Control": "no-store"})
    answer.call_on_close(file.close)
    return answer


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(1 << 16):
            yield part
