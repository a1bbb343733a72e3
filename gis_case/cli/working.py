"""A session of the worker's for the length of one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gis_case.cli.installation import installation
from gis_case.core.actor import WORKER
from gis_case.core.db import make_engine, open_session


@contextmanager
def working_engine() -> Iterator[Engine]:
    """An engine that is closed at the end, whatever happens."""
    engine = make_engine(installation().settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def working_session() -> Iterator[Session]:
    """A session with the worker's rights; the command commits."""
    with working_engine() as engine, open_session(engine, WORKER) as session:
        yield session
