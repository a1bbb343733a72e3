"""Files for and from other programs: control points, the drawing on the ground, the traced marks."""

from uuid import UUID

from flask import Response, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused
from gis_case.geo.errors import CoordinateError
from gis_case.sketchmaps import exchange
from gis_case.sketchmaps.forms import MapPointsFileForm
from gis_case.sketchmaps.models import MapFit, SourceMap, WorkState
from gis_case.sketchmaps.queries import get_fit, traced_of
from gis_case.sketchmaps.rules import BEST, PointsError
from gis_case.sketchmaps.services import save_points
from gis_case.sketchmaps.store import warped_of
from gis_case.sketchmaps.views.base import blueprint, reasons, root, shown_map, size_of


def _file(body: str | bytes, name: str, mimetype: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, mimetype=mimetype, headers=headers)


def _asked(map_id: UUID, number: int, kind: str) -> tuple[SourceMap, MapFit]:
    sheet = shown_map(map_id)
    one = get_fit(db.session, sheet, number)
    note("map.exported", "source_map", sheet.id, kind=kind, fit=number)
    return sheet, one


@blueprint.get("/<uuid:map_id>/lan/<int:number>/diem.points")
@requires(Permission.EXPORT)
def points_qgis(map_id: UUID, number: int) -> ResponseReturnValue:
    """Give the control points for QGIS."""
    sheet, one = _asked(map_id, number, "qgis")
    return _file(exchange.as_qgis(one, size_of(sheet)), f"diem-{number}.points", "text/csv")


@blueprint.get("/<uuid:map_id>/lan/<int:number>/diem.txt")
@requires(Permission.EXPORT)
def points_gdal(map_id: UUID, number: int) -> ResponseReturnValue:
    """Give the control points as options of gdal_translate."""
    sheet, one = _asked(map_id, number, "gdal")
    return _file(exchange.as_gdal(one, size_of(sheet)), f"diem-{number}.txt", "text/plain")


@blueprint.get("/<uuid:map_id>/lan/<int:number>/chu-thich.json")
@requires(Permission.EXPORT)
def annotation(map_id: UUID, number: int) -> ResponseReturnValue:
    """Give the control points as a IIIF georeference annotation."""
    sheet, one = _asked(map_id, number, "iiif")
    own = url_for("sketchmaps.annotation", map_id=map_id, number=number, _external=True)
    image = url_for("sketchmaps.original", map_id=map_id, _external=True)
    body = exchange.as_annotation(one, size_of(sheet), image_id=image, annotation_id=own)
    return _file(body, f"chu-thich-{number}.json", "application/ld+json")


@blueprint.get("/<uuid:map_id>/lan/<int:number>/ban-do.tif")
@requires(Permission.EXPORT)
def geotiff(map_id: UUID, number: int) -> ResponseReturnValue:
    """Give the drawing on the ground as a Cloud-Optimized GeoTIFF."""
    _, one = _asked(map_id, number, "geotiff")
    path = warped_of(root(), one.id)
    if one.warp_state is not WorkState.READY or not path.exists():
        raise NotFound
    answer = send_file(path, mimetype="image/tiff", as_attachment=True, download_name=f"ban-do-{number}.tif")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/<uuid:map_id>/doi-tuong.gpkg")
@requires(Permission.EXPORT)
def geopackage(map_id: UUID) -> ResponseReturnValue:
    """Give the traced marks as a GeoPackage."""
    sheet = shown_map(map_id)
    traced = traced_of(db.session, sheet)
    if not traced:
        raise NotFound
    note("map.exported", "source_map", sheet.id, kind="geopackage", count=len(traced))
    return _file(exchange.as_geopackage(sheet, traced), "doi-tuong.gpkg", "application/geopackage+sqlite3")


@blueprint.post("/<uuid:map_id>/diem")
@requires(Permission.POSITION_WRITE)
def take_points(map_id: UUID) -> ResponseReturnValue:
    """Take control points from a file as a new version; those before stay."""
    sheet, form = shown_map(map_id), MapPointsFileForm()
    said: list[str] = []
    if form.validate_on_submit():
        try:
            points, model = exchange.points_in(form.file.data.stream.read(), size_of(sheet))
            seen = sheet.version
            one = save_points(
                db.session, actor=current_actor(), sheet=sheet, points=points, model=model or BEST, rough=False,
                seen_version=seen,
            )  # fmt: skip
            db.session.commit()
        except CoordinateError as error:
            said = [gettext(error.msgid, **error.params)]
        except (PointsError, Refused) as error:
            said = reasons(error)
        else:
            _tell(len(points), one)
    for sentence in (*said, *[str(one) for one in form.file.errors]):
        flash(sentence, "error")
    return redirect(url_for("sketchmaps.align", map_id=map_id))


def _tell(count: int, one: MapFit | None) -> None:
    if one:
        words = gettext("%(count)s points taken from the file, kept as fit %(fit)s.", count=count, fit=one.number)
        flash(words, "success")
    else:
        flash(gettext("%(count)s points taken from the file. They do not lay the drawing yet.", count=count), "warning")
