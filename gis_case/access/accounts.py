"""Accounts by Flask-Security: argon2, second factor, sessions that can be ended from the server."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security, UserMixin
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from gis_case.access.credentials import Passwords, RecoveryCodes, SingleUseCodes
from gis_case.access.forms.signin import FORMS
from gis_case.access.models import Organisation, UserAccount
from gis_case.access.presence import init_presence
from gis_case.access.rules import PASSWORD_LENGTH
from gis_case.access.sentences import sentences_config
from gis_case.access.throttle import init_throttle
from gis_case.access.words import ROLES
from gis_case.config import Settings
from gis_case.core.db import db
from gis_case.core.i18n import Fragments

FRESH = timedelta(minutes=30)
FRESH_GRACE = timedelta(minutes=10)
CODE_WINDOW_S = 30
RECOVERY_CODES = 8


class NoRole(RoleMixin):
    """Flask-Security asks for a role table; ours are Role and Permission."""


# Asked for at the beginning of every request: put together once, and of the organisation only what an actor holds.
SIGNED_IN = (
    select(UserAccount)
    .where(UserAccount.fs_uniquifier == bindparam("sign"))
    .options(joinedload(UserAccount.org, innerjoin=True).load_only(Organisation.kind, Organisation.name))
)


class Accounts(FSQLALiteUserDatastore):
    """Accounts as Flask-Security looks for them."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> UserMixin | None:
        """Return the account that has one property, None where none has it."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return db.session.scalar(SIGNED_IN, {"sign": kwargs["fs_uniquifier"]})
        return super().find_user(case_insensitive, **kwargs)


datastore = Accounts(db, UserAccount, NoRole)
security = Security(password_util_cls=Passwords, totp_cls=SingleUseCodes, mf_recovery_codes_util_cls=RecoveryCodes)


def _key(secret: str, purpose: str) -> bytes:
    """Return a key of its own for `purpose`, made of the one secret."""
    return urlsafe_b64encode(sha256(f"{purpose}:{secret}".encode()).digest())


def account_config(settings: Settings, secret: str) -> dict[str, object]:
    """Return Flask-Security's configuration."""
    return {
        "SECRET_KEY": secret,
        "SECURITY_PASSWORD_SALT": secret,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_LOGIN_URL": "/dang-nhap",
        "SECURITY_LOGOUT_URL": "/dang-xuat",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_VERIFY_URL": "/xac-nhan",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/doi-mat-khau",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/dang-nhap",
        "SECURITY_POST_CHANGE_VIEW": "/",
        "SECURITY_POST_VERIFY_VIEW": "/tai-khoan",
        "SECURITY_FRESHNESS": FRESH,
        "SECURITY_FRESHNESS_GRACE_PERIOD": FRESH_GRACE,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_CLI_USERS_NAME": "",
        "SECURITY_CLI_ROLES_NAME": "",
        "SESSION_COOKIE_NAME": "__Host-gis_case" if settings.https else "gis_case",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_TIME_LIMIT": None,
        **second_factor_config(settings, secret),
        **sentences_config(),
    }


def second_factor_config(settings: Settings, secret: str) -> dict[str, object]:
    """Return the part about codes of an authenticator app and recovery codes."""
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": settings.totp_required,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": CODE_WINDOW_S,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/xac-thuc-hai-buoc",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/ma-xac-thuc",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/khong-co-ma",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/chon-cach-xac-thuc",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/tai-khoan",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/ma-du-phong",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/dung-ma-du-phong",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_key(secret, "recovery codes")],
        "SECURITY_TOTP_SECRETS": {"1": _key(secret, "authenticator app").decode()},
        "SECURITY_TOTP_ISSUER": f"gis-case {settings.province_name}",
    }


def init_accounts(app: Flask) -> None:
    """Let people sign in, in their language, as often as is sensible."""
    security.init_app(app, datastore, **FORMS)
    security.i18n_domain = Fragments()
    security.login_context_processor(lambda: {"roles": ROLES})
    init_presence(app)
    init_throttle(app, app.config["SETTINGS"])
