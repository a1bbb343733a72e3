"""How times, lengths and places are shown to a reader; templates call these as `shown.…`."""

import re
from datetime import date, datetime, timedelta

from flask_babel import format_date, format_datetime, format_decimal, format_timedelta, get_locale, gettext

from gis_case.core.clock import now, today
from gis_case.core.paging import MoreThan

_YEAR_MONTH = re.compile(r"\d{4}-\d{2}")
_KILOMETRE = 1000.0
_WRITTEN = {"vi": ("HH:mm, dd/MM/yyyy", "dd/MM/yyyy"), "en": ("HH:mm, d MMM yyyy", "d MMM yyyy")}


def language() -> str:
    """Return the language of the page as a code for `lang=`."""
    locale = get_locale()
    return locale.language if locale else "vi"


def when(moment: datetime) -> str:
    """Return a moment as 14:05, 22/11/2026 in the reader's time zone."""
    return format_datetime(moment, _WRITTEN.get(language(), _WRITTEN["vi"])[0])


def day(value: date | datetime) -> str:
    """Return a day as 22/11/2026; a moment is first taken to the reader's time zone."""
    pattern = _WRITTEN.get(language(), _WRITTEN["vi"])[1]
    return format_datetime(value, pattern) if isinstance(value, datetime) else format_date(value, pattern)


def given(text: str) -> str:
    """Return a date as a source gives it; only the order of 1979-02-17 is turned into the reader's."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return "/".join(reversed(text.split("-"))) if _YEAR_MONTH.fullmatch(text) else text


def span(length: timedelta) -> str:
    """Return a length of time in one unit a person would choose: 3 days, not 0.43 weeks."""
    days = length.days
    if length < timedelta(hours=1):
        unit = "minute"
    elif length < timedelta(days=2):
        unit = "hour"
    elif days < 60:
        unit = "day"
    else:
        unit = "month" if days < 730 else "year"
    # No unit passes an infinite threshold, so the one asked for is taken.
    words: str = format_timedelta(length, granularity=unit, threshold=float("inf"))
    return words


def ago(moment: datetime) -> str:
    """Return how long ago `moment` was, in words."""
    passed = now() - moment
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago", time=span(passed))


def waiting(since: datetime | date) -> str:
    """Return how long something has waited: since a moment as exactly as one says it, since a day in whole days."""
    passed = now() - since if isinstance(since, datetime) else timedelta(days=(today() - since).days)
    return span(max(passed, timedelta()))


def metres(length_m: float) -> str:
    """Return a length as 260 m, 1,2 km or 15 km."""
    if length_m < _KILOMETRE:
        return f"{format_decimal(round(length_m))} m"
    places = "#,##0.#" if length_m < 10 * _KILOMETRE else "#,##0"
    return f"{format_decimal(length_m / _KILOMETRE, places)} km"


def size(count: int) -> str:
    """Return the size of a file as 340 KB or 1,2 MB."""
    if count < 1_000_000:
        return f"{format_decimal(max(1, round(count / 1000)))} KB"
    return f"{format_decimal(count / 1_000_000, '#,##0.#')} MB"


def number(value: float) -> str:
    """Return a number with the reader's separators; a count that was not carried to its end says so."""
    written = format_decimal(value)
    return gettext("more than %(number)s", number=written) if isinstance(value, MoreThan) else written


def place(lon: float, lat: float) -> str:
    """Return a WGS 84 point as latitude then longitude in degrees, six places, hemispheres named."""
    north, east = (format_decimal(abs(value), "0.000000") for value in (lat, lon))
    latitude = gettext("%(degrees)s° N", degrees=north) if lat >= 0 else gettext("%(degrees)s° S", degrees=north)
    longitude = gettext("%(degrees)s° E", degrees=east) if lon >= 0 else gettext("%(degrees)s° W", degrees=east)
    return f"{latitude} · {longitude}"
