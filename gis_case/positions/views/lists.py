"""The list of reports, and its exports."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, select

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.cases.views.base import asked_id, asked_words
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.csvfile import written
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.i18n import say
from gis_case.core.paging import paginate
from gis_case.core.text import N_, message
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.positions.queries import ORDERS, PositionFilter, positions_matching
from gis_case.positions.views.base import blueprint
from gis_case.positions.words import SOURCES, STATUSES

MOST_EXPORTED = 200_000
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
    page = paginate(db.session, positions_matching(actor, wanted), number=number, size=size, rows=True)
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
        spoken=lambda words: [(key.value, say(sentence)) for key, sentence in words.items()],
    )


def _communes() -> list[tuple[int, str]]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.kind == OrgKind.COMMUNE)
    return [(row.id, row.name) for row in db.session.execute(statement.order_by(Organisation.name))]


def _rows(actor: Actor, wanted: PositionFilter, kind: str) -> list[Row[Any]]:
    """Return the rows of an export, and write down that they were taken out."""
    found = db.session.execute(positions_matching(actor, wanted).limit(MOST_EXPORTED + 1)).all()
    if len(found) > MOST_EXPORTED:
        raise Refused(message(N_("More than %(most)s reports: narrow the list before exporting."), most=MOST_EXPORTED))
    note("position.exported", "position_report", kind, count=len(found))
    return list(found)


def exported(row: Row[Any]) -> dict[str, Any]:
    """Return one report under the names of Darwin Core where it has one; lengths in metres, degrees on WGS 84."""
    report: PositionReport = row.PositionReport
    return {
        "id": str(report.id),
        "caseNumber": row.case_number or "",
        "status": report.status.value,
        "sourceKind": report.source_kind.value,
        "verbatimCoordinates": report.verbatim,
        "subject": report.subject,
        "decimalLatitude": row.lat,
        "decimalLongitude": row.lon,
        "geodeticDatum": "EPSG:4326" if row.lat is not None else "",
        "coordinateUncertaintyInMeters": report.r_max_m,
        "r95_m": report.r95_m,
        "verbatimSRS": report.system,
        "systemStated": report.system_stated,
        "operation": f"EPSG:{report.op_code}" if report.op_code else "",
        "epsgDatasetVersion": report.epsg_db_version,
        "outsideVietnam": report.outside_vietnam,
        "givenOn": report.given_on.isoformat() if report.given_on else "",
        "recordedAt": report.created_at.isoformat(timespec="seconds"),
        "isDemonstration": report.is_demo,
    }


def _named(suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="toa-do-{today().isoformat()}.{suffix}"'}


@blueprint.get("/toa-do/xuat.csv")
@requires(Permission.EXPORT)
def export_csv() -> ResponseReturnValue:
    """Write the list, narrowed as on the page, as a table."""
    rows = [exported(row) | _spoken(row) for row in _rows(current_actor(), asked()[0], "csv")]
    header = list(rows[0]) if rows else ["id"]
    body = written(header, ([_cell(value) for value in row.values()] for row in rows))
    return Response(body, mimetype="text/csv", headers=_named("csv"))


def _spoken(row: Row[Any]) -> dict[str, str]:
    """A spreadsheet is read by people: codes become words."""
    report: PositionReport = row.PositionReport
    return {"status": say(STATUSES[report.status]), "sourceKind": say(SOURCES[report.source_kind])}


def _cell(value: Any) -> Any:
    """Numbers keep their point and are no formulas; text is guarded where it is written."""
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


@blueprint.get("/toa-do/xuat.geojson")
@requires(Permission.EXPORT)
def export_geojson() -> ResponseReturnValue:
    """Write the list, narrowed as on the page, for a geographic information system."""
    rows = _rows(current_actor(), asked()[0], "geojson")
    body = '{"type": "FeatureCollection", "features": [' + ",\n".join(_features(rows)) + "]}"
    return Response(body, mimetype="application/geo+json", headers=_named("geojson"))


def _features(rows: list[Row[Any]]) -> Iterator[str]:
    for row in rows:
        point = {"type": "Point", "coordinates": [row.lon, row.lat]} if row.lon is not None else None
        one = {"type": "Feature", "id": str(row.PositionReport.id), "geometry": point, "properties": exported(row)}
        yield json.dumps(one, ensure_ascii=False, allow_nan=False)
