"""`gis-case coordinates …`: what a text means, and how a point is written; no database and no server."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from math import pi, sqrt
from pathlib import Path
from typing import Any, BinaryIO

import click

import gis_case
from gis_case.geo.answers import SYSTEM_NAMES, Commune, answer, context_from, key_of, refusal
from gis_case.geo.errors import CoordinateError
from gis_case.geo.systems import SYSTEMS, tm3_for_province
from gis_case.geo.write import format_dms, write_in, write_mgrs

_COMMUNES = Path(gis_case.__file__).parent / "reference" / "communes.csv"
# Communes are longer than wide: a circle of their area alone would leave their ends out.
_STRETCH = 1.5
_SMALLEST_COMMUNE_M = 5_000.0
_LINE_ENDS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\u0085\u2028\u2029"}
_SYSTEMS = click.Choice([*SYSTEM_NAMES, *(key for key in SYSTEMS if key not in SYSTEM_NAMES)], case_sensitive=False)


@click.group()
def coordinates() -> None:
    """Read and write coordinates."""


def _told_beside(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is known beside a text."""
    for option in reversed(
        (
            click.option("--system", type=_SYSTEMS, help="The system that the source names."),
            click.option("--lon0", type=float, help="Central meridian printed on the document, for example 107.25."),
            click.option("--zone", type=int, help="UTM zone, 48 or 49, or Gauss–Krüger zone, 18 or 19."),
            click.option("--province", help="For example “Lạng Sơn”; former provinces too."),
            click.option("--commune", metavar="CODE", help="Code of the commune, for example 05977."),
            click.option("--date", metavar="DAY", help="Day of the document: 1984-07-12, 12/7/1984 or 1984."),
            click.option("--near", nargs=2, type=float, metavar="LON LAT", help="A neighbouring point."),
            click.option("--sheet", help="Map sheet: “6352 III”, “F-48-68-D” or a name."),
            click.option("--scale", type=int, help="Scale of the map: 50000."),
            click.option(
                "--numbering", type=click.Choice(["spiral", "rows"]), help="How parts of a square are counted."
            ),
        )
    ):
        command = option(command)
    return command


@coordinates.command()
@click.argument("text", required=False)
@_told_beside
@click.option(
    "--batch", type=click.File("rb"), help="Read each line of FILE (- for standard input); answers in JSON lines."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in one line of JSON.")
@click.pass_context
def read(ctx: click.Context, /, text: str | None, batch: BinaryIO | None, as_json: bool, **beside: Any) -> None:
    """Say what TEXT means: every reading, the likeliest first, with its error radius.

    With --batch each line is a text, or a JSON object with "text" and what is known beside it; the options
    hold for all lines that do not say otherwise.
    """
    if (text is None) == (batch is None):
        raise click.UsageError(
            'Give a TEXT, or a file with --batch. For example: gis-case coordinates read "21.853, 106.757"'
        )
    communes = _communes()
    if batch is not None:
        for line in _lines(batch):
            click.echo(_json(answer_line(line, beside, communes)))
        return
    found = _answer({**beside, "text": text}, communes)
    click.echo(_json(found) if as_json else _in_words(found))
    if found["refused"] and not as_json:
        ctx.exit(1)


@coordinates.command(context_settings={"ignore_unknown_options": True})
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--system", type=_SYSTEMS, default="wgs84", show_default=True, help="The system to write in.")
@click.option("--lon0", type=float, help="Central meridian, for vn2000-tm3.")
@click.option("--zone", type=int, help="Zone; else that of the longitude.")
@click.option("--province", help="Its present meridian, for vn2000-tm3.")
@click.option("--mgrs", is_flag=True, help="As a military grid reference, on the UTM grid of the system's datum.")
def write(
    *, lon: float, lat: float, system: str, lon0: float | None, zone: int | None, province: str | None, mgrs: bool
) -> None:
    """Write the WGS 84 point LON LAT, in degrees, in another system."""
    try:
        click.echo(_written(lon, lat, system, lon0, zone, province, mgrs))
    except CoordinateError as error:
        raise click.ClickException(str(error)) from error


def _written(
    lon: float, lat: float, system: str, lon0: float | None, zone: int | None, province: str | None, mgrs: bool
) -> str:
    key = key_of(system)
    if mgrs:
        grid = f"{SYSTEMS[key].datum}_utm"
        return write_mgrs(lon, lat, grid if grid in SYSTEMS else "wgs84_utm")
    if lon0 is None and province:
        lon0 = next((one.lon0 for one in tm3_for_province(province)), None)
    text = write_in(lon, lat, key, lon0=lon0, zone=zone)
    return f"{text}\n{format_dms(lon, lat, 'en')}" if key == "wgs84" else text


def answer_line(line: str, beside: Mapping[str, Any], communes: Mapping[str, Commune]) -> dict[str, Any]:
    """Return the answer to one line of a batch; never raises."""
    fields = _fields(line)
    try:
        return _answer({**beside, **fields}, communes)
    except Exception as error:
        words = f"This line could not be read ({type(error).__name__}). Please report it."
        return refusal(str(fields.get("text", line)), words, "broken")


def _fields(line: str) -> Mapping[str, Any]:
    """The fields of a JSON object, or the text of a JSON string; any other line is a text as it stands."""
    if line.lstrip()[:1] in ("{", '"'):
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            return {"text": line}
        if isinstance(fields, dict):
            return fields
        if isinstance(fields, str):
            return {"text": fields}
    return {"text": line}


def _answer(fields: Mapping[str, Any], communes: Mapping[str, Commune]) -> dict[str, Any]:
    text = fields.get("text")
    if not isinstance(text, str):
        return refusal("" if text is None else str(text), 'The field "text" is missing or is no text.', "field")
    try:
        context, warnings = context_from(fields, communes)
    except CoordinateError as error:
        return refusal(text, str(error), error.code)
    return answer(text, context, warnings)


def _json(found: Mapping[str, Any]) -> str:
    """One line, also for programs that take Unicode's line separators for line ends."""
    return json.dumps(found, ensure_ascii=False).translate(_LINE_ENDS)


def _lines(batch: BinaryIO) -> Iterator[str]:
    """The lines of a file, parted at line feeds alone, so that each answer stands on the line of its question."""
    for number, raw in enumerate(batch):
        line = raw.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", errors="replace")
        yield line.removeprefix("\ufeff") if number == 0 else line


def _communes() -> dict[str, Commune]:
    """The communes that ship with the product, by code."""
    with _COMMUNES.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: (float(row["lon"]), float(row["lat"]), _radius_m(row["area_km2"]))
            for row in csv.DictReader(file)
            if row["lon"] and row["lat"]
        }


def _radius_m(area_km2: str) -> float:
    return max(_SMALLEST_COMMUNE_M, _STRETCH * sqrt(float(area_km2 or 0) / pi) * 1000)


def _in_words(found: Mapping[str, Any]) -> str:
    """An answer for a person to read."""
    if found.get("points"):
        parts = (f"{one['text']}\n{_list(one['candidates'])}" for one in found["points"])
        return "\n\n".join((f"The text names {len(found['points'])} points.", *parts))
    return f"Not read: {found['refused']}" if found["refused"] else _list(found["candidates"])


def _list(candidates: list[dict[str, Any]]) -> str:
    return "\n".join(line for number, one in enumerate(candidates, 1) for line in _item(number, one))


def _item(number: int, one: Mapping[str, Any]) -> Iterator[str]:
    where = ", ".join(
        f"{label} {one[name]:g}" for name, label in (("lon0", "meridian"), ("zone", "zone")) if one[name] is not None
    )
    system = f"{one['system']} ({where})" if where else one["system"]
    yield f"{number}. {one['lat']:.6f}, {one['lon']:.6f}  ±{one['r95_m']:.0f} m  {system}  weight {one['weight']:.2f}"
    budget = " + ".join(f"{term['name']} {term['r95_m']:.0f}" for term in one["budget"])
    yield f"     {one['notation']}, {one['operation'] or 'no conversion'}; at most ±{one['r_max_m']:.0f} m = {budget}"
    yield from (f"     because: {reason}" for reason in one["why"])
    yield from (f"     check: {warning}" for warning in one["warnings"])
