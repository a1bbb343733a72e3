"""Errors as readable pages, or as JSON where JSON was asked for."""

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from redis.exceptions import ConnectionError as RedisDown
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from gis_case.core.db import db
from gis_case.core.errors import NotFound, Refused, Stale, StorageFull
from gis_case.core.files import FULL
from gis_case.core.i18n import say

log = get_logger(__name__)
PAGES = frozenset({400, 403, 404, 409, 413, 422, 429, 500, 503, 507})
RETRY_AFTER_S = 20


def wants_json() -> bool:
    """Whether the asker reads JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.endswith((".json", ".geojson")) or best == "application/json"


def answer(status: int, reasons: list[str] | None = None) -> Response:
    """Return the page or the JSON of an error; neither needs the database."""
    if "_login_user" not in g:
        # Who reads it was never found out; Flask-Login would ask the database, which may be what does not answer.
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    if wants_json():
        response = make_response(jsonify(error=status, reasons=reasons or []), status)
    else:
        page = status if status in PAGES else (500 if status >= 500 else 400)
        response = make_response(render_template(f"errors/{page}.html", reasons=reasons or []), status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _forget_transaction() -> None:
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.invalidate()


def init_faults(app: Flask) -> None:
    """Register a handler for everything that can go wrong."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or (error.code or 500) < 400:
            return error
        return answer(error.code or 500)

    @app.errorhandler(NotFound)
    @app.errorhandler(NoResultFound)
    def absent(error: Exception) -> ResponseReturnValue:
        return answer(404)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        _forget_transaction()
        return answer(422, [say(reason) for reason in error.reasons])

    @app.errorhandler(Stale)
    @app.errorhandler(StaleDataError)
    def stale(error: Exception) -> ResponseReturnValue:
        _forget_transaction()
        return answer(409)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    @app.errorhandler(RedisDown)
    def down(error: Exception) -> ResponseReturnValue:
        log.error("service_unreachable", kind=type(error).__name__)
        _forget_transaction()
        return answer(503)

    @app.errorhandler(StorageFull)
    def full(error: Exception) -> ResponseReturnValue:
        log.error("storage_full")
        _forget_transaction()
        return answer(507)

    @app.errorhandler(OSError)
    def system(error: OSError) -> ResponseReturnValue:
        # A large upload is parked in the temporary folder first, which may be full too.
        return full(error) if error.errno in FULL else unexpected(error)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        log.exception("unexpected", kind=type(error).__name__)
        _forget_transaction()
        return answer(500)
