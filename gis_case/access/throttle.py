"""How often one may try to sign in: by address of the network and by account, never a lock."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Flask, g, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from gis_case.config import Settings

TIMEOUTS: dict[str, str | int] = {"socket_connect_timeout": 1, "socket_timeout": 1}


def account_typed() -> str:
    """The account somebody tries to sign in to; hashed, since addresses are personal."""
    return _hashed(request.form.get("email", "").strip().lower())


def account_half_in() -> str:
    """The account whose password was right and whose code is still asked for."""
    return _hashed(str(session.get("tf_user_id", "")))


def account_present() -> str:
    """The account that is signed in."""
    actor = g.get("actor")
    return f"user-{actor.user_id}" if actor else get_remote_address()


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:24]


LIMITED: dict[str, tuple[Callable[[], str], ...]] = {
    "security.login": (get_remote_address, account_typed),
    "security.two_factor_token_validation": (get_remote_address, account_half_in),
    "security.mf_recovery": (get_remote_address, account_half_in),
    "security.verify": (account_present,),
    "security.change_password": (account_present,),
}


def init_throttle(app: Flask, settings: Settings) -> Limiter:
    """Limit the views; counts lie in Redis, or in this process while Redis does not answer."""
    storage = settings.redis_url.replace("unix://", "redis+unix://", 1) or "memory://"
    limiter = Limiter(
        get_remote_address,
        storage_uri=storage,
        storage_options=TIMEOUTS if settings.redis_url else {},
        in_memory_fallback_enabled=bool(settings.redis_url),
        strategy="moving-window",
        key_prefix="gis-case",
    )
    limiter.init_app(app)
    for endpoint, keys in LIMITED.items():
        for key in keys:
            limit: Any = limiter.limit(settings.sign_in_limit, key_func=key, methods=["POST"])
            app.view_functions[endpoint] = limit(app.view_functions[endpoint])
    return limiter
