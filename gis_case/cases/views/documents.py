"""Attach files to a dossier, look at pictures, and take files away as they came."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.documents import attach_document, get_document, received
from gis_case.cases.forms import DocumentForm
from gis_case.cases.models import DocumentState
from gis_case.cases.views.base import blueprint, readable, settings
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.files import path_of, preview_of
from gis_case.core.forms import named
from gis_case.core.recording import attempt


@blueprint.get("/ho-so/<uuid:case_id>/tai-lieu/them")
@requires(Permission.CASE_WRITE, Permission.FIELDWORK_WRITE, Permission.REMAINS_WRITE)
def attach_form(case_id: UUID) -> ResponseReturnValue:
    """Ask for a file."""
    page = {"case": readable(case_id), "form": DocumentForm(), "most_mb": settings().max_upload_mb}
    return render_template("cases/attach.html", **page)


@blueprint.post("/ho-so/<uuid:case_id>/tai-lieu/them")
@requires(Permission.CASE_WRITE, Permission.FIELDWORK_WRITE, Permission.REMAINS_WRITE)
def attach(case_id: UUID) -> ResponseReturnValue:
    """Keep a file: on the disk and in the dossier, or in neither."""
    case, form = readable(case_id), DocumentForm()

    def act() -> None:
        upload: FileStorage = form.file.data
        root, name = current_app.config["FILES"], named(upload.filename or "")
        with received(db.session, upload.stream, root=root, name=name) as file:
            category = str(form.category.data)
            attach_document(db.session, actor=current_actor(), case=case, file=file, root=root, category=category)
            db.session.commit()

    if not form.validate_on_submit() or not attempt(form, act):
        page = {"case": readable(case_id), "form": form, "most_mb": settings().max_upload_mb}
        return render_template("cases/attach.html", **page), 422
    flash(gettext("The file is in the dossier. It is now being checked."), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="tai-lieu"))


@blueprint.get("/ho-so/<uuid:case_id>/tai-lieu/<uuid:document_id>")
@requires(Permission.PERSON_READ)
def download(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Give the file back as it came; never opened inside the page."""
    document = get_document(db.session, readable(case_id), document_id)
    path = path_of(current_app.config["FILES"], document.sha256)
    if not path.exists():
        raise NotFound
    note("document.read", "document", document.id, case=str(case_id))
    answer = send_file(path, mimetype=document.media_type, as_attachment=True, download_name=document.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/ho-so/<uuid:case_id>/tai-lieu/<uuid:document_id>/xem")
@requires(Permission.PERSON_READ)
def preview(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Show the re-encoded picture of a file that was found sound."""
    document = get_document(db.session, readable(case_id), document_id)
    path = preview_of(current_app.config["FILES"], document.sha256)
    if document.state is not DocumentState.CHECKED or not document.has_preview or not path.exists():
        raise NotFound
    note("document.read", "document", document.id, case=str(case_id))
    answer = send_file(path, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer
