"""Dates as witnesses and old papers give them: a day, a month or only a year, sometimes "about"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from gis_case.core.text import N_, Message, message

_ABOUT = re.compile(r"^(?:khoảng|chừng|about|circa|~)\s*", re.IGNORECASE)
_LEAD = re.compile(r"^(?:ngày|tháng|năm|month|year)\s+", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_VN = re.compile(r"^(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})$")


class DateTextError(ValueError):
    """The text is no date; `.reason` says what to type."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The words as given, and the first and last day they can mean."""

    text: str
    earliest: date
    latest: date


def parse_partial_date(text: str) -> PartialDate:
    """Read 17/2/1979, 2/1979, 1979, 1979-02-17 or "khoảng tháng 2/1979".

    Raises:
        DateTextError: with words for the user.
    """
    words = " ".join(normalize("NFC", text).split())
    bare = _LEAD.sub("", _ABOUT.sub("", words))
    if match := _ISO.match(bare):
        year, month, day = (int(part) if part else None for part in match.groups())
    elif match := _VN.match(bare):
        day, month, year = (int(part) if part else None for part in match.groups())
    else:
        raise DateTextError(message(N_("“%(text)s” is not a date. Type 17/2/1979, 2/1979 or 1979."), text=words[:40]))
    try:
        earliest = date(year or 0, month or 1, day or 1)
        latest = date(year or 0, month or 12, day or monthrange(year or 0, month or 12)[1])
    except ValueError as error:
        raise DateTextError(
            message(N_("There is no such day as “%(text)s”. Check the day and the month."), text=words[:40])
        ) from error
    return PartialDate(words, earliest, latest)
