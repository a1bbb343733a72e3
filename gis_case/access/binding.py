"""Tell the database who acts, before the first row of a request is read."""

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, logout_user

from gis_case.access.guards import is_reading
from gis_case.access.models import UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.core.actor import APP_ROLE, Actor, Identity
from gis_case.core.clock import now
from gis_case.core.db import bind, db

# Where somebody may go before they have replaced the password an administrator gave them.
BEFORE_PASSWORD = frozenset({"static", "security.change_password", "security.logout", "frame.set_locale"})
# And where before they have set up the second factor that this installation demands.
BEFORE_FACTOR = BEFORE_PASSWORD | {
    "security.two_factor_setup", "security.two_factor_token_validation", "security.verify",
}  # fmt: skip


def actor_of(user: UserAccount) -> Actor:
    """Return the actor that an account stands for."""
    return Actor(
        user_id=user.id,
        org_id=user.org_id,
        org_kind=user.org.kind,
        role=user.role,
        name=user.name,
        org_name=user.org.name,
        permissions=permissions_of(user.role),
    )


def bind_request() -> ResponseReturnValue | None:
    """Bind the request's session, first to nobody, then to whoever is signed in."""
    g.actor = None
    if request.endpoint == "static":
        return None
    bind(db.session, Identity(APP_ROLE, read_only=is_reading()))
    db.session.info["redis_url"] = current_app.config["REDIS_URL"]  # work asked for is hinted at once
    if not current_user.is_authenticated:
        return None
    if _is_too_old():
        logout_user()
        return None
    g.actor = actor_of(current_user)
    bind(db.session, g.actor.identity(read_only=is_reading()))
    return _first_things_first()


def _is_too_old() -> bool:
    """Whether so many hours have passed since signing in that one signs in again, however busy one was."""
    lifetime = current_app.permanent_session_lifetime.total_seconds()
    return now().timestamp() - float(session.get("since", 0)) > lifetime


def _first_things_first() -> ResponseReturnValue | None:
    if current_user.must_change_password and request.endpoint not in BEFORE_PASSWORD:
        return redirect(url_for("security.change_password"))
    lacks_factor = current_app.config["SETTINGS"].totp_required and not current_user.tf_primary_method
    if lacks_factor and request.endpoint not in BEFORE_FACTOR:
        return redirect(url_for("security.two_factor_setup"))
    # Flask-Security signs out whoever comes here with nothing to confirm: an old link must not do that.
    if request.endpoint == "security.two_factor_token_validation" and session.get("tf_state") != "validating_profile":
        return redirect(url_for("access.account"))
    return None


def init_binding(app: Flask) -> None:
    """Bind every request."""
    app.before_request(bind_request)
    app.context_processor(lambda: {"actor": g.get("actor")})
