"""Troubles one may expect, in words: known by name, so that knowing them imports nothing."""

from collections.abc import Callable


def _as_it_says(error: BaseException) -> str:
    return str(error).strip()


def _reasons(error: BaseException) -> str:
    return "\n".join(f"– {reason}" for reason in getattr(error, "reasons", (error,)))


def _database(error: BaseException) -> str:
    cause = str(getattr(error, "orig", error)).strip()
    return f"The database does not answer as it should:\n{cause}\nIs it there? gis-case services status"


def _redis(error: BaseException) -> str:
    return f"Redis does not answer: {error}\nIs it there? gis-case services status"


def _file(error: BaseException) -> str:
    reason, name = getattr(error, "strerror", ""), getattr(error, "filename", "")
    return f"{name}: {reason}" if name else str(error)


WORDS: dict[str, Callable[[BaseException], str]] = {
    "gis_case.config.SettingError": _as_it_says,
    "gis_case.local.errors.ServiceError": _as_it_says,
    "gis_case.local.bootstrap.BootstrapError": _as_it_says,
    "gis_case.core.errors.Refused": _reasons,
    "gis_case.core.errors.NotFound": lambda error: str(error) or "There is no such thing.",
    "gis_case.core.errors.Stale": lambda error: str(error) or "Somebody else has changed it meanwhile.",
    "alembic.util.exc.CommandError": _as_it_says,
    "sqlalchemy.exc.OperationalError": _database,
    "psycopg.OperationalError": _database,
    "redis.exceptions.ConnectionError": _redis,
    "builtins.PermissionError": _file,
    "builtins.FileNotFoundError": _file,
}


def in_words(error: BaseException) -> str | None:
    """Return what to tell the user, or None for what nobody foresaw."""
    for kind in type(error).__mro__:
        words = WORDS.get(f"{kind.__module__}.{kind.__qualname__}")
        if words:
            return words(error)
    return None
