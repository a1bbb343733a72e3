"""Draw a fitted sheet onto the ground in a process of its own, with little memory.

`python -m gis_case.sketchmaps.warp SHEET INTO` reads how the sheet is fitted from its standard input as JSON, writes a
Cloud-Optimized GeoTIFF in web map tiles' own projection, and prints its bounds in degrees.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import rasterio
from rasterio.warp import transform_bounds

from gis_case.geo.georef.warp import warp_to_cog
from gis_case.sketchmaps.rules import laid_again

MEMORY_BYTES = 3_000_000_000
CPU_S = 300
Bounds = tuple[float, float, float, float]


def warp(sheet: Path, into: Path, spec: dict[str, Any]) -> Bounds:
    """Write the warped picture beside its place, then name it; return west, south, east, north in degrees."""
    laid = laid_again(spec["gcps"], spec["plane"], spec["model"], rough=spec["rough"])
    mask = tuple((float(x), float(y)) for x, y in spec["mask"])
    into.parent.mkdir(parents=True, exist_ok=True)
    warp_to_cog(sheet, laid.fit, into, plane=laid.plane, mask=mask)
    with rasterio.open(into) as raster:
        west, south, east, north = transform_bounds(raster.crs, "EPSG:4326", *raster.bounds)
    return west, south, east, north


def warp_apart(sheet: Path, into: Path, spec: dict[str, Any]) -> Bounds | None:
    """Run `warp` in a child that may use little memory and time; None when it fails.

    `spec` holds the gcps, plane, model, rough and mask of a kept fit.
    """
    command = [sys.executable, "-m", "gis_case.sketchmaps.warp", str(sheet), str(into)]
    try:
        done = subprocess.run(
            command, input=json.dumps(spec).encode(), timeout=2 * CPU_S, check=False, stdout=subprocess.PIPE
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    west, south, east, north = json.loads(done.stdout)
    return west, south, east, north


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    sys.stdout.write(json.dumps(warp(Path(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))))
