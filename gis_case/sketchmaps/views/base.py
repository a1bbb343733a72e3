"""The blueprint of the maps' pages, and what its parts share."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request, send_file
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused
from gis_case.core.i18n import say
from gis_case.core.text import N_, message
from gis_case.sketchmaps.models import MapFit, SourceMap, WorkState
from gis_case.sketchmaps.queries import get_map
from gis_case.sketchmaps.rules import PointsError
from gis_case.sketchmaps.store import derived_of, folder_of

blueprint = Blueprint("sketchmaps", __name__, url_prefix="/ban-do-ve-tay")

# Pictures never change under their address: the browser keeps them, but asks whether it still may see them.
KEPT = "private, max-age=0, must-revalidate"


def root() -> Path:
    """Return where the files of maps lie."""
    return folder_of(current_app.config["FILES"])


def readable(map_id: UUID) -> SourceMap:
    """Return the map if the present actor may read it; otherwise the page is not found."""
    return get_map(db.session, current_actor(), map_id)


def shown_map(map_id: UUID) -> SourceMap:
    """Return a readable map whose pictures are made."""
    sheet = readable(map_id)
    if sheet.state is not WorkState.READY:
        raise NotFound
    return sheet


def pictures_of(sheet: SourceMap) -> Path:
    """Return the folder of the pictures of a map."""
    return derived_of(root(), sheet.sha256, sheet.page)


def picture(path: Path, etag: str, mimetype: str = "image/jpeg") -> ResponseReturnValue:
    """Give a picture that never changes; a browser that has it is told so without its bytes."""
    if request.if_none_match.contains(etag):
        answer = Response(status=304)
    elif path.exists():
        answer = send_file(path, mimetype=mimetype, etag=False)
    else:
        raise NotFound
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = KEPT
    return answer


def size_of(sheet: SourceMap) -> tuple[int, int]:
    """Return width and height of a map whose pictures are made."""
    return sheet.width_px or 1, sheet.height_px or 1


def sent() -> dict[str, Any]:
    """Return the JSON object that a script of ours has sent."""
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Refused(
            message(N_("What was sent could not be read. Open the page again; what was kept before is still there."))
        )
    return found


def reasons(error: Refused | PointsError) -> list[str]:
    """Return why something was refused, in the reader's language."""
    return [say(error.reason)] if isinstance(error, PointsError) else [say(one) for one in error.reasons]


def fit_said(one: MapFit) -> dict[str, Any]:
    """Return what the scripts need to know of a kept fit."""
    return {"number": one.number, "model": one.model, "rough": one.rough, "r95_m": one.r95_m, "bounds": one.bounds}
