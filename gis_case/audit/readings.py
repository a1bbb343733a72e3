"""Readings of exact coordinates and of personal data, written before the page that shows them leaves."""

from flask import Flask, Response, current_app, g
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.db import BoundSession, db


def note(action: str, entity: str, entity_id: object, **details: object) -> None:
    """Remember that the page being made shows exact coordinates or personal data."""
    g.setdefault("readings", []).append((action, entity, str(entity_id), details))


def write_readings(response: Response) -> Response:
    """Write the readings of this request in a transaction of their own; if that fails, the page is not sent."""
    readings = g.pop("readings", None)
    actor: Actor | None = g.get("actor")
    if not readings or actor is None or response.status_code >= 400:
        return response
    try:
        _write(actor, readings)
    except (OperationalError, PoolTimeout) as error:
        # Too late for Flask to ask its handlers by itself.
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _write(actor: Actor, readings: list[tuple[str, str, str, dict[str, object]]]) -> None:
    with BoundSession(db.engine) as session:
        session.info["identity"] = actor.identity()
        for action, entity, entity_id, details in readings:
            record(session, actor=actor, action=action, entity=entity, entity_id=entity_id, **details)
        session.commit()


def init_readings(app: Flask) -> None:
    """Write readings after each request."""
    app.after_request(write_readings)
