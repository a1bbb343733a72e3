"""The page of one map: looked at closely, turned, cropped, put into cases; its file as it came."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes, get_case, readable_cases
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused, Stale
from gis_case.core.files import path_of
from gis_case.core.i18n import say
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.geo.georef.models import MODELS
from gis_case.people.models import Informant
from gis_case.people.queries import readable_informants
from gis_case.positions.queries import names_of
from gis_case.sketchmaps.derive import THUMB, levels_of
from gis_case.sketchmaps.forms import EditMapForm, LinkMapForm, PageNumberForm
from gis_case.sketchmaps.models import SourceMap, WorkState
from gis_case.sketchmaps.queries import cases_of, fits_of, newest_points, traced_of
from gis_case.sketchmaps.services import change_map, link_map, refuse_unless_keeper, retry_pictures, unlink_map
from gis_case.sketchmaps.views.base import blueprint, picture, pictures_of, readable, root, sent, shown_map, size_of
from gis_case.sketchmaps.words import DRAWN, MARKS

MOST_CORNERS = 500
TURNS = (0, 90, 180, 270)


def keeps(actor: Actor, sheet: SourceMap) -> bool:
    """Whether `actor` may change a map they read."""
    try:
        refuse_unless_keeper(db.session, actor, sheet)
    except Refused:
        return False
    return actor.may(Permission.POSITION_WRITE)


@blueprint.get("/<uuid:map_id>")
@requires(Permission.EXACT_POINTS)
def show(map_id: UUID) -> ResponseReturnValue:
    """Show a map with all that is known of it."""
    sheet = readable(map_id)
    note("map.read", "source_map", sheet.id)
    return map_page(sheet)


def map_page(sheet: SourceMap, status: int = 200, *, link: LinkMapForm | None = None) -> ResponseReturnValue:
    """Return the page of a map; a form that was refused is given back as it was typed."""
    actor, session = current_actor(), db.session
    fits, points = fits_of(session, sheet), newest_points(session, sheet)
    page = {
        "sheet": sheet,
        "cases": [(case, contributes(session, actor, case)) for case in cases_of(session, actor, sheet)],
        "fits": fits,
        "points": points,
        "traced": traced_of(session, sheet),
        "informant": informant_of(actor, sheet),
        "names": names_of(session, sheet.created_by_id, *[one.created_by_id for one in fits]),
        "drawn": DRAWN,
        "marks": MARKS,
        "models": {key: say(message(one.label.msgid, **one.label.params)) for key, one in MODELS.items()},
        "may_write": keeps(actor, sheet),
        "link": link or LinkMapForm(formdata=None),
        "page_form": PageNumberForm(formdata=None, data={"page": sheet.page}),
    }
    return render_template("sketchmaps/show.html", **page), status


def informant_of(actor: Actor, sheet: SourceMap) -> Informant | None:
    """Return who the map is from, for who may know people."""
    if sheet.informant_id is None or not actor.may(Permission.PERSON_READ):
        return None
    known = readable_informants(actor).where(Informant.id == sheet.informant_id)
    found: Informant | None = db.session.scalars(known).one_or_none()
    return found


@blueprint.get("/<uuid:map_id>/o/<int:z>/<int:x>/<int:y>.jpg")
@requires(Permission.EXACT_POINTS)
def tile(map_id: UUID, z: int, x: int, y: int) -> ResponseReturnValue:
    """Give one tile of the drawing in its own pixels."""
    sheet = shown_map(map_id)
    path = pictures_of(sheet) / "tiles" / str(z) / f"{x}_{y}.jpg"
    return picture(path, f"{sheet.sha256[:16]}-{sheet.page or 1}-{z}-{x}-{y}")


@blueprint.get("/<uuid:map_id>/thu-nho.jpg")
@requires(Permission.EXACT_POINTS)
def thumbnail(map_id: UUID) -> ResponseReturnValue:
    """Give the small picture of a drawing."""
    sheet = shown_map(map_id)
    return picture(pictures_of(sheet) / THUMB, f"{sheet.sha256[:16]}-{sheet.page or 1}-thumb")


@blueprint.get("/<uuid:map_id>/goc")
@requires(Permission.EXACT_POINTS)
def original(map_id: UUID) -> ResponseReturnValue:
    """Give the file back as it came; never opened inside the page."""
    sheet = readable(map_id)
    path = path_of(root(), sheet.sha256)
    if not path.exists():
        raise NotFound
    note("map.read", "source_map", sheet.id)
    answer = send_file(path, mimetype=sheet.media_type, as_attachment=True, download_name=sheet.file_name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def viewer_of(sheet: SourceMap) -> dict[str, Any]:
    """Return what the viewer's script needs to know of a drawing."""
    width, height = size_of(sheet)
    return {
        "tiles": url_for("sketchmaps.tile", map_id=sheet.id, z=0, x=0, y=0).replace("/0/0/0.jpg", "/{z}/{x}/{y}.jpg"),
        "width": width,
        "height": height,
        "levels": levels_of(width, height),
        "turn": sheet.turn_deg,
        "mask": sheet.mask,
        "version": sheet.version,
    }


blueprint.add_app_template_global(viewer_of, "viewer_of_map")


@blueprint.post("/<uuid:map_id>/nhin")
@requires(Permission.POSITION_WRITE)
def keep_view(map_id: UUID) -> ResponseReturnValue:
    """Keep how a drawing is turned, and which part of it counts."""
    sheet, asked = shown_map(map_id), sent()
    turn, mask = asked.get("turn"), asked.get("mask")
    if turn not in TURNS or isinstance(turn, bool):
        raise Refused(message(N_("A drawing is turned by quarters: 0, 90, 180 or 270 degrees.")))
    seen = asked.get("version")
    seen_version = seen if isinstance(seen, int) else -1
    facts = {"turn_deg": turn, "mask": _ring(mask)}
    try:
        change_map(db.session, actor=current_actor(), sheet=sheet, seen_version=seen_version, **facts)
    except Stale:
        return {"reasons": [changed_meanwhile()]}, 409
    db.session.commit()
    return {"version": sheet.version}


def changed_meanwhile() -> str:
    """Return what is said to who works on an older state of the map."""
    return str(
        gettext(
            "Somebody changed this map while you had it open. What you did is still on this page: "
            "open the page again in another window, compare, and save there."
        )
    )


def _ring(mask: Any) -> list[list[float]] | None:
    """Return the outline that was drawn, in pixels; None for the whole sheet."""
    if mask is None:
        return None
    try:
        ring = [[float(x), float(y)] for x, y in mask]
    except (TypeError, ValueError) as error:
        raise Refused(message(N_("The outline could not be read. Draw it again on the drawing."))) from error
    finite = all(abs(value) < 1e6 for corner in ring for value in corner)
    if not 3 <= len(ring) <= MOST_CORNERS or not finite:
        raise Refused(message(N_("An outline needs at least three corners and at most %(most)s."), most=MOST_CORNERS))
    return ring


@blueprint.post("/<uuid:map_id>/trang")
@requires(Permission.POSITION_WRITE)
def choose_page(map_id: UUID) -> ResponseReturnValue:
    """Take another page of the file."""
    sheet, form = readable(map_id), PageNumberForm()

    def act() -> None:
        retry_pictures(db.session, actor=current_actor(), sheet=sheet, page=int(form.page.data or 1))

    if not form.validate_on_submit() or not attempt(form, act):
        for sentence in (*form.page.errors, *form.form_errors):
            flash(sentence if isinstance(sentence, str) else gettext(sentence.msgid, **sentence.params), "error")
    return redirect(url_for("sketchmaps.show", map_id=map_id))


@blueprint.post("/<uuid:map_id>/lam-lai")
@requires(Permission.POSITION_WRITE)
def retry(map_id: UUID) -> ResponseReturnValue:
    """Make the pictures again."""
    sheet = readable(map_id)
    if sheet.state is not WorkState.READY:
        retry_pictures(db.session, actor=current_actor(), sheet=sheet)
        db.session.commit()
    return redirect(url_for("sketchmaps.show", map_id=map_id))


@blueprint.get("/<uuid:map_id>/sua")
@requires(Permission.POSITION_WRITE)
def edit(map_id: UUID) -> ResponseReturnValue:
    """Ask what is known of a map."""
    sheet = readable(map_id)
    form = EditMapForm(formdata=None, obj=sheet, data={"drawn_when": sheet.drawn_text or None})
    return render_template("sketchmaps/edit.html", sheet=sheet, form=form.fill(db.session, current_actor()))


@blueprint.post("/<uuid:map_id>/sua")
@requires(Permission.POSITION_WRITE)
def save(map_id: UUID) -> ResponseReturnValue:
    """Change what is known of a map."""
    sheet, actor = readable(map_id), current_actor()
    form = EditMapForm().fill(db.session, actor)
    stale = False

    def act() -> None:
        seen = int(form.version.data or 0)
        change_map(db.session, actor=actor, sheet=sheet, seen_version=seen, **form.facts())

    try:
        if form.validate_on_submit() and attempt(form, act):
            flash(gettext("The changes are kept."), "success")
            return redirect(url_for("sketchmaps.show", map_id=map_id))
    except Stale:
        db.session.rollback()
        stale = True
        form.version.data = readable(map_id).version
    return render_template("sketchmaps/edit.html", sheet=readable(map_id), form=form, stale=stale), 422


@blueprint.post("/<uuid:map_id>/ho-so")
@requires(Permission.POSITION_WRITE)
def link(map_id: UUID) -> ResponseReturnValue:
    """Put a map into a case."""
    sheet, actor, form = readable(map_id), current_actor(), LinkMapForm()

    def act() -> None:
        case = db.session.scalars(readable_cases(actor).where(Case.number == form.number.data)).one_or_none()
        if case is None:
            raise Refused(message(N_("There is no case %(number)s among those you may read."), number=form.number.data))
        link_map(db.session, actor=actor, sheet=sheet, case=case)

    if not form.validate_on_submit() or not attempt(form, act):
        return map_page(readable(map_id), 422, link=form)
    flash(gettext("The map is now part of the case."), "success")
    return redirect(url_for("sketchmaps.show", map_id=map_id))


@blueprint.post("/<uuid:map_id>/ho-so/<uuid:case_id>/bo")
@requires(Permission.POSITION_WRITE)
def unlink(map_id: UUID, case_id: UUID) -> ResponseReturnValue:
    """Take a map out of a case."""
    sheet, actor = readable(map_id), current_actor()
    unlink_map(db.session, actor=actor, sheet=sheet, case=get_case(db.session, actor, case_id))
    db.session.commit()
    flash(gettext("The map is no longer part of the case. What was traced from it stays."), "success")
    return redirect(url_for("sketchmaps.index"))
