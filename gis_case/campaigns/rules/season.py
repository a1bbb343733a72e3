"""Months of rain, as the province has set them, and which days fall into them."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

Months = frozenset[int]
NO_RAIN: Months = frozenset()


class Season(StrEnum):
    """When ground can be worked, as planners have noted it."""

    ANY = "any"
    DRY = "dry"


def months_of(text: str) -> Months:
    """Return the months of "5-9" (May to September) or "11-2"; none for a blank text.

    Raises:
        ValueError: the text is no span of months.
    """
    if not text.strip():
        return NO_RAIN
    first, last = (int(part) for part in text.split("-"))
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError(text)
    return frozenset((first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1))


def workable(season: Season | None, rainy: Months, day: date) -> bool | None:
    """Whether ground of `season` can be worked on `day`; None where nobody has said, or no months are set."""
    if season is None:
        return None
    if season is Season.ANY:
        return True
    return day.month not in rainy if rainy else None


def rain_between(starts_on: date, ends_on: date, rainy: Months) -> bool:
    """Whether any day of the span falls into the months of rain."""
    if (ends_on - starts_on).days >= 366:
        return bool(rainy)
    day = starts_on
    while day <= ends_on:
        if day.month in rainy:
            return True
        day = day.replace(day=monthrange(day.year, day.month)[1]) + timedelta(days=1)
    return False
