"""Structured logs, without personal data and without coordinates."""

import logging
import sys
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("gis_case.request")


def configure_logs(*, as_json: bool) -> None:
    """Write one line an event: JSON for machines, words for people."""
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
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
