"""Take in a scan: in parts that may be continued after a lost connection, or whole by a plain form."""

from typing import IO, Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from gis_case.access.guards import current_actor, requires
from gis_case.cases.models import Case
from gis_case.cases.queries import get_case
from gis_case.cases.views.base import settings
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused
from gis_case.core.forms import named, read_uuid
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.core.upload_tokens import UploadTokens
from gis_case.core.uploads import add_part, part_of, received_so_far
from gis_case.sketchmaps.forms import NewMapForm
from gis_case.sketchmaps.models import SourceMap
from gis_case.sketchmaps.services import add_map
from gis_case.sketchmaps.store import ENDINGS, TAKEN, received
from gis_case.sketchmaps.views.base import blueprint, root, sent

TOKENS = UploadTokens("map-upload")
MB = 1024 * 1024


def _upload(token: str) -> tuple[UUID, str, int]:
    return TOKENS.read(token, user_id=current_actor().user_id)


@blueprint.post("/tai-len")
@requires(Permission.POSITION_WRITE)
def begin_upload() -> ResponseReturnValue:
    """Begin an upload in parts: what is too large or of a wrong kind is told before a byte is sent."""
    asked = sent()
    name, size = named(str(asked.get("name") or "")), asked.get("size")
    most = settings().max_map_mb
    if not isinstance(size, int) or not 0 < size <= most * MB:
        raise Refused(message(N_("The file must have between 1 byte and %(most)s MB. Scan it smaller."), most=most))
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        kind = N_("Files of the kind “.%(ending)s” are not taken. Taken are: %(kinds)s.")
        raise Refused(message(kind, ending=ending[:12], kinds=TAKEN))
    return {"token": TOKENS.begin(name=name, size=size, user_id=current_actor().user_id), "received": 0}


@blueprint.get("/tai-len/<token>")
@requires(Permission.POSITION_WRITE)
def upload_state(token: str) -> ResponseReturnValue:
    """Tell how much of an upload has come, so that it may be continued."""
    upload_id, _, size = _upload(token)
    return {"received": received_so_far(root(), upload_id), "size": size}


@blueprint.patch("/tai-len/<token>")
@requires(Permission.POSITION_WRITE)
def take_part(token: str) -> ResponseReturnValue:
    """Take one part of an upload; one that came before changes nothing."""
    upload_id, _, size = _upload(token)
    offset = request.args.get("offset", -1, type=int)
    return {"received": add_part(root(), upload_id, offset=offset, part=request.get_data(), size=size), "size": size}


def _case_asked() -> Case | None:
    asked = request.args.get("case") or ""
    case_id = read_uuid(asked)
    if asked and case_id is None:
        raise NotFound
    return get_case(db.session, current_actor(), case_id) if case_id else None


def _page(form: NewMapForm, case: Case | None, status: int = 200) -> ResponseReturnValue:
    here = settings()
    page = {"form": form, "case": case, "most_mb": here.max_map_mb, "plain_mb": here.max_upload_mb}
    return render_template("sketchmaps/new.html", **page), status


@blueprint.get("/them")
@requires(Permission.POSITION_WRITE)
def new() -> ResponseReturnValue:
    """Ask for a drawing."""
    case = _case_asked()
    return _page(NewMapForm().fill(db.session, current_actor(), case and case.id), case)


@blueprint.post("/them")
@requires(Permission.POSITION_WRITE)
def create() -> ResponseReturnValue:
    """Keep a drawing: on the disk and in the list, or in neither."""
    case, actor, added = _case_asked(), current_actor(), []
    form = NewMapForm().fill(db.session, actor, case and case.id)

    def act() -> None:
        source, name = _source(form)
        files = current_app.config["FILES"]
        with received(db.session, files, source, name=name) as file:
            facts: dict[str, Any] = form.facts() | {"page": form.page.data}
            added.append(add_map(db.session, actor=actor, file=file, files=files, case=case, **facts))
            db.session.commit()

    if not form.validate_on_submit() or not attempt(form, act):
        return _page(form, _case_asked(), 422)
    sheet: SourceMap = added[0]
    flash(gettext("The map is kept. It is now being prepared for viewing."), "success")
    return redirect(url_for("sketchmaps.show", map_id=sheet.id))


def _source(form: NewMapForm) -> tuple[IO[bytes] | tuple[UUID, int], str]:
    if form.upload.data:
        upload_id, name, size = _upload(str(form.upload.data))
        if not part_of(root(), upload_id).exists():
            raise Refused(
                message(N_("The file has not arrived whole. Choose it again: what has come is not sent twice."))
            )
        return (upload_id, size), name
    upload: FileStorage = form.file.data
    return upload.stream, named(upload.filename or "")
