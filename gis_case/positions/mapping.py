"""Which column of a file holds what: said, remembered, or guessed from the headers in Vietnamese and English. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from unicodedata import combining, normalize

from gis_case.core.errors import Refused
from gis_case.core.tables.base import EXTENT, NO_PLACE, PLACE
from gis_case.core.text import N_, Message, message
from gis_case.positions.models import SourceKind

# Field -> what its column may be called, without marks and in lower case; the first that stands there is taken.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "toa do", "toa do vi tri", "toa do nguyen van", "nguyen van", "vi tri", "text", "verbatim", "coordinate",
        "coordinates", "position", "verbatimcoordinates", "toa do vn2000", "toa do vn-2000", "toa do wgs84", "mgrs",
    ),
    "first": (
        "vi do", "vi do (lat)", "lat", "latitude", "decimallatitude", "x", "x (m)", "toa do x", "x vn2000",
        "x vn-2000", "northing", "bac", "y_lat", "vd",
    ),
    "second": (
        "kinh do", "kinh do (lon)", "lon", "lng", "long", "longitude", "decimallongitude", "y", "y (m)", "toa do y",
        "y vn2000", "y vn-2000", "easting", "dong", "kd",
    ),
    "informant": (
        "nguoi cung cap", "nguoi cung cap thong tin", "nguoi bao tin", "nguon tin", "nguoi ke", "nhan chung",
        "informant", "witness", "source name", "reported by",
    ),
    "source_kind": ("source_kind", "sourcekind", "cach biet", "loai nguon", "nguon", "source kind"),
    "case_number": ("case_number", "casenumber", "so ho so", "ma ho so", "ho so", "case", "case number"),
    "subject": (
        "subject", "noi dung", "mo ta", "doi tuong", "ten diem", "ten", "ghi chu", "name", "description", "notes",
        "noi co mo",
    ),
    "given_on": ("given_on", "givenon", "ngay cung cap", "ngay", "ngay bao tin", "date"),
    "system": ("system", "verbatimsrs", "he toa do", "he quy chieu"),
    "lon0": ("lon0", "kinh tuyen truc", "ktt", "central meridian", "kinh tuyen"),
    "outside_reason": ("outside_reason", "ly do ngoai viet nam", "outside reason"),
}  # fmt: skip
FIELDS = tuple(NAMES)

LABELS: Mapping[str, Message] = {
    "text": message(N_("Coordinate or words, in one column")),
    "first": message(N_("Latitude, or X (north)")),
    "second": message(N_("Longitude, or Y (east)")),
    "informant": message(N_("Informant")),
    "source_kind": message(N_("How it is known")),
    "case_number": message(N_("Case number")),
    "subject": message(N_("What lies there")),
    "given_on": message(N_("Day on which it was given")),
    "system": message(N_("Coordinate system")),
    "lon0": message(N_("Central meridian")),
    "outside_reason": message(N_("Why a point outside Vietnam is right")),
}
LONGEST_COLUMN = 100


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that says nothing itself; `system`, `lon0` and `zone` as geo's Context has them."""

    source_kind: str = SourceKind.GNSS.value
    case_number: str = ""
    system: str = ""
    lon0: float | None = None
    zone: int | None = None
    informant: str = ""


@dataclass(frozen=True)
class ColumnMapping:
    """Columns by field; `has_places` when the places come with the file, `loses_zeros` for numbers of a spreadsheet."""

    columns: Mapping[str, str] = field(default_factory=dict)
    has_places: bool = False
    loses_zeros: bool = False
    defaults: Defaults = Defaults()

    def row(self, raw: Mapping[str, str]) -> dict[str, str]:
        """Return a row under the names of the fields."""
        found = {name: raw.get(column, "").replace("\0", "") for name, column in self.columns.items()}
        if self.has_places:
            for name in ("system", "lon0"):
                found.pop(name, None)
            found |= {"text": raw.get(PLACE, ""), "extent_m": raw.get(EXTENT, ""), "no_place": raw.get(NO_PLACE, "")}
        elif "text" not in self.columns or not found["text"]:
            found["text"] = pair_text(found.get("first", ""), found.get("second", ""), self.loses_zeros)
            found["must_be_read"] = "yes"
        for name in ("first", "second"):
            found.pop(name, None)
        for name, value in self._defaults:
            if not found.get(name):
                found[name] = value
        return found

    @cached_property
    def _defaults(self) -> tuple[tuple[str, str], ...]:
        """What stands in for empty cells; for the places of a map file its own system stands alone."""
        stated = {name: value for name, value in asdict(self.defaults).items() if value not in (None, "")}
        return tuple((name, f"{value:g}" if isinstance(value, float) else str(value)) for name, value in stated.items())


def pair_text(first: str, second: str, loses_zeros: bool = False) -> str:
    """Return two cells as one text, as they stand.

    A number in a spreadsheet loses the zeros at its end: beside "106.7025" the cell 21.95 was given to four decimals
    too, and gets them back.
    """
    first, second = first.strip(), second.strip()
    if not (first or second):
        return ""
    places = [_decimals(one) for one in (first, second)]
    if loses_zeros and None not in places and places[0] != places[1]:
        most = max(place for place in places if place is not None)
        first, second = (_padded(one, most) for one in (first, second))
    return f"{first}; {second}"


def _decimals(text: str) -> int | None:
    """How many decimals a plain number has; None for anything else."""
    whole, _, rest = text.replace(",", ".").partition(".")
    return len(rest) if whole.isascii() and whole.isdigit() and (not rest or rest.isdigit()) else None


def _padded(text: str, most: int) -> str:
    whole, _, rest = text.replace(",", ".").partition(".")
    return f"{whole}.{rest.ljust(most, '0')}"


def folded(name: str) -> str:
    """Return a header without marks, in lower case, with single spaces."""
    plain = normalize("NFD", name.casefold().replace("đ", "d"))
    return " ".join("".join(mark for mark in plain if not combining(mark)).replace("_", " ").split())


def guess(columns: Iterable[str], *, has_places: bool = False) -> dict[str, str]:
    """Return which column most likely holds which field; the words of a row come before two columns of numbers."""
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(folded(column), column)
    found: dict[str, str] = {}
    for name, spellings in NAMES.items():
        spelling = next((one for one in map(folded, spellings) if one in known), None)
        if spelling is not None and known[spelling] not in found.values():
            found[name] = known[spelling]
    pair = {"first", "second"} & found.keys()
    left_out = {"text", "first", "second"} if has_places else set() if len(pair) == 2 and "text" not in found else pair
    return {name: column for name, column in found.items() if name not in left_out}


def checked(columns: Mapping[str, str], header: Iterable[str], *, has_places: bool = False) -> dict[str, str]:
    """Return the mapping without empty answers; raise Refused with all that is wrong with it."""
    present, reasons = set(header), list[Message]()
    kept = {name: column for name, column in columns.items() if column}
    for name, column in kept.items():
        if name not in NAMES:
            known = ", ".join(FIELDS)
            reasons.append(message(N_("There is no field “%(name)s”. Fields: %(known)s."), name=name[:40], known=known))
        elif column not in present:
            known = ", ".join(sorted(present))[:300]
            reasons.append(
                message(N_("The file has no column “%(name)s”. It has: %(known)s."), name=column[:60], known=known)
            )
    if not has_places and "text" not in kept and not {"first", "second"} <= kept.keys():
        reasons.append(
            message(N_("Say which column holds the coordinate, or which two hold latitude and longitude (X and Y)."))
        )
    if reasons:
        raise Refused(*reasons)
    return kept


def from_words(words: Iterable[str]) -> dict[str, str]:
    """Return the mapping of "field=Column" as typed on a command line."""
    found = {}
    for word in words:
        name, mark, column = word.partition("=")
        if not mark or not name.strip() or not column.strip():
            raise Refused(
                message(N_("“%(word)s” names no column. Type for example: text=Tọa độ"), word=word[:60]),
            )
        found[name.strip()] = column.strip()
    return found
