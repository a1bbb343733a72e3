"""What a text is read against, and what one reading of it says."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from gis_case.geo.messages import Note


class Notation(StrEnum):
    """How the numbers were written."""

    DECIMAL = "decimal"
    MINUTES = "degrees_minutes"
    SECONDS = "degrees_minutes_seconds"
    COMPACT = "compact"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the text.

    `system` is a key of SYSTEMS that the witness or document states; a key of the same datum is used
    when the numbers are of the other kind (degrees or metres). `lon0` is a TM-3 meridian in degrees,
    `zone` a UTM zone, `province` gives the default meridian, `commune_point` is longitude, latitude in
    degrees with `commune_radius_m` metres around it, `date` is the day of the document, `language` "vi"
    or "en", `source_kind` a key of uncertainty.SOURCE_TERMS.
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


@dataclass(frozen=True, slots=True)
class Stated:
    """What the text itself says of its system: datum, kind of grid, zone and central meridian."""

    datum: str | None = None
    grid: str | None = None
    zone: int | None = None
    lon0: float | None = None
    band: str = ""

    def with_more(self, other: "Stated") -> "Stated":
        """Return both together; what `other` says comes first."""
        return Stated(
            other.datum or self.datum,
            other.grid or self.grid,
            other.zone or self.zone,
            other.lon0 or self.lon0,
            other.band or self.band,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text, before any datum is supposed.

    `x` is longitude or easting and `y` latitude or northing; degrees, or metres when `is_grid`. `step`
    is the last digit's step in the same unit. `zone` is a Gauss–Krüger prefix found in the easting.
    `score` compares readings of one text, at most 1.
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

    @property
    def is_grid(self) -> bool:
        """Whether x and y are metres."""
        return self.notation is Notation.GRID
