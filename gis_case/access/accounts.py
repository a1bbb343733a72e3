"""Accounts by Flask-Security: argon2, second factor, sessions that can be ended from the server."""

from datetime import timedelta

from flask import Flask
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security

from gis_case.access.models import UserAccount
from gis_case.config import Settings
from gis_case.core.db import db


class NoRole(RoleMixin):
    """Flask-Security asks for a role table; ours are Role and Permission."""


datastore = FSQLALiteUserDatastore(db, UserAccount, NoRole)
security = Security()


def account_config(settings: Settings, secret: str) -> dict[str, object]:
    """Return Flask-Security's configuration."""
    return {
        "SECRET_KEY": secret,
        "SECURITY_PASSWORD_SALT": secret,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_LOGIN_URL": "/dang-nhap",
        "SECURITY_LOGOUT_URL": "/dang-xuat",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/doi-mat-khau",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/dang-nhap",
        "SECURITY_POST_CHANGE_VIEW": "/",
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SESSION_COOKIE_NAME": "__Host-gis_case" if settings.https else "gis_case",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_TIME_LIMIT": None,
    }


def init_accounts(app: Flask) -> None:
    """Let people sign in."""
    security.init_app(app, datastore)
