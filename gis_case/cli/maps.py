"""`gis-case maps …`: scanned sheets and sketches on the ground, without a database."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
import numpy as np

from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.choose import Choice
from gis_case.geo.georef.describe import parameters
from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.fit_checks import check_fit
from gis_case.geo.georef.images import image_size
from gis_case.geo.georef.issues import Issue
from gis_case.geo.georef.models import MODELS
from gis_case.geo.georef.radius import radius_95
from gis_case.geo.georef.read import read_control
from gis_case.geo.georef.reading import MOST_BYTES
from gis_case.geo.georef.sheet import Sheet, sheet_of
from gis_case.geo.georef.warp import warp_to_cog
from gis_case.geo.messages import Note

MODEL_HELP = f"best, or one of: {', '.join(MODELS)}."


@click.group()
def maps() -> None:
    """Scanned maps and sketches: control points, fits and warped images."""


@maps.command(name="fit")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--model", default="best", show_default=True, help=MODEL_HELP)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON; errors too, on standard error.")
def fit_file(file: Path, model: str, as_json: bool) -> None:
    """Fit control points from FILE: QGIS .points, a IIIF annotation, GDAL -gcp options or VRT, or JSON."""
    try:
        sheet = sheet_of(read_control(_bytes_of(file)))
        answer = _answer(sheet, model)
    except (CoordinateError, OSError) as error:
        _fail(error, as_json)
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False) if as_json else _table(answer))


@maps.command(name="warp")
@click.argument("image", type=click.Path(path_type=Path))
@click.argument("gcps", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--model", default="best", show_default=True, help=MODEL_HELP)
@click.option("--resolution", type=click.FloatRange(min=0, min_open=True), help="Metres for one pixel; the scan's own.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON; errors too, on standard error.")
def warp_file(image: Path, gcps: Path, out: Path, model: str, resolution: float | None, as_json: bool) -> None:
    """Warp IMAGE by the control points of GCPS into OUT, a Cloud-Optimized GeoTIFF."""
    try:
        control = replace(read_control(_bytes_of(gcps)), size_px=image_size(image))
        sheet = sheet_of(control)
        fitted = _choice(sheet, model).fits[0]
        frame = warp_to_cog(image, fitted, out, resolution, plane=sheet.plane, mask=control.mask)
    except (CoordinateError, OSError) as error:
        _fail(error, as_json)
    crs, size = frame.target.crs or None, [frame.width, frame.height]
    issues = [_issue(issue) for issue in [*sheet.issues(), *check_fit(fitted)]]
    answer = {"file": str(out), "model": fitted.model, "loo_rmse": fitted.loo_rmse, "crs": crs, "size": size}
    if as_json:
        click.echo(json.dumps(answer | {"issues": issues}, ensure_ascii=False, allow_nan=False))
        return
    click.echo(f"{out}: {size[0]} × {size[1]} pixels, {fitted.model}, {crs or 'plane as given'}")
    for issue in issues:
        click.echo(f"{issue['severity']}: {issue['message']}")


def _bytes_of(file: Path) -> bytes:
    with file.open("rb") as source:
        return source.read(MOST_BYTES + 1)


def _answer(sheet: Sheet, model: str) -> dict[str, Any]:
    issues = sheet.issues()
    choice = _choice(sheet, model)
    refused = choice.refused.items()
    return {
        "fits": [_fit(sheet, one, issues) for one in choice.fits],
        "best": choice.fits[0].model,
        "why": [str(words) for words in choice.why],
        "refused": [{"model": key, "code": error.code, "message": str(error)} for key, error in refused],
        "crs": sheet.system.name or None,
        "plane": sheet.plane.name or None,
    }


def _choice(sheet: Sheet, model: str) -> Choice:
    """Every fit that is possible, or the one that is asked for; raise why there is none."""
    choice = sheet.choose() if model == "best" else Choice((sheet.fit(model),), {}, ())
    if not choice.fits:
        raise next(iter(choice.refused.values()))
    return choice


def _fit(sheet: Sheet, fitted: Fit, issues: list[Issue]) -> dict[str, Any]:
    query = sheet.control.query
    left_out = None if fitted.left_out is None else np.hypot(*fitted.left_out.T).tolist()
    return {
        "model": fitted.model,
        "parameters": parameters(fitted),
        "residuals": np.hypot(*fitted.residuals.T).tolist(),
        "rmse": fitted.rmse,
        "rmse_dof": fitted.rmse_dof,
        "loo": left_out,
        "loo_rmse": fitted.loo_rmse,
        "query": [_finite(pair) for pair in sheet.to_ground(fitted, query)],
        "query_r95": [_finite([radius])[0] for radius in radius_95(fitted, np.array(query).reshape(-1, 2))],
        "issues": [_issue(issue) for issue in [*issues, *check_fit(fitted, query)]],
    }


def _finite(values: Any) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _issue(issue: Issue) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": issue.code,
        "severity": issue.severity,
        "gcp": issue.gcp,
        "message": str(issue.note),
    }
    return found if issue.query is None else found | {"query": issue.query}


def _table(answer: dict[str, Any]) -> str:
    lines = [f"{'model':<14}{'leave-one-out':>14}{'RMSE':>12}"]
    for fitted in answer["fits"]:
        headline = "–" if fitted["loo_rmse"] is None else f"{fitted['loo_rmse']:.3f}"
        lines.append(f"{fitted['model']:<14}{headline:>14}{fitted['rmse']:>12.3f}")
    best = answer["fits"][0]
    lines += ["", f"Recommended: {answer['best']}.", *answer["why"]]
    lines += [f"{issue['severity']}: {issue['message']}" for issue in best["issues"]]
    for place, radius in zip(best["query"], best["query_r95"], strict=True):
        lines.append(f"{place[0]} {place[1]}" + ("" if radius is None else f" ± {radius:.1f}"))
    return "\n".join(lines)


def _fail(error: Exception, as_json: bool) -> NoReturn:
    """End with exit code 1 and the reason on standard error, in JSON when that was asked for."""
    words: Note | None = getattr(error, "note", None)
    named = getattr(error, "filename", None) and getattr(error, "strerror", None)
    message = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and named else str(error)
    if not as_json:
        raise click.ClickException(message) from error
    reason = {"code": words.code if words else "unreadable", "message": message, "gcp": getattr(error, "gcp", None)}
    click.echo(json.dumps({"error": reason}, ensure_ascii=False), err=True)
    sys.exit(1)
