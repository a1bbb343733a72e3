"""Whether the product lives, and how it fares: for supervisors and for Prometheus."""

import time

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gis_case.core.db import db

blueprint = Blueprint("health", __name__)
REGISTRY = CollectorRegistry()
REQUESTS = Counter("gis_case_requests_total", "Requests answered", ["endpoint", "method", "status"], registry=REGISTRY)
SECONDS = Histogram("gis_case_request_seconds", "Time to answer", ["endpoint"], registry=REGISTRY)


@blueprint.get("/health")
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """The process reaches what it needs."""
    found = {"database": _database_answers(), "redis": _redis_answers()}
    return jsonify(found), 200 if all(found.values()) else 503


def _database_answers() -> bool:
    try:
        return bool(db.session.scalar(text("SELECT true")))
    except DBAPIError:
        return False


def _redis_answers() -> bool:
    try:
        with Redis.from_url(current_app.config["REDIS_URL"], socket_connect_timeout=2, socket_timeout=2) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus: routes, methods, times; nothing about people or places."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def init_health(app: Flask) -> None:
    """Count requests, and answer the supervisors."""
    for view in (live, ready, metrics):
        view.required_permission = "public"  # type: ignore[attr-defined]
    app.register_blueprint(blueprint)

    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(endpoint, request.method, response.status_code).inc()
        if started := g.get("started"):
            SECONDS.labels(endpoint).observe(time.perf_counter() - started)
        return response

    app.after_request(count)
