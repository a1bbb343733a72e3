"""One's own account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import current_user, logout_user

from gis_case.access.guards import current_actor, requires
from gis_case.access.services import sign_out_everywhere
from gis_case.access.views.base import blueprint
from gis_case.access.words import KINDS, ROLES
from gis_case.core.actor import Permission
from gis_case.core.db import db


@blueprint.get("/tai-khoan")
@requires(Permission.SELF)
def account() -> ResponseReturnValue:
    """Show the account of whoever is signed in, and what they can change in it."""
    return render_template(
        "access/account.html",
        user=current_user,
        codes_left=len(current_user.mf_recovery_codes or []),
        kinds=KINDS,
        roles=ROLES,
    )


@blueprint.post("/tai-khoan/dang-xuat-moi-noi")
@requires(Permission.SELF)
def leave_everywhere() -> ResponseReturnValue:
    """End every session of the account, this one too."""
    sign_out_everywhere(db.session, actor=current_actor(), user=current_user)
    db.session.commit()
    logout_user()
    flash(gettext("You are signed out on every device."), "success")
    return redirect(url_for("security.login"))
