"""How times, lengths and places are shown to a reader; templates call these as `shown.…`."""

from datetime import date, datetime, timedelta

from babel.units import format_unit
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext

from gis_case.core.clock import now

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


def span(length: timedelta) -> str:
    """Return a length of time in one unit a person would choose: 3 days, not 0.43 weeks."""
    minutes = max(0, int(length.total_seconds() // 60))
    days = minutes // 1440
    if minutes < 60:
        count, unit = minutes, "minute"
    elif minutes < 2880:
        count, unit = minutes // 60, "hour"
    elif days < 60:
        count, unit = days, "day"
    elif days < 730:
        count, unit = days // 30, "month"
    else:
        count, unit = days // 365, "year"
    return format_unit(count, f"duration-{unit}", length="long", locale=get_locale() or "vi")


def ago(moment: datetime) -> str:
    """Return how long ago `moment` was, in words."""
    passed = now() - moment
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago", time=span(passed))


def waiting(since: datetime | date) -> str:
    """Return how long something has waited, in whole days."""
    start = since.date() if isinstance(since, datetime) else since
    return span(timedelta(days=max(0, (now().date() - start).days)))


def metres(length_m: float) -> str:
    """Return a length as 260 m, 1,2 km or 15 km."""
    if length_m < _KILOMETRE:
        return f"{format_decimal(round(length_m))} m"
    places = "#,##0.#" if length_m < 10 * _KILOMETRE else "#,##0"
    return f"{format_decimal(length_m / _KILOMETRE, places)} km"


def number(value: float) -> str:
    """Return a number with the reader's separators."""
    return format_decimal(value)


def place(lon: float, lat: float) -> str:
    """Return a WGS 84 point as latitude then longitude in degrees, six places, hemispheres named."""
    north = gettext("N") if lat >= 0 else gettext("S")
    east = gettext("E") if lon >= 0 else gettext("W")
    degrees = [format_decimal(abs(value), "0.000000") for value in (lat, lon)]
    return f"{degrees[0]}° {north} · {degrees[1]}° {east}"
