"""Judge one row of a file of battle sites: pure."""

import math
from dataclasses import dataclass
from datetime import date

from gis_case.core.dates import DateTextError, parse_partial_date
from gis_case.core.text import N_, Message, message

REQUIRED = ("id", "name_vi", "period", "lat", "lon", "uncertainty_m")
PERIODS = ("1947-1954", "1955-1975", "1979", "1984-1989", "other")
LONGEST_NAME = 300


class RowError(ValueError):
    """A row that cannot be taken; `.reasons` are for the user."""

    def __init__(self, reasons: list[Message]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Place:
    """A stand-in for a site: degrees on WGS 84 and a radius in metres."""

    lon: float
    lat: float
    radius_m: float


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_place(row: dict[str, str], reasons: list[Message]) -> Place | None:
    """Return the place of a row, None when it gives none; what is wrong goes to `reasons`."""
    if not row["lat"] and not row["lon"]:
        return None
    lat, lon, radius = (_number(row[name]) for name in ("lat", "lon", "uncertainty_m"))
    if lat is None or lon is None:
        reasons.append(message(N_("“%(lat)s, %(lon)s” is not a position. Type 21.94583 and 106.69667."), **_pair(row)))
        return None
    if abs(lat) > 90 and abs(lon) <= 90:
        reasons.append(
            message(N_("Latitude %(lat)s is beyond 90°: latitude and longitude look swapped."), **_pair(row))
        )
        return None
    if abs(lat) > 90 or abs(lon) > 180:
        reasons.append(message(N_("“%(lat)s, %(lon)s” does not lie on Earth."), **_pair(row)))
        return None
    if radius is None or radius <= 0:
        reasons.append(message(N_("A position needs a radius in metres, for example 1500, in uncertainty_m.")))
        return None
    return Place(lon, lat, radius)


def _pair(row: dict[str, str]) -> dict[str, object]:
    return {"lat": row["lat"][:20], "lon": row["lon"][:20]}


def _span(row: dict[str, str], reasons: list[Message]) -> tuple[date | None, date | None]:
    days: list[date | None] = []
    for column, end in (("start_date", "earliest"), ("end_date", "latest")):
        text = row.get(column, "")
        try:
            days.append(getattr(parse_partial_date(text), end) if text else None)
        except DateTextError as error:
            reasons.append(error.reason)
            days.append(None)
    if days[0] and days[1] and days[1] < days[0]:
        reasons.append(message(N_("The battle ends before it starts. Check the two dates.")))
    return days[0], days[1]


def site_values(row: dict[str, str]) -> dict[str, object]:
    """Return the columns of a battle site from one row of a file.

    Raises:
        RowError: with every reason at once.
    """
    reasons: list[Message] = []
    if not row["id"]:
        reasons.append(message(N_("The column id is empty: each site needs a code of its own.")))
    if not row["name_vi"]:
        reasons.append(message(N_("The column name_vi is empty.")))
    if len(row["name_vi"]) > LONGEST_NAME:
        reasons.append(message(N_("The name is longer than %(limit)s characters."), limit=LONGEST_NAME))
    if row["period"] not in PERIODS:
        reasons.append(
            message(
                N_("The period “%(period)s” is not one of %(known)s."),
                period=row["period"][:20],
                known=", ".join(PERIODS),
            )
        )
    place = read_place(row, reasons)
    start, end = _span(row, reasons)
    if reasons:
        raise RowError(reasons)
    return {
        "code": row["id"],
        "name": row["name_vi"],
        "name_en": row.get("name_en", ""),
        "period": row["period"],
        "start_text": row.get("start_date", ""),
        "end_text": row.get("end_date", ""),
        "start_earliest": start,
        "end_latest": end,
        "units": [unit.strip() for unit in row.get("units", "").split(";") if unit.strip()],
        "description": row.get("description_vi", ""),
        "place": row.get("place", ""),
        "commune_text": row.get("commune_2025", ""),
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "uncertainty_m": place.radius_m if place else None,
        "position_method": row.get("coordinate_method", ""),
        "source": row.get("source", ""),
        "confidence": row.get("confidence", ""),
        "notes": row.get("notes", ""),
    }
