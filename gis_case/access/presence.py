"""What happens when somebody signs in, fails to, or changes how they sign in: the session and the audit log."""

from typing import Any

from flask import Flask, session
from flask_security import (
    password_changed,
    tf_code_confirmed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)

from gis_case.access.binding import actor_of
from gis_case.access.models import UserAccount
from gis_case.audit.services import record
from gis_case.core.actor import NOBODY
from gis_case.core.clock import now
from gis_case.core.db import db, open_session

# What a session keeps when somebody signs in; all else of the visitor before is dropped.
KEPT = frozenset({"_user_id", "_fresh", "_id", "_permanent", "fs_cc", "fs_paa", "locale", "since"})


def _record(user: UserAccount, action: str, **details: object) -> None:
    record(db.session, actor=actor_of(user), action=action, entity="user", entity_id=user.id, **details)


def signed_in(app: Flask, user: UserAccount, authn_via: list[str] | None = None, **_: Any) -> None:
    """Begin a new session and remember when."""
    if authn_via == ["change"]:  # a new password signs its owner in again
        return
    session.setdefault("locale", user.locale)
    session["since"] = int(now().timestamp())
    for name in [name for name in session if name not in KEPT and not name.startswith("tf_")]:
        session.pop(name)
    user.last_sign_in_at = now()
    _record(user, "account.signed_in")


def failed(app: Flask, user: UserAccount | None, tfa: bool = False, **_: Any) -> None:
    """Record a failure in a transaction of its own: the request writes nothing else. The address is not kept."""
    with open_session(db.engine, NOBODY) as own:
        record(
            own,
            actor=None,
            action="account.sign_in_failed",
            entity="user",
            entity_id=user.id if user else "unknown",
            via="code" if tfa else "password",
        )
        own.commit()


def changed_password(app: Flask, user: UserAccount, **_: Any) -> None:
    """Let in whoever had to change the password first."""
    user.must_change_password = False
    _record(user, "account.password_changed")


def turned_on(app: Flask, user: UserAccount, **_: Any) -> None:
    """The second factor was set up by somebody who is signed in."""
    _record(user, "account.second_factor_on")


def confirmed_code(app: Flask, user: UserAccount, **_: Any) -> None:
    """A code was given while signing in; the first one sets the second factor up."""
    if session.get("tf_state") == "validating_profile":
        _record(user, "account.second_factor_on")


def turned_off(app: Flask, user: UserAccount, **_: Any) -> None:
    """The second factor was taken off."""
    user.tf_last_counter = None
    _record(user, "account.second_factor_off")


def init_presence(app: Flask) -> None:
    """Listen to Flask-Security."""
    user_authenticated.connect(signed_in, app)
    user_failed_authn.connect(failed, app)
    password_changed.connect(changed_password, app)
    tf_profile_changed.connect(turned_on, app)
    tf_code_confirmed.connect(confirmed_code, app)
    tf_disabled.connect(turned_off, app)
