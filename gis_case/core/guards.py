"""Deny by default: each view names the permission it needs, or says that it is public."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue

from gis_case.core.actor import Actor, Permission

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)
View = Callable[P, R]

PUBLIC = "public"


def current_actor() -> Actor:
    """Return who acts; only guarded views may ask."""
    actor = g.get("actor")
    if actor is None:
        abort(401)
    return cast(Actor, actor)


def requires(*permissions: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let in who is signed in and holds any one of `permissions`."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = g.get("actor")
            if actor is None:
                return cast(R, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
            if not any(actor.may(permission) for permission in permissions):
                abort(403)
            return view(*args, **kwargs)

        cast(Any, guarded).required_permission = permissions
        return guarded

    return guard


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Say that anybody may ask for `view`."""
    cast(Any, view).required_permission = PUBLIC
    return view


def is_reading() -> bool:
    """Whether the request only reads: its transaction is then read-only."""
    return request.method in {"GET", "HEAD", "OPTIONS"}
