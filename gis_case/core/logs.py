"""Structured logs, without personal data and without coordinates."""

import logging
import sys
import time
from traceback import extract_tb
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, WrappedLogger

MOST_PLACES = 12

log = structlog.get_logger("gis_case.request")


def without_words(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Tell an exception by its kinds and places: its words may quote a name, an address or a coordinate."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info
    told = []
    while isinstance(error, BaseException):
        known = getattr(getattr(error, "diag", None), "constraint_name", None) or getattr(error, "sqlstate", None) or ""
        places = [f"  {one.filename}:{one.lineno} {one.name}" for one in extract_tb(error.__traceback__)]
        told += [f"{type(error).__module__}.{type(error).__qualname__} {known}".rstrip(), *places[-MOST_PLACES:]]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if told:
        event["exception"] = "\n".join(told)
    return event


def configure_logs(*, as_json: bool) -> None:
    """Write one line an event: JSON for machines, words for people."""
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_logs(app: Flask) -> None:
    """Log each request by its route, never by its address, which may hold what was searched for."""

    def begin() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid4().hex[:12])

    def end(response: Response) -> Response:
        if request.endpoint not in {"static", "health.live", "health.ready", "health.metrics"}:
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
                user=actor.user_id if (actor := g.get("actor")) else None,
            )
        return response

    app.before_request(begin)
    app.after_request(end)
