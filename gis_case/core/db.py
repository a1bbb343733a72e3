"""The database: declarative base, engine, and sessions bound to who acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum as PyEnum
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, Enum, MetaData, Text, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from gis_case.core.actor import NOBODY, Identity

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# One round trip; `true` makes each setting end with the transaction, so nothing leaks through the pool.
BIND = (
    "SELECT set_config('role', %(db_role)s, true), set_config('app.org_id', %(org_id)s, true),"
    " set_config('app.user_id', %(user_id)s, true)"
)
BIND_READ_ONLY = BIND + ", set_config('transaction_read_only', 'on', true)"

ENGINE_OPTIONS: dict[str, Any] = {
    "pool_pre_ping": True,
    "hide_parameters": True,  # values are people's names and places: no error repeats them
    "pool_size": 8,
    "max_overflow": 4,
    "pool_timeout": 5,
    "connect_args": {
        "connect_timeout": 5,
        "options": "-c idle_in_transaction_session_timeout=60000 -c statement_timeout=60000 -c timezone=UTC",
    },
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}


class BoundSession(Session):
    """A session whose every transaction is told who acts before it reads a row."""


def bind(session: Session, identity: Identity) -> None:
    """Make `identity` the one who acts in `session`, now and in its later transactions."""
    session.info["identity"] = identity
    if session.in_transaction():
        _tell(session.connection(), identity)


def _tell(connection: Connection, identity: Identity) -> None:
    connection.exec_driver_sql(
        BIND_READ_ONLY if identity.read_only else BIND,
        {
            "db_role": identity.db_role,
            "org_id": "" if identity.org_id is None else str(identity.org_id),
            "user_id": "" if identity.user_id is None else str(identity.user_id),
        },
    )


@event.listens_for(BoundSession, "after_begin")
def _bind_transaction(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    _tell(connection, session.info.get("identity", NOBODY))


db = SQLAlchemy(session_options={"class_": BoundSession})


def init_database(app: Flask) -> None:
    """Give each request a session that closes with it."""
    db.init_app(app)
    # Flask would start a thread at the end of every request to close asynchronous sessions, of which there are none.
    app.teardown_appcontext_funcs[:] = [one for one in app.teardown_appcontext_funcs if not iscoroutinefunction(one)]


def make_engine(url: str) -> Engine:
    """Return an engine for jobs and commands, with the same limits as the pages'."""
    return create_engine(url, **ENGINE_OPTIONS)


@contextmanager
def open_session(engine: Engine | Connection, identity: Identity) -> Iterator[Session]:
    """A session outside a request; the caller commits."""
    with BoundSession(engine) as session:
        session.info["identity"] = identity
        yield session


def enum_type(kind: type[PyEnum], name: str) -> Enum:
    """A text column with a CHECK of the values of `kind`: readable in SQL, extended by one migration."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda enum: [item.value for item in enum],
    )
