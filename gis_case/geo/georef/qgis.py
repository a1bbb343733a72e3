"""Control points as QGIS keeps them: comma-separated lines beside the image, named IMAGE.points."""

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np

from gis_case.geo.georef.fit import Fit
from gis_case.geo.georef.points import ControlPoint, ControlSet
from gis_case.geo.georef.reading import limited, number, refuse
from gis_case.geo.messages import N_, note

HEADER = "mapX,mapY,sourceX,sourceY,enable,dX,dY,residual"
_PIXEL_NAMES = (("sourceX", "sourceY"), ("pixelX", "pixelY"))


def looks_like_points(text: str) -> bool:
    """Tell whether a text begins as a .points file does."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return first.replace(" ", "").lower().startswith("mapx,mapy,")


def read_points(text: str) -> ControlSet:
    """Read a .points file: `#CRS:` line, header, one line for each point.

    QGIS counts pixel y upwards from the top of the image, so rows come negative. A file in which no row
    is negative was written by a program that counts downwards, and is read so.

    Raises:
        ControlPointError: a column is missing, or a value is not a number; the message names the point.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    crs = next((line[1:].split(":", 1)[1].strip() for line in lines if line.lower().startswith("#crs:")), None)
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))
    limited(len(rows))
    points = tuple(_point(row, index) for index, row in enumerate(rows))
    downwards = bool(points) and min(point.pixel[1] for point in points) >= 0 and any(p.pixel[1] for p in points)
    return ControlSet(points, "down" if downwards else "up", crs or None, source="qgis")


def write_points(fitted: Fit | None, control: ControlSet, crs: str = "") -> str:
    """Write a .points file; `fitted` gives the residual columns, which QGIS counts in pixels.

    Args:
        crs: "EPSG:9215" or WKT, for the first line; that of `control` when empty.
    """
    sign = -1.0 if control.pixel_y == "down" else 1.0
    residuals = _pixel_residuals(fitted) if fitted else {}
    lines = [f"#CRS: {crs or control.crs}"] if crs or control.crs else []
    lines.append(HEADER)
    for point in control.points:
        dx, dy = residuals.get(point, (0.0, 0.0))
        values = (*point.ground, point.pixel[0], sign * point.pixel[1])
        rest = (dx, sign * dy, float(np.hypot(dx, dy)))
        lines.append(",".join([*map(_plain, values), str(int(point.enabled)), *map(_plain, rest)]))
    return "\n".join(lines) + "\n"


def _point(row: Mapping[str | None, str | Sequence[str] | None], index: int) -> ControlPoint:
    given = {(key or "").strip().lower(): value for key, value in row.items()}
    for x, y in _PIXEL_NAMES:
        if x.lower() in given and y.lower() in given:
            pixel = number(given[x.lower()], index), number(given[y.lower()], index)
            break
    else:
        raise refuse(
            note(
                N_("The file has no columns sourceX and sourceY. Its header should be: %(header)s."),
                "missing_column",
                header=HEADER,
            )
        )
    ground = number(given.get("mapx"), index), number(given.get("mapy"), index)
    enabled = str(given.get("enable") or "1").strip().lower() not in ("0", "false", "0.0")
    return ControlPoint(pixel, ground, enabled=enabled)


def _pixel_residuals(fitted: Fit) -> dict[ControlPoint, tuple[float, float]]:
    """Where the fit would put each place on the image, minus where it was marked."""
    there = fitted.to_pixel([point.ground for point in fitted.points])
    here = np.array([point.pixel for point in fitted.points])
    away = np.nan_to_num(there - here)
    return {point: (float(dx), float(dy)) for point, (dx, dy) in zip(fitted.points, away, strict=True)}


def _plain(value: float) -> str:
    return repr(value + 0.0)
