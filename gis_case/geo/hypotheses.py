"""Which coordinate systems a reading may be in, and why, with a weight for each."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gis_case.geo.messages import N_, Note, note
from gis_case.geo.reading import Context, Reading
from gis_case.geo.systems import SYSTEMS, TM3_EPSG, meridian_text, tm3_for_province, tm3_system
from gis_case.geo.transform import from_wgs84, system_of, utm_zone

_GRIDS = {"tm3": ("vn2000_tm3",), "utm": ("vn2000_utm", "wgs84_utm"), "gk": ("hn72_gk",)}
_UTM_OF_DATUM = {
    "vn2000": ("vn2000_utm",),
    "wgs84": ("wgs84_utm",),
    "indian1960": ("indian1960_utm",),
    "hn72": ("hn72_gk",),
    "indochina": ("indochina",),
}
# A judgement: weights by how many systems are possible, which are always named the likeliest first.
_SHARES: dict[int, tuple[float, ...]] = {1: (1.0,), 2: (0.7, 0.3), 3: (0.6, 0.22, 0.18)}
_SECOND_MERIDIAN = 0.4
_TEXT_AGAINST_CONTEXT = 0.3
_OTHER_MERIDIAN = 0.2
# QĐ 83/2000/QĐ-TTg: VN-2000 in force; before the middle of the 1970s no sheet on Hanoi 1972 was in use.
VN2000_FROM = date(2000, 8, 12)
HN72_FROM = date(1976, 1, 1)
_BESIDE_COMMUNE_M = 2_000.0
_WIDEST_DEG = 4.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A system with its meridian or zone, the reason to suppose it, and its weight before any check."""

    system: str
    weight: float
    why: tuple[Note, ...]
    lon0: float | None = None
    zone: int | None = None
    warnings: tuple[Note, ...] = ()


def hypotheses(reading: Reading, context: Context) -> Iterator[Hypothesis]:
    """Yield the systems that `reading` may be in.

    What the text states outranks what the context states; when they differ, both are given with a
    warning. A TM-3 meridian is taken from the text, the context or the province and never guessed.

    Raises:
        CoordinateError: the context names an unknown system or meridian, or the stated grid needs a
            meridian that nobody gave.
    """
    named = system_of(context.system) if context.system else None
    text_datum, text_grid = reading.stated.datum, reading.stated.grid
    if not (text_datum or text_grid):
        if named is None:
            yield from _supposed(reading, context)
        else:
            why = note(N_("system as stated"), "stated")
            yield from _of(reading, context, _fitting(reading, named.key), why)
        return
    why = note(N_("system named in the text"), "stated")
    keys = _of_text(reading)
    against = named is not None and named.datum not in {SYSTEMS[key].datum for key in keys}
    if named is not None and not text_datum:
        beside = tuple(key for key in _UTM_OF_DATUM.get(named.datum, ()) if text_grid == "utm" and key != "hn72_gk")
        keys = beside or tuple(key for key in keys if SYSTEMS[key].datum == named.datum) or keys
        against = against and not beside
    warnings = (conflict_note(),) if against else ()
    yield from _of(reading, context, keys, why, 1.0, warnings)
    if against and named is not None:
        why = note(N_("system as stated beside the text"), "stated")
        yield from _of(reading, context, _fitting(reading, named.key), why, _TEXT_AGAINST_CONTEXT, warnings)


def _supposed(reading: Reading, context: Context) -> Iterator[Hypothesis]:
    """Nobody named a system: degrees are WGS 84 or VN-2000, metres TM-3 or UTM."""
    why = note(N_("system not stated, supposed"), "supposed")
    if context.date is not None and context.date < VN2000_FROM:
        yield from _of(reading, context, _of_old_documents(reading, context), why)
    elif not reading.is_grid:
        yield from _of(reading, context, ("wgs84", "vn2000"), why)
    elif reading.zone:
        yield from _of(reading, context, ("hn72_gk",), why)
    else:
        yield from _of(reading, context, _without_unknown_meridian(reading, context), why)


def _of_old_documents(reading: Reading, context: Context) -> tuple[str, ...]:
    """Before VN-2000: Hanoi 1972 and Indian 1960, the former first since it came into use; or a receiver's WGS 84."""
    if reading.is_grid and reading.zone:
        return ("hn72_gk",)
    new, old = ("hn72_gk", "indian1960_utm") if reading.is_grid else ("hn72", "indian1960")
    both = (new, old) if context.date is None or context.date >= HN72_FROM else (old, new)
    return both if reading.is_grid else (*both, "wgs84")


def _without_unknown_meridian(reading: Reading, context: Context) -> tuple[str, ...]:
    if context.lon0 is not None and context.zone is None:
        return ("vn2000_tm3",)
    if context.zone is not None and context.lon0 is None:
        return ("vn2000_utm", "wgs84_utm")
    known = bool(meridians(reading, context))
    return ("vn2000_tm3", "vn2000_utm", "wgs84_utm") if known else ("vn2000_utm", "wgs84_utm")


def _of(
    reading: Reading,
    context: Context,
    keys: tuple[str, ...],
    why: Note,
    weight: float = 1.0,
    warnings: tuple[Note, ...] = (),
) -> Iterator[Hypothesis]:
    for key, share in zip(keys, _SHARES[len(keys)], strict=True):
        yield from _placed(reading, context, key, why, weight * share, warnings)


def _placed(
    reading: Reading,
    context: Context,
    key: str,
    why: Note,
    weight: float,
    warnings: tuple[Note, ...] = (),
) -> Iterator[Hypothesis]:
    """Give the system its meridian or zone; one hypothesis for each that is possible."""
    system = SYSTEMS[key]
    if system.needs == "lon0":
        known: list[tuple[float | None, Note | None]] = [*meridians(reading, context)]
        for at, (lon0, basis) in enumerate(known or [(None, None)]):
            reasons = (why, basis) if basis else (why,)
            part = weight * (1.0 if at == 0 else _SECOND_MERIDIAN)
            yield Hypothesis(key, part, reasons, lon0=lon0, warnings=warnings)
    elif system.needs == "zone":
        if _may_be_tm3(reading, context, key):
            warnings = (*warnings, _meridian_note())
        zones = _zones(reading, context, key)
        for zone in zones:
            reason = note(N_("zone %(zone)d"), "supposed" if len(zones) > 1 else "", zone=zone)
            yield Hypothesis(key, weight, (why, reason), zone=zone, warnings=warnings)
    else:
        yield Hypothesis(key, weight, (why,), warnings=warnings)


def meridians(reading: Reading, context: Context) -> list[tuple[float, Note]]:
    """Return the TM-3 meridians to try: that of the text, else of the context, else of the province.

    Raises:
        CoordinateError: a stated meridian is none of VN-2000.
    """
    lon0 = reading.stated.lon0 if reading.stated.lon0 is not None else context.lon0
    if lon0 is not None:
        zone = tm3_system(lon0)
        return [(zone.lon0, note(N_("central meridian %(lon0)s"), lon0=meridian_text(zone.lon0)))]
    zones = tm3_for_province(context.province, context.date) if context.province else []
    return [(zone.lon0, zone.basis) for zone in zones]


def other_meridians(reading: Reading, context: Context) -> Iterator[Hypothesis]:
    """Yield the TM-3 meridians that nobody named but that put a grid into the stated commune.

    A meridian in the text or beside it may be wrong, or the document that of another province: the
    difference is 26 to 200 km, so a commune tells.
    """
    if context.commune_point is None or not _may_be_on_tm3(reading, context):
        return
    named = {lon0 for lon0, _ in meridians(reading, context)}
    lon, lat = context.commune_point
    reach_m = (context.commune_radius_m or 10_000.0) + _BESIDE_COMMUNE_M
    for lon0 in TM3_EPSG:
        if lon0 in named or abs(lon0 - lon) > _WIDEST_DEG:
            continue
        e, n = from_wgs84(lon, lat, "vn2000_tm3", lon0=lon0)
        if math.hypot(e - reading.x, n - reading.y) <= reach_m:
            why = note(N_("central meridian %(lon0)s"), lon0=meridian_text(lon0))
            yield Hypothesis("vn2000_tm3", _OTHER_MERIDIAN, (why,), lon0=lon0, warnings=(_other_note(),))


def _may_be_on_tm3(reading: Reading, context: Context) -> bool:
    """Whether nothing says that the grid is another than VN-2000's 3° one."""
    stated, named = reading.stated, SYSTEMS.get(context.system or "")
    if reading.zone or stated.zone or context.zone or stated.grid not in (None, "tm3"):
        return False
    return stated.datum in (None, "vn2000") and (named is None or named.key in ("vn2000", "vn2000_tm3"))


def _other_note() -> Note:
    return note(
        N_("Nobody named this central meridian; only with it does the point lie in the stated commune."),
        "meridian_alternative",
    )


def _zones(reading: Reading, context: Context, key: str) -> list[int]:
    if key == "hn72_gk":
        given = reading.zone or reading.stated.zone or context.zone
        return [given - 30 if given > 30 else given] if given else [18, 19]
    given = reading.stated.zone or context.zone
    if given:
        return [given]
    return [utm_zone(context.commune_point[0])] if context.commune_point else [48, 49]


def _of_text(reading: Reading) -> tuple[str, ...]:
    """The systems that what the text says allows."""
    datum, grid = reading.stated.datum, reading.stated.grid
    if not reading.is_grid:
        supposed = ("vn2000",) if grid == "tm3" else ("wgs84", "vn2000")
        return (datum,) if datum else supposed
    if grid is None and datum is not None:
        return ("vn2000_tm3", "vn2000_utm") if datum == "vn2000" else _UTM_OF_DATUM[datum]
    if grid == "utm" and datum is not None:
        return _UTM_OF_DATUM[datum]
    if grid == "utm" and reading.stated.zone not in (None, 48, 49):
        return ("wgs84_utm",)
    if reading.stated.band:
        return ("wgs84_utm", "vn2000_utm")  # Vietnamese documents do not write the zone letter
    return _GRIDS[grid or "tm3"]


def _fitting(reading: Reading, key: str) -> tuple[str, ...]:
    """The stated system itself, or those of its datum when the numbers are of the other kind."""
    system = SYSTEMS[key]
    if system.is_grid == reading.is_grid:
        return (key,)
    if not reading.is_grid:
        return (system.datum,)
    return ("vn2000_tm3", "vn2000_utm") if system.datum == "vn2000" else _UTM_OF_DATUM[system.datum]


def _may_be_tm3(reading: Reading, context: Context, key: str) -> bool:
    """Whether nothing says that the grid is UTM, while the meridian to read it as TM-3 is unknown."""
    old = key in ("hn72_gk", "indian1960_utm")
    if old or reading.stated.grid or context.zone or meridians(reading, context):
        return False
    return context.system is None or SYSTEMS[context.system].needs != "zone"


def _meridian_note() -> Note:
    return note(
        N_(
            "Read as a 6° grid. If it is a 3° grid, this point is wrong by kilometres: "
            "choose the province or type the meridian, for example KTT 107°15′."
        ),
        "meridian_unknown",
    )


def conflict_note() -> Note:
    """The warning that a text names another system than the one chosen beside it."""
    return note(
        N_("The text names another coordinate system than the one chosen beside it. Check which is right."),
        "system_conflict",
    )
