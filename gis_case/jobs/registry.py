"""Which function does which kind of work; features register theirs."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Handler = Callable[[Session, dict[str, Any]], None]

HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Say that a function does the work of `kind`.

    It gets a session of the worker's and the payload, and may run twice: what it does to the database
    is committed together with the mark that it is done; what it does elsewhere must bear repeating.
    """

    def register(handler: Handler) -> Handler:
        if HANDLERS.setdefault(kind, handler) is not handler:
            raise ValueError(f"two handlers for {kind}")
        return handler

    return register
