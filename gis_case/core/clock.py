"""The only source of the present: UTC-aware, so that tests can freeze it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the date a calendar in Vietnam shows now."""
    return datetime.now(HANOI).date()
