"""Questions and answers as JSON speaks them: fields to a context, candidates to plain values."""

import math
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from gis_case.geo.beside import outside_province
from gis_case.geo.candidates import Candidate, candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, Note, note
from gis_case.geo.points import parted
from gis_case.geo.provinces import provinces_named
from gis_case.geo.reading import Context
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import system_of

# Names that people type, and the keys they stand for; every key of SYSTEMS may be typed too.
SYSTEM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "wgs84": "wgs84",
        "vn2000": "vn2000",
        "vn2000-tm3": "vn2000_tm3",
        "vn2000-utm": "vn2000_utm",
        "indian1960": "indian1960",
        "hn72": "hn72",
    }
)
_NAME_OF = {"vn2000_tm3": "vn2000-tm3", "vn2000_utm": "vn2000-utm"}
_NUMBERINGS = ("", "spiral", "rows")
_SCALES = (1_000, 10_000_000)

Commune = tuple[float, float, float]


def context_from(fields: Mapping[str, Any], communes: Mapping[str, Commune]) -> tuple[Context, list[Note]]:
    """Return the context that fields describe, and warnings about what of them is not known here.

    Args:
        fields: system, lon0, zone, province, commune, date, near, sheet, scale, numbering, source, language;
            each may be missing or None.
        communes: by code, longitude and latitude in degrees and a radius in metres.

    Raises:
        CoordinateError: a field cannot be used; the message names it.
    """
    given = {name: value for name, value in fields.items() if value is not None and value != ""}
    warnings: list[Note] = []
    commune = _commune(given, communes, warnings)
    province = _text(given, "province")
    if province and not provinces_named(province):
        warnings.append(note(N_("The province %(name)s is not known; it was not used."), "no_province", name=province))
        province = None
    numbering = _text(given, "numbering") or ""
    if numbering not in _NUMBERINGS:
        raise _unusable("numbering", numbering, "spiral")
    context = Context(
        system=_system(given),
        lon0=_number(given, "lon0", -180, 180, "107.25"),
        zone=_whole(given, "zone", 1, 60, "48"),
        province=province,
        commune_point=commune[:2] if commune else None,
        commune_radius_m=commune[2] if commune else None,
        date=_date(given),
        language=_text(given, "language") or "vi",
        source_kind=_text(given, "source"),
        near=_near(given),
        sheet=_text(given, "sheet"),
        scale=_whole(given, "scale", *_SCALES, "50000"),
        numbering=numbering,  # type: ignore[arg-type]  # checked above
    )
    return context, warnings


def answer(text: str, context: Context, warnings: list[Note] = []) -> dict[str, Any]:  # noqa: B006 - never changed
    """Return what `text` means as plain values: its candidates, best first, or why it is refused.

    Several points in one text are refused as one and given one by one in "points".
    """
    try:
        return {"text": text, "candidates": told(candidates(text, context), context, warnings), "refused": None}
    except CoordinateError as error:
        refused = refusal(text, str(error), error.code)
        points = parted(text, context, error)
    if points:
        refused["points"] = [
            {"text": one.text, "candidates": told(list(one.candidates), context, warnings)} for one in points
        ]
    return refused


def refusal(text: str, reason: str, code: str) -> dict[str, Any]:
    """Return a refusal as plain values."""
    return {"text": text, "candidates": [], "refused": reason, "code": code}


def told(found: list[Candidate], context: Context, warnings: list[Note]) -> list[dict[str, Any]]:
    """Return candidates as plain values, with a warning on those outside the stated province."""
    return [_told(one, [*_about_province(one, context), *warnings]) for one in found]


def _about_province(one: Candidate, context: Context) -> list[Note]:
    """The warning that square references already have; beside a commune the commune says it better."""
    known = {"outside_province", "far_from_commune", "outside_vietnam"} & {warning.code for warning in one.warnings}
    warning = None if known or context.commune_point else outside_province(one.lon, one.lat, context)
    return [warning] if warning else []


def name_of(key: str) -> str:
    """Return the name by which people call a system: its own, or that of its datum."""
    system = SYSTEMS[key]
    return _NAME_OF.get(key, system.datum)


def key_of(name: str) -> str:
    """Return the key of a system's name.

    Raises:
        CoordinateError: no system has this name.
    """
    plain = name.strip().lower()
    return system_of(SYSTEM_NAMES.get(plain, plain.replace("-", "_"))).key


def _told(one: Candidate, more: list[Note]) -> dict[str, Any]:
    warnings = [*one.warnings, *more]
    return {
        "lon": round(one.lon, 9),
        "lat": round(one.lat, 9),
        "system": name_of(one.system),
        "notation": one.notation.value,
        "operation": f"EPSG:{one.op_code}" if one.op_code else None,
        "epsg_db_version": one.epsg_db_version,
        "lon0": one.lon0,
        "zone": one.zone,
        "r95_m": round(one.r95_m, 2),
        "r_max_m": round(one.r_max_m, 2),
        "budget": [{"name": term.name, "r95_m": round(term.r95_m, 2), "kind": term.kind} for term in one.terms],
        "weight": round(one.weight, 4),
        "why": [str(reason) for reason in one.why],
        "warnings": [str(warning) for warning in warnings],
        "warning_codes": [warning.code for warning in warnings],
    }


def _commune(given: Mapping[str, Any], communes: Mapping[str, Commune], warnings: list[Note]) -> Commune | None:
    code = _text(given, "commune")
    if not code:
        return None
    found = communes.get(code) or communes.get(code.zfill(5))
    if found is None:
        warnings.append(note(N_("The commune %(commune)s is not known; it was not used."), "no_commune", commune=code))
    return found


def _system(given: Mapping[str, Any]) -> str | None:
    name = _text(given, "system")
    return key_of(name) if name else None


def _near(given: Mapping[str, Any]) -> tuple[float, float] | None:
    value = given.get("near")
    if value is None:
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _unusable("near", value, "[106.757, 21.853]")
    lon = _number({"near": value[0]}, "near", -180, 180, "[106.757, 21.853]")
    lat = _number({"near": value[1]}, "near", -90, 90, "[106.757, 21.853]")
    return (lon or 0.0, lat or 0.0)


def _date(given: Mapping[str, Any]) -> date | None:
    """A day as 1984-07-12 or 12/7/1984, or a year alone, of which the first day counts."""
    value = _text(given, "date")
    if not value:
        return None
    pieces = value.split("-") if "-" in value else value.split("/")[::-1]
    try:
        year, month, day = [*(int(piece) for piece in pieces), 1, 1][:3]
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise _unusable("date", value, "1984-07-12") from error


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _unusable(name, value, _EXAMPLES.get(name, "…"))
    return str(value).strip() or None


def _number(given: Mapping[str, Any], name: str, least: float, most: float, example: str) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        number = (
            math.nan if isinstance(value, bool) else float(value.replace(",", ".") if isinstance(value, str) else value)
        )
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not least <= number <= most:
        raise _unusable(name, value, example)
    return number


def _whole(given: Mapping[str, Any], name: str, least: int, most: int, example: str) -> int | None:
    number = _number(given, name, least, most, example)
    if number is None:
        return None
    if number != int(number):
        raise _unusable(name, number, example)
    return int(number)


_EXAMPLES = {
    "system": "vn2000-tm3",
    "province": "Lạng Sơn",
    "commune": "05977",
    "date": "1984-07-12",
    "sheet": "6352 III",
}


def _unusable(name: str, value: object, example: str) -> CoordinateError:
    return CoordinateError(
        note(
            N_("The field %(name)s cannot be used as %(value)s. Write for example %(example)s."),
            "field",
            name=name,
            value=str(value)[:40],
            example=example,
        )
    )
