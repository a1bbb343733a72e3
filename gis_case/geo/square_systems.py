"""Which coordinate systems the square of a military grid reference may be in, with a weight for each."""

from collections.abc import Iterator, Mapping

from gis_case.geo.hypotheses import HN72_FROM, VN2000_FROM, Hypothesis, conflict_note, meridians
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.reading import Context, Notation, Reading
from gis_case.geo.systems import SYSTEMS, SystemDef
from gis_case.geo.transform import system_of

Weights = Mapping[str, float]

_ZONES = (48, 49)
# Judgements. American and Allied sheets are on Indian 1960; Vietnamese ones on Indian 1960 or Hanoi 1972
# until 2000 and on VN-2000 since; a satellite receiver set to MGRS speaks WGS 84.
_LETTERED_OLD: Weights = {"indian1960_utm": 0.7, "wgs84_utm": 0.18, "vn2000_utm": 0.12}
_LETTERED_NEW: Weights = {"wgs84_utm": 0.5, "vn2000_utm": 0.35, "indian1960_utm": 0.15}
_UTM_OLD: Weights = {"indian1960_utm": 0.7, "hn72_gk": 0.1, "vn2000_utm": 0.2}
_WAR: Weights = {"indian1960_utm": 0.6, "hn72_gk": 0.4}
_BORDER_WAR: Weights = {"hn72_gk": 0.55, "indian1960_utm": 0.45}
_NEW: Weights = {"vn2000_utm": 0.8, "hn72_gk": 0.15, "indian1960_utm": 0.05}
_UNDATED: Weights = {"indian1960_utm": 0.4, "hn72_gk": 0.39, "vn2000_utm": 0.21}
_OF_DATUM: Mapping[str, str] = {
    "vn2000": "vn2000_utm",
    "wgs84": "wgs84_utm",
    "indian1960": "indian1960_utm",
    "hn72": "hn72_gk",
}
_TEXT_AGAINST_CONTEXT = 0.3


def square_hypotheses(reading: Reading, context: Context) -> Iterator[Hypothesis]:
    """Yield the systems that a square may be in, each in every zone that is possible.

    What the text states outranks what the context states; when they differ, both are given with a warning.

    Raises:
        CoordinateError: the context names an unknown system or meridian.
    """
    named = system_of(context.system) if context.system else None
    text_key = _OF_DATUM.get(reading.stated.datum or "")
    context_key = _key_beside(reading, named) if named else None
    if reading.notation is Notation.MGRS and "hn72_gk" in (text_key, context_key):
        # Square letters belong to the UTM grid: whoever wrote them did not use the Gauss–Krüger one.
        text_key, context_key = None, None
        yield from _of(reading, context, _supposed(reading, context), _supposed_note(), (conflict_note(),))
    elif text_key:
        against = context_key is not None and SYSTEMS[context_key].datum != SYSTEMS[text_key].datum
        warnings = (conflict_note(),) if against else ()
        why = note(N_("system named in the text"), "stated")
        yield from _of(reading, context, {text_key: 1.0}, why, warnings)
        if against and context_key:
            why = note(N_("system as stated beside the text"), "stated")
            yield from _of(reading, context, {context_key: _TEXT_AGAINST_CONTEXT}, why, warnings)
    elif context_key:
        yield from _of(reading, context, {context_key: 1.0}, note(N_("system as stated"), "stated"))
    else:
        yield from _of(reading, context, _supposed(reading, context), _supposed_note())


def _key_beside(reading: Reading, named: SystemDef) -> str | None:
    """The grid that a system stated beside the text means; square letters stand on the UTM grid alone."""
    exact = named.is_grid and reading.notation is not Notation.MGRS
    return named.key if exact else _OF_DATUM.get(named.datum)


def _supposed(reading: Reading, context: Context) -> Weights:
    old = context.date is None or context.date < VN2000_FROM
    if reading.notation is Notation.MGRS:
        if reading.stated.zone not in _ZONES:
            return {"wgs84_utm": 1.0}
        return _LETTERED_OLD if old else _LETTERED_NEW
    if not old:
        return _NEW
    if reading.stated.grid == "utm":
        return _UTM_OLD
    if context.date is None:
        return _UNDATED
    return _WAR if context.date < HN72_FROM else _BORDER_WAR


def _of(
    reading: Reading, context: Context, weights: Weights, why: Note, warnings: tuple[Note, ...] = ()
) -> Iterator[Hypothesis]:
    for key, weight in weights.items():
        system = SYSTEMS[key]
        if system.needs == "lon0":
            for lon0, basis in meridians(reading, context):
                yield Hypothesis(key, weight, (why, basis), lon0=lon0, warnings=warnings)
            continue
        for zone_number in _zones(reading, context, key):
            reason = note(N_("zone %(zone)d"), zone=zone_number)
            yield Hypothesis(key, weight, (why, reason), zone=zone_number, warnings=warnings)


def _zones(reading: Reading, context: Context, key: str) -> tuple[int, ...]:
    given = reading.stated.zone or context.zone
    if key == "hn72_gk":
        return ((given - 30) if given > 30 else given,) if given else (18, 19)
    if given and given not in SYSTEMS[key].zones:
        return ()
    return (given,) if given else _ZONES


def _supposed_note() -> Note:
    return note(N_("system not stated, supposed"), "supposed")
