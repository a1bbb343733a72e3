"""`python -m tests.bench.maps`: warping 4000 × 3000 RGB with 8 points, beside gdalwarp with the same options."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

ROUNDS = 5
WIDTH, HEIGHT = 4000, 3000
MOST_MB, MOST_RATIO = 600, 1.2
PIXELS = ((200, 200), (3800, 220), (3700, 2800), (250, 2750), (2000, 1500), (2000, 300), (1000, 2000), (3000, 1200))
GDAL_ORDER = {"affine": ("-order", "1"), "tps": ("-tps",)}


def _scan(path: Path) -> None:
    """A picture with what a scanned map has: paper, grain, lines and a grid."""
    dice = np.random.default_rng(1)
    paper = Image.fromarray((200 + 20 * dice.normal(0, 1, (HEIGHT // 40, WIDTH // 40))).clip(0, 255).astype(np.uint8))
    picture = paper.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for step in range(0, WIDTH, 200):
        pen.line([(step, 0), (step, HEIGHT)], fill=(30, 30, 30), width=3)
        pen.line([(0, step), (WIDTH, step)], fill=(30, 30, 30), width=3)
    for _ in range(400):
        line = np.cumsum(dice.normal(0, 30, (60, 2)), axis=0) + dice.uniform([0, 0], [WIDTH, HEIGHT])
        pen.line([tuple(point) for point in line.tolist()], fill=tuple(dice.integers(0, 180, 3).tolist()), width=2)
    picture.save(path)


def _gcps() -> list[dict[str, list[float]]]:
    dice = np.random.default_rng(2)
    pixels = np.array(PIXELS, dtype=float)
    ground = np.column_stack([448_849 + 5 * pixels[:, 0], 2_417_474 - 5 * pixels[:, 1]]) + dice.normal(0, 20, (8, 2))
    return [{"pixel": p, "ground": g} for p, g in zip(pixels.tolist(), ground.tolist(), strict=True)]


def _gdalwarp() -> str | None:
    """Find gdalwarp; as root and without it, install Debian's gdal-bin."""
    if not shutil.which("gdalwarp") and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
        subprocess.run([*command, "gdal-bin"], check=False, stdout=subprocess.DEVNULL)
    return shutil.which("gdalwarp")


def _run(command: list[str]) -> tuple[float, float]:
    """Run a child; return its seconds and the most memory it held, in MB."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def _ours(folder: Path, model: str) -> list[str]:
    code = (
        "from pathlib import Path; from gis_case.geo.georef.read import read_control;"
        "from gis_case.geo.georef.sheet import sheet_of; from gis_case.geo.georef.warp import warp_to_cog;"
        f"f = Path({str(folder)!r}); s = sheet_of(read_control((f / 'gcps.json').read_bytes()));"
        f"warp_to_cog(f / 'scan.tif', s.fit({model!r}), f / 'ours.tif', plane=s.plane)"
    )
    return [sys.executable, "-c", code]


def _theirs(folder: Path, model: str) -> list[str]:
    """The same raster: web mercator, bilinear, alpha, tiles and overviews, DEFLATE 6, two threads."""
    (folder / "theirs.tif").unlink(missing_ok=True)
    made = ["COMPRESS=DEFLATE", "LEVEL=6", "PREDICTOR=YES", "OVERVIEW_RESAMPLING=AVERAGE", "NUM_THREADS=2"]
    options = [word for one in made for word in ("-co", one)]
    warp = ["gdalwarp", "-q", *GDAL_ORDER[model], "-t_srs", "EPSG:3857", "-r", "bilinear", "-dstalpha", "-multi"]
    files = [str(folder / "scan.vrt"), str(folder / "theirs.tif")]
    return [*warp, "-wo", "NUM_THREADS=2", "-of", "COG", *options, *files]


def _measure(folder: Path, model: str) -> None:
    times: dict[str, list[float]] = {"ours": [], "gdalwarp": []}
    memory = dict.fromkeys(times, 0.0)
    for round_ in range(ROUNDS + 1):
        for name, command in (("ours", _ours(folder, model)), ("gdalwarp", _theirs(folder, model))):
            seconds, used = _run(command)
            if round_:  # the first round warms the caches
                times[name].append(seconds)
                memory[name] = max(memory[name], used)
    middle = {name: float(np.median(found)) for name, found in times.items()}
    ratio = float(np.median(np.array(times["ours"]) / np.array(times["gdalwarp"])))
    verdict = "within" if ratio <= MOST_RATIO and memory["ours"] <= MOST_MB else "BEYOND"
    print(
        f"{model:8} ours {middle['ours']:.2f} s, {memory['ours']:.0f} MB | gdalwarp {middle['gdalwarp']:.2f} s,"
        f" {memory['gdalwarp']:.0f} MB | ratio {ratio:.2f} | {verdict} {MOST_RATIO} × and {MOST_MB} MB",
        flush=True,
    )


def main() -> int:
    """Warp by turns; each run is a process of its own, its start included."""
    if not _gdalwarp():
        print("gdalwarp is missing. Run: sudo apt-get install gdal-bin", file=sys.stderr)
        return 1
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _scan(folder / "scan.tif")
        (folder / "gcps.json").write_text(json.dumps({"gcps": _gcps(), "crs": "EPSG:9215"}))
        gcps = [str(v) for gcp in _gcps() for v in ("-gcp", *gcp["pixel"], *gcp["ground"])]
        vrt = ["gdal_translate", "-q", "-of", "VRT", "-a_srs", "EPSG:9215", *gcps]
        subprocess.run([*vrt, str(folder / "scan.tif"), str(folder / "scan.vrt")], check=True)
        for model in GDAL_ORDER:
            _measure(folder, model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
