"""Judge one row of a file of positions: pure."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from gis_case.core.text import N_, Message, message
from gis_case.geo.reading import Context
from gis_case.geo.systems import SYSTEMS, TM3_EPSG, tm3_for_province
from gis_case.positions.models import SourceKind
from gis_case.positions.rules import (
    ERROR_OF_SOURCE,
    LONGEST_READ,
    LONGEST_WORDS,
    ChosenReading,
    Readings,
    kept_reading,
    read_words,
)

REQUIRED = ("text", "source_kind")
LONGEST_NAME = 200


class RowError(ValueError):
    """A row that cannot be taken; `.reasons` are for the user."""

    def __init__(self, reasons: list[Message]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Province:
    """Which meridian is meant where a file names none."""

    name: str
    lon0: float


@lru_cache(maxsize=64)
def _context(province: Province, system: str | None, lon0: float | None, kind: SourceKind) -> Context:
    known = province.lon0 in {zone.lon0 for zone in tm3_for_province(province.name)}
    return Context(
        system=system,
        lon0=lon0 if lon0 is not None or known else province.lon0,
        province=province.name if known else None,
        source_kind=ERROR_OF_SOURCE[kind],
    )


def row_values(row: dict[str, str], province: Province) -> dict[str, Any]:
    """Return the columns of one report; words that are no coordinate are kept without a point.

    Of several readings the likeliest is taken, marked as supposed; the others are kept beside it.

    Raises:
        RowError: with every reason at once.
    """
    reasons: list[Message] = []
    words = row["text"]
    if not words:
        reasons.append(message(N_("The column text is empty.")))
    if len(words) > LONGEST_WORDS:
        reasons.append(message(N_("The text is longer than %(limit)s characters."), limit=LONGEST_WORDS))
    kind = _kind(row["source_kind"], reasons)
    system = row.get("system", "") or None
    if system is not None and system not in SYSTEMS:
        known = ", ".join(SYSTEMS)
        reasons.append(message(N_("The system “%(system)s” is not one of %(known)s."), system=system[:30], known=known))
    lon0 = _meridian(row.get("lon0", ""), reasons)
    if len(row.get("informant", "")) > LONGEST_NAME:
        reasons.append(message(N_("The name is longer than %(limit)s characters."), limit=LONGEST_NAME))
    if reasons or kind is None:
        raise RowError(reasons)
    readings = (
        read_words(words, "", _context(province, system, lon0, kind)) if len(words) <= LONGEST_READ else Readings()
    )
    return _columns(words, kind, readings, row)


def _columns(words: str, kind: SourceKind, readings: Readings, row: dict[str, str]) -> dict[str, Any]:
    chosen, *rest = readings.found or (None,)
    reason = row.get("outside_reason", "")
    if chosen is not None and chosen.outside_vietnam and not reason:
        raise RowError(
            [message(N_("The position lies outside Vietnam. Say why it is right, for example a grave in Laos."))]
        )
    return _of(chosen) | {
        "verbatim": words,
        "source_kind": kind.value,
        "other_readings": [kept_reading(one) for one in rest if one is not None],
        "outside_reason": reason,
        "case_number": row.get("case_number", ""),
        "informant": row.get("informant", ""),
    }


def _of(chosen: ChosenReading | None) -> dict[str, Any]:
    if chosen is None:
        nowhere = dict.fromkeys(("lon", "lat", "r95_m", "r_max_m"), None)
        empty = dict.fromkeys(("system", "notation", "op_code", "epsg_db_version"), "")
        return nowhere | empty | {"system_stated": False, "outside_vietnam": False, "terms": [], "how": {}}
    return kept_reading(chosen)


def _kind(name: str, reasons: list[Message]) -> SourceKind | None:
    try:
        return SourceKind(name)
    except ValueError:
        known = ", ".join(SourceKind)
        reasons.append(
            message(N_("The kind of source “%(kind)s” is not one of %(known)s."), kind=name[:30], known=known)
        )
        return None


def _meridian(words: str, reasons: list[Message]) -> float | None:
    if not words:
        return None
    try:
        lon0 = float(words.replace(",", "."))
    except ValueError:
        lon0 = float("nan")
    if lon0 not in TM3_EPSG:
        reasons.append(
            message(N_("“%(lon0)s” is no central meridian of VN-2000. Type for example 107.25."), lon0=words[:20])
        )
    return lon0


def key_of_row(row: dict[str, str]) -> str:
    """Return what makes a row the same row again, in whichever file and on whichever line."""
    parts = (row.get("case_number", ""), row.get("informant", ""), row["source_kind"], row["text"])
    return sha256("\x1f".join(parts).encode()).hexdigest()
