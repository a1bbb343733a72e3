"""Judge the rows of a file of positions, many at once: pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from gis_case.core.clock import today
from gis_case.core.dates import DateTextError, parse_partial_date
from gis_case.core.text import N_, Message, message
from gis_case.geo.batch import Alike, read_texts
from gis_case.geo.candidates import Candidate
from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import note
from gis_case.geo.reading import Context, Notation
from gis_case.geo.shift import Calibration
from gis_case.geo.systems import SYSTEMS, TM3_EPSG, tm3_for_province
from gis_case.geo.uncertainty import Term
from gis_case.positions.models import SourceKind
from gis_case.positions.rules import (
    ERROR_OF_SOURCE,
    LONGEST_READ,
    LONGEST_WORDS,
)
from gis_case.positions.written import Written, write_out

REQUIRED = ("text", "source_kind")
LONGEST_NAME = 200
LONGEST_SUBJECT = 300
OUTSIDE = message(N_("The position lies outside Vietnam. Say why it is right, for example a grave in Laos."))
SEVERAL = message(N_("The words can mean several places. Open the report and choose one of them."))
AREA = note(N_("extent of the area on the map"))

Raw = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Province:
    """Which meridian is meant where a file names none, and the local calibrations in force."""

    name: str
    lon0: float
    shifts: tuple[Calibration, ...] = ()


@dataclass(slots=True)
class Judged:
    """One row that can be taken, with its reading; without one, perhaps the reason why it could not be read."""

    verbatim: str
    source_kind: str
    case_number: str = ""
    informant: str = ""
    subject: str = ""
    given_on: str | None = None
    outside_reason: str = ""
    reading: Written | None = None
    problem: Message | None = None


@dataclass(slots=True)
class Verdicts:
    """What became of the rows of a chunk, by their place in it: taken, or refused with every reason."""

    taken: dict[int, Judged] = field(default_factory=dict)
    refused: dict[int, list[Message]] = field(default_factory=dict)

    def refuse(self, at: int, *reasons: Message) -> None:
        """Refuse a row, also one that was taken before."""
        self.taken.pop(at, None)
        self.refused[at] = list(reasons)


def judge(rows: Sequence[dict[str, str]], province: Province) -> Verdicts:
    """Judge rows under the names of the fields (see mapping).

    Words that are no coordinate are kept without a point, unless the row must be read. Of several readings the
    likeliest is taken, marked as supposed; the others are kept beside it. Squares that may lie anywhere get no point:
    a person has to choose.
    """
    verdicts = Verdicts()
    alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        reasons, how = _checked(row)
        if reasons:
            verdicts.refuse(at, *reasons)
            continue
        verdicts.taken[at] = _bare(row)
        if len(row["text"]) <= LONGEST_READ:
            alike[how].append(at)
    for (kind, system, lon0, zone), places in alike.items():
        _read(verdicts, rows, places, _context(province, system, lon0, zone, kind))
    for at, one in list(verdicts.taken.items()):
        if one.reading is None and rows[at].get("must_be_read"):
            verdicts.refuse(at, one.problem or _unread(rows[at]))
        elif one.reading is not None and one.reading.outside_vietnam and not one.outside_reason:
            verdicts.refuse(at, OUTSIDE)
    return verdicts


@lru_cache(maxsize=64)
def _context(province: Province, system: str | None, lon0: float | None, zone: int | None, kind: str) -> Context:
    known = province.lon0 in {one.lon0 for one in tm3_for_province(province.name)}
    return Context(
        system=system,
        lon0=lon0 if lon0 is not None or known or zone is not None else province.lon0,
        zone=zone,
        province=province.name if known else None,
        source_kind=ERROR_OF_SOURCE[kind],
        shifts=province.shifts,
    )


def _bare(row: dict[str, str]) -> Judged:
    return Judged(
        verbatim=row["text"],
        source_kind=row["source_kind"],
        case_number=row.get("case_number", ""),
        informant=row.get("informant", ""),
        subject=row.get("subject", ""),
        given_on=_day(row.get("given_on", "")),
        outside_reason=row.get("outside_reason", ""),
    )


def _checked(row: dict[str, str]) -> tuple[list[Message], tuple[Any, ...]]:
    """Return every reason to refuse a row before its coordinate is read, and what it is to be read against."""
    reasons: list[Message] = []
    if row.get("no_place"):
        return [message(row["no_place"])], ()
    if not row["text"]:
        reasons.append(message(N_("The column text is empty.")))
    if len(row["text"]) > LONGEST_WORDS:
        reasons.append(message(N_("The text is longer than %(limit)s characters."), limit=LONGEST_WORDS))
    kind, system = row.get("source_kind", ""), row.get("system", "") or None
    if kind not in ERROR_OF_SOURCE:
        known = ", ".join(SourceKind)
        reasons.append(
            message(N_("The kind of source “%(kind)s” is not one of %(known)s."), kind=kind[:30], known=known)
        )
    if system is not None and system not in SYSTEMS:
        known = ", ".join(SYSTEMS)
        reasons.append(message(N_("The system “%(system)s” is not one of %(known)s."), system=system[:30], known=known))
    lon0 = _meridian(row.get("lon0", ""), reasons)
    for name, limit in (("informant", LONGEST_NAME), ("subject", LONGEST_SUBJECT)):
        if len(row.get(name, "")) > limit:
            reasons.append(message(N_("The name is longer than %(limit)s characters."), limit=limit))
    if row.get("given_on") and _day(row["given_on"]) is None:
        reasons.append(
            message(N_("“%(text)s” is no day that has passed. Type for example 17/2/2026."), text=row["given_on"][:30])
        )
    return reasons, (kind, system, lon0, int(row["zone"]) if row.get("zone") else None)


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


@lru_cache(maxsize=1024)
def _day(words: str) -> str | None:
    """Return a whole day that has passed as ISO writes it."""
    try:
        found = parse_partial_date(words)
    except DateTextError:
        return None
    return found.earliest.isoformat() if found.earliest == found.latest and found.latest <= today() else None


def _unread(row: dict[str, str]) -> Message:
    return message(N_("No coordinate could be read from “%(text)s”."), text=row["text"][:60])


def _read(verdicts: Verdicts, rows: Sequence[dict[str, str]], places: list[int], context: Context) -> None:
    """Read the texts of the rows at `places`, all against one context."""
    batch = read_texts([rows[at]["text"] for at in places], context)
    alone: dict[int, list[Candidate]] = {}
    for number in batch.rest:
        try:
            alone[number] = batch.alone(number)
        except CoordinateError as error:
            verdicts.taken[places[number]].problem = message(error.msgid, **error.params)
    groups = [*batch.groups, *(replace(Alike.of(found), rows=np.array([at])) for at, found in alone.items())]
    for group in groups:
        if _is_a_persons_choice(group):
            for number in group.rows.tolist():
                verdicts.taken[places[number]].problem = SEVERAL
            continue
        texts = [rows[places[number]]["text"] for number in group.rows.tolist()]
        extents = [float(rows[places[number]].get("extent_m") or 0) for number in group.rows.tolist()]
        if any(extents):
            written = [next(write_out(_wider(group, at, extent), [texts[at]])) for at, extent in enumerate(extents)]
        else:
            written = list(write_out(group, texts))
        for number, values in zip(group.rows.tolist(), written, strict=True):
            verdicts.taken[places[number]].reading = values


def _is_a_persons_choice(group: Alike) -> bool:
    """Whether the readings are places apart, as squares without a zone are, and not one place in several systems."""
    best = group.first[0]
    stated = any(note.code == "stated" for note in best.why)
    if best.notation is Notation.MGRS:
        return len(group.first) > 1 and not stated
    return best.notation is Notation.OFFSET or (best.notation is Notation.SQUARE and len(group.first) > 1)


def _wider(group: Alike, at: int, extent_m: float) -> Alike:
    """Return one row whose every radius holds the area it was the middle of."""
    more = (Term("extent", extent_m, "bound", AREA),) if extent_m else ()
    found = group.candidates(at)
    return Alike.of(
        [
            replace(one, terms=(*one.terms, *more), r95_m=one.r95_m + extent_m, r_max_m=one.r_max_m + extent_m)
            for one in found
        ]
    )


def key_of_row(row: dict[str, str]) -> str:
    """Return what makes a row the same row again, in whichever file and on whichever line."""
    parts = [row.get("case_number", ""), row.get("informant", ""), row.get("source_kind", ""), row["text"]]
    if row.get("subject"):
        parts.append(row["subject"])
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
