"""Share a case with the border guard post of the sector, and take it back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.cases import sections
from gis_case.cases.models import Case, CaseShare
from gis_case.cases.queries import get_case
from gis_case.cases.views.page import case_page
from gis_case.cases.words import LEVELS
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.sharing.forms import ShareForm
from gis_case.sharing.services import active_shares, posts_of, revoke_share, share_case

blueprint = Blueprint("sharing", __name__)


def may_share(actor: Actor, case: Case) -> bool:
    """Whether `actor` decides with whom the case is shared."""
    mine = actor.sees_whole_province or actor.org_id in {case.owner_org_id, case.org_id}
    return mine and actor.may(Permission.CASE_SHARE)


def sharing_section(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return what the page of a case shows of its sharing."""
    shares = active_shares(session, case)
    sharer = may_share(actor, case)
    form = _form(session, case, shares, ShareForm(formdata=None)) if sharer else None
    return {"shares": shares, "share_levels": LEVELS, "may_share": sharer, "share_form": form}


def _form(session: Session, case: Case, shares: list[CaseShare], form: ShareForm) -> ShareForm | None:
    """Offer the posts of the sector that do not read the case yet; None when there is none."""
    reading = {share.with_org_id for share in shares}
    posts = [(post.id, post.name) for post in posts_of(session, case) if post.id not in reading]
    form.post_id.choices = options(posts)
    return form if posts else None


sections.register("sharing", sharing_section)


@blueprint.post("/ho-so/<uuid:case_id>/chia-se")
@requires(Permission.CASE_SHARE)
def share(case_id: UUID) -> ResponseReturnValue:
    """Let the post read the case, and ask it to verify."""
    actor, form = current_actor(), ShareForm()
    case = get_case(db.session, actor, case_id, parts=True)
    _form(db.session, case, active_shares(db.session, case), form)

    def act() -> None:
        post = db.session.get_one(Organisation, form.post_id.data)
        share_case(db.session, actor=actor, case=case, post=post, reason=str(form.reason.data), level=form.level.data)

    if form.validate_on_submit() and attempt(form, act):
        flash(gettext("The case is shared. The post sees it in its work."), "success")
        return redirect(url_for("cases.show", case_id=case_id))
    return case_page(get_case(db.session, actor, case_id, parts=True), 422, share_form=form)


@blueprint.post("/ho-so/<uuid:case_id>/chia-se/<uuid:share_id>/thu-hoi")
@requires(Permission.CASE_SHARE)
def revoke(case_id: UUID, share_id: UUID) -> ResponseReturnValue:
    """Take a sharing back; what the post contributed stays."""
    actor = current_actor()
    case = get_case(db.session, actor, case_id)
    found = next((one for one in active_shares(db.session, case) if one.id == share_id), None)
    if found is None or not may_share(actor, case):
        raise NotFound
    revoke_share(db.session, actor=actor, case=case, share=found)
    db.session.commit()
    flash(gettext("The sharing is revoked. What the post contributed stays in the case."), "success")
    return redirect(url_for("cases.show", case_id=case_id))
