"""What a reading of a witness's words is, and how it is kept: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from gis_case.core.text import N_, Message, message
from gis_case.geo.candidates import Candidate, candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import Note
from gis_case.geo.reading import Context

LONGEST_READ = 200
LONGEST_WORDS = 2000

# What each kind of source adds to the error when nothing better is known: a key of geo's SOURCE_TERMS.
ERROR_OF_SOURCE: Mapping[str, str] = {
    "gnss": "gnss",
    "map": "map_50k",
    "document": "document",
    "shown_on_site": "memory_on_site",
    "near_landmark": "memory_feature",
    "told": "memory_verbal",
}


@dataclass(frozen=True, slots=True)
class ChosenReading:
    """A reading of the witness's words: degrees on WGS 84, metres of 95 % and of containment.

    `how` keeps what is needed to repeat it: the line of text, the meridian or zone, reasons and warnings.
    """

    lon: float
    lat: float
    r95_m: float
    r_max_m: float
    system: str
    notation: str = ""
    op_code: str = ""
    epsg_db_version: str = ""
    system_stated: bool = False
    outside_vietnam: bool = False
    terms: list[Any] = field(default_factory=list)
    how: dict[str, Any] = field(default_factory=dict)


def kept_note(note: Note) -> dict[str, Any]:
    """Return a sentence of the geodesy floor as JSON keeps it."""
    return {"msgid": note.msgid, "params": dict(note.params)}


def told_note(kept: Mapping[str, Any]) -> Message:
    """Return a kept sentence as one that can be said in the reader's language."""
    return message(str(kept["msgid"]), **kept.get("params", {}))


def _beside(context: Context) -> dict[str, Any]:
    """What of the context only this text had, as JSON keeps it."""
    known = {
        "date": context.date.isoformat() if context.date else None,
        "near": list(context.near) if context.near else None,
        "sheet": context.sheet,
        "scale": context.scale,
        "numbering": context.numbering,
    }
    return {name: value for name, value in known.items() if value}


def reading_of(candidate: Candidate, line: str = "", context: Context = Context()) -> ChosenReading:  # noqa: B008 - frozen
    """Return what is stored of `candidate`, read from `line` with what was known beside it."""
    codes = {note.code for note in (*candidate.why, *candidate.warnings)}
    return ChosenReading(
        lon=candidate.lon,
        lat=candidate.lat,
        r95_m=candidate.r95_m,
        r_max_m=candidate.r_max_m,
        system=candidate.system,
        notation=candidate.notation.value,
        op_code=candidate.calibration or str(candidate.op_code or ""),
        epsg_db_version=candidate.epsg_db_version,
        system_stated="stated" in codes,
        outside_vietnam="outside_vietnam" in codes,
        terms=[
            {"name": term.name, "r95_m": term.r95_m, "kind": term.kind, "label": kept_note(term.label)}
            for term in candidate.terms
        ],
        how={
            "line": line,
            "lon0": candidate.lon0,
            "zone": candidate.zone,
            "swapped": candidate.swapped,
            "weight": round(candidate.weight, 4),
            "why": [kept_note(note) for note in candidate.why],
            "warnings": [kept_note(note) for note in candidate.warnings],
            "beside": _beside(context),
        },
    )


def operation_of(code: str) -> str:
    """Name the way to WGS 84 that `code` stands for: an operation of EPSG, or a calibration of this province."""
    return f"EPSG:{code}" if code.isdigit() else code


def key_of(reading: ChosenReading) -> str:
    """Return a short name of a reading that stays the same while the text and its context do."""
    parts = (reading.system, reading.how.get("lon0"), reading.how.get("zone"), reading.how.get("swapped"))
    # The middle part of a square and the whole square have one centre: only their extent tells them apart.
    extent = next((f"{term['r95_m']:.1f}" for term in reading.terms if term["name"] in ("notation", "region")), "")
    exact = f"{parts}|{reading.lon:.7f}|{reading.lat:.7f}|{extent}"
    return sha256(exact.encode()).hexdigest()[:10]


def kept_reading(reading: ChosenReading) -> dict[str, Any]:
    """Return a reading as JSON keeps it among those that were not chosen."""
    return {name: getattr(reading, name) for name in ChosenReading.__slots__}


def told_reading(kept: Mapping[str, Any]) -> ChosenReading:
    """Return a reading from what JSON kept; what an older version wrote beside is left out."""
    return ChosenReading(**{name: value for name, value in kept.items() if name in ChosenReading.__slots__})


@dataclass(frozen=True, slots=True)
class Readings:
    """What a line of text can mean, the likeliest first, or why it cannot be read."""

    line: str = ""
    found: tuple[ChosenReading, ...] = ()
    problem: Message | None = None

    def by_key(self, key: str | None) -> ChosenReading | None:
        """Return the reading that `key` names."""
        return next((reading for reading in self.found if key_of(reading) == key), None)

    def without(self, chosen: ChosenReading | None) -> list[dict[str, Any]]:
        """Return all readings but `chosen`, as JSON keeps them."""
        return [kept_reading(reading) for reading in self.found if reading is not chosen]


def read_words(words: str, line: str, context: Context) -> Readings:
    """Read `line`, or the whole words when they are short enough to be a coordinate."""
    text = line.strip() or words.strip()
    if not text:
        return Readings()
    if len(text) > LONGEST_READ:
        return Readings(
            problem=message(
                N_("The words are longer than %(limit)s characters. Copy the part with the coordinate below them."),
                limit=LONGEST_READ,
            )
        )
    try:
        return Readings(text, tuple(reading_of(one, text, context) for one in candidates(text, context)))
    except CoordinateError as error:
        return Readings(text, problem=message(error.msgid, **error.params))
