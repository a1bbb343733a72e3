"""Bring in a file: in parts that may be continued after a lost connection, or whole by a plain form."""

from typing import IO, Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from gis_case.access.guards import current_actor, requires
from gis_case.config import Settings
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.forms import named
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.core.upload_tokens import UploadTokens
from gis_case.core.uploads import add_part, part_of, received_so_far
from gis_case.layers.forms import NewLayerForm
from gis_case.layers.models import BoundaryVersion, MapLayer
from gis_case.layers.services.intake import add_boundaries, add_layer
from gis_case.layers.store import ENDINGS, TAKEN, ending_of, received
from gis_case.layers.views.base import blueprint, root

TOKENS = UploadTokens("layer-upload")
MB = 1024 * 1024


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _upload(token: str) -> tuple[UUID, str, int]:
    return TOKENS.read(token, user_id=current_actor().user_id)


@blueprint.post("/tai-len")
@requires(Permission.PLAN_APPROVE)
def begin_upload() -> ResponseReturnValue:
    """Begin an upload in parts: what is too large or of a wrong kind is told before a byte is sent."""
    asked = request.get_json(silent=True)
    asked = asked if isinstance(asked, dict) else {}
    name, size, most = named(str(asked.get("name") or "")), asked.get("size"), _settings().max_layer_mb
    if not isinstance(size, int) or not 0 < size <= most * MB:
        large = N_("The file must have between 1 byte and %(most)s MB. Larger ones are brought in by the command.")
        raise Refused(message(large, most=most))
    if ending_of(name) not in ENDINGS:
        kind = N_("Files of the kind “.%(ending)s” are not taken. Taken are: %(kinds)s.")
        raise Refused(message(kind, ending=ending_of(name)[:12], kinds=TAKEN))
    return {"token": TOKENS.begin(name=name, size=size, user_id=current_actor().user_id), "received": 0}


@blueprint.get("/tai-len/<token>")
@requires(Permission.PLAN_APPROVE)
def upload_state(token: str) -> ResponseReturnValue:
    """Tell how much of an upload has come, so that it may be continued."""
    upload_id, _, size = _upload(token)
    return {"received": received_so_far(root(), upload_id), "size": size}


@blueprint.patch("/tai-len/<token>")
@requires(Permission.PLAN_APPROVE)
def take_part(token: str) -> ResponseReturnValue:
    """Take one part of an upload; one that came before changes nothing."""
    upload_id, _, size = _upload(token)
    offset = request.args.get("offset", -1, type=int)
    return {"received": add_part(root(), upload_id, offset=offset, part=request.get_data(), size=size), "size": size}


def _page(form: NewLayerForm, status: int = 200) -> ResponseReturnValue:
    here = _settings()
    return render_template(
        "layers/new.html", form=form, most_mb=here.max_layer_mb, plain_mb=here.max_upload_mb
    ), status  # fmt: skip


@blueprint.get("/them")
@requires(Permission.PLAN_APPROVE)
def new() -> ResponseReturnValue:
    """Ask for a file."""
    return _page(NewLayerForm(data=request.args.to_dict() or None).fill(db.session))


@blueprint.post("/them")
@requires(Permission.PLAN_APPROVE)
def create() -> ResponseReturnValue:
    """Keep a file: on the disk and in the list, or in neither; then it is read."""
    form, actor, added = NewLayerForm().fill(db.session), current_actor(), []

    def act() -> None:
        source, name = _source(form)
        files = current_app.config["FILES"]
        with received(db.session, files, source, name=name) as file:
            how: dict[str, Any] = {"actor": actor, "file": file, "files": files, **form.facts()}
            added.append((add_boundaries if form.is_boundaries else add_layer)(db.session, **how))
            db.session.commit()

    if not form.validate_on_submit() or not attempt(form, act):
        return _page(form.fill(db.session), 422)
    flash(gettext("The file is kept. It is now being read."), "success")
    return redirect(address_of(added[0]))


def address_of(one: BoundaryVersion | MapLayer) -> str:
    """Return the page of a file that was brought in."""
    if isinstance(one, BoundaryVersion):
        return url_for("layers.show_boundaries", number=one.number)
    return url_for("layers.show", layer_id=one.id)


def _source(form: NewLayerForm) -> tuple[IO[bytes] | tuple[UUID, int], str]:
    if form.upload.data:
        upload_id, name, size = _upload(str(form.upload.data))
        if not part_of(root(), upload_id).exists():
            late = N_("The file has not arrived whole. Choose it again: what has come is not sent twice.")
            raise Refused(message(late))
        return (upload_id, size), name
    upload: FileStorage = form.file.data
    return upload.stream, named(upload.filename or "")
