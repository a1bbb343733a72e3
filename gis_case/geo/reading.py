"""What a text is read against, and what one reading of it says."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from gis_case.geo.messages import Note
from gis_case.geo.shift import Calibration


class Notation(StrEnum):
    """How the numbers were written."""

    DECIMAL = "decimal"
    MINUTES = "degrees_minutes"
    SECONDS = "degrees_minutes_seconds"
    COMPACT = "compact"
    GRID = "grid"
    MGRS = "mgrs"
    SQUARE = "grid_square"
    GRADS = "grads"
    OFFSET = "offset"


_METRES = frozenset({Notation.GRID, Notation.MGRS, Notation.SQUARE})


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the text.

    `system` is a key of SYSTEMS that the witness or document states; a key of the same datum is used
    when the numbers are of the other kind (degrees or metres). `lon0` is a TM-3 meridian in degrees,
    `zone` a UTM zone, `province` gives the default meridian, `commune_point` is longitude, latitude in
    degrees with `commune_radius_m` metres around it, `date` is the day of the document, `language` "vi"
    or "en", `source_kind` a key of uncertainty.SOURCE_TERMS.

    `near` is longitude, latitude in degrees of a point the text speaks of or that must lie near the one
    meant. `sheet` names the map sheet ("6342 III", "F-48-68-D", or a province), `scale` is its denominator.
    `numbering` says how squares are divided on this document: "spiral" (1 north-west, clockwise, 9 in the
    middle; A north-west, clockwise), "rows" (left to right, top to bottom), or empty for the way that is
    taught, which nobody has confirmed. `shifts` are the local calibrations in force, at most one for each datum.
    """

    system: str | None = None
    lon0: float | None = None
    zone: int | None = None
    province: str | None = None
    commune_point: tuple[float, float] | None = None
    commune_radius_m: float | None = None
    date: datetime.date | None = None
    language: str = "vi"
    source_kind: str | None = None
    near: tuple[float, float] | None = None
    sheet: str | None = None
    scale: int | None = None
    numbering: Literal["", "spiral", "rows"] = ""
    shifts: tuple[Calibration, ...] = ()

    def shift_of(self, datum: str) -> Calibration | None:
        """Return the local calibration of `datum`, None where the published operation holds."""
        return next((shift for shift in self.shifts if shift.datum == datum), None)

    @property
    def has_place(self) -> bool:
        """Whether anything but the text tells where the point may lie."""
        return bool(self.near or self.commune_point or self.sheet or self.province)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the text itself says: datum, kind of grid, zone, meridian; place, sheet and scale of the map."""

    datum: str | None = None
    grid: str | None = None
    zone: int | None = None
    lon0: float | None = None
    band: str = ""
    place: str = ""
    sheet: str = ""
    scale: int | None = None

    def with_more(self, other: "Stated") -> "Stated":
        """Return both together; what `other` says comes first."""
        return Stated(
            other.datum or self.datum,
            other.grid or self.grid,
            other.zone or self.zone,
            other.lon0 or self.lon0,
            other.band or self.band,
            other.place or self.place,
            other.sheet or self.sheet,
            other.scale or self.scale,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text, before any datum is supposed.

    `x` is longitude or easting and `y` latitude or northing; degrees, or metres when `is_grid`. `step`
    is the last digit's step in the same unit. `zone` is a Gauss–Krüger prefix found in the easting.
    `score` compares readings of one text, at most 1.

    A reference to a square has its side in `cell_m`. With square letters x and y are its centre; without,
    `modulo_m` is above 0, x and y are its south-west corner known up to multiples of that, and `part` names
    the part of the square ("1" to "9", "A" to "D"). `radius_m` is the radius of a region that the text
    itself describes. `number` counts the points of a text that names several.
    """

    notation: Notation
    x: float
    y: float
    step: float
    stated: Stated = Stated()
    swapped: bool = False
    score: float = 1.0
    zone: int | None = None
    notes: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    cell_m: float = 0.0
    modulo_m: float = 0.0
    part: str = ""
    radius_m: float = 0.0
    number: int = 0

    @property
    def is_grid(self) -> bool:
        """Whether x and y are metres."""
        return self.notation in _METRES
