"""`python -m tests.bench.clusters`: clusters beside PostGIS, their growth to a million, and a search surface's update.

Run inside `gis-case services run --`, or name a database's owner in GIS_CASE_TEST_ADMIN_URL. With `--peers PYTHON`, a
Python that has scikit-learn and hdbscan, DBSCAN and HDBSCAN are tuned to the answer beside the rule, which is not.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psycopg

from gis_case.geo.clusters import cluster
from gis_case.geo.search import next_blocks, surface
from tests.bench.measure import figures
from tests.unit.geo.clusters.truth import agreement, simulated
from tests.unit.geo.search.ground import before, disc, witness

# A province of 8,300 square kilometres with 25,000 reports of 1,000 sites, and the same ground grown or filled.
SIDE_M, REPORTS, SITES = 91_000.0, 25_000, 1_000
# The best of so many: others may use the machine.
TURNS = 3
EXPRESSION = """
SELECT count(DISTINCT label), count(*) FROM (
    SELECT ST_ClusterDBSCAN(ST_Buffer(ST_Transform(geom, 3405), LEAST(r95, 800)), eps := 0, minpoints := 3)
        OVER (ORDER BY id) AS label
    FROM bench_report) AS labelled
"""


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Return seconds and what came of it."""
    start = time.perf_counter()
    done = act()
    return time.perf_counter() - start, done


def reports(count: int, side_m: float):
    """Return simulated reports: xy, r95, site."""
    return simulated(count * SITES // REPORTS, count, side_m, seed=1)


def ours(label: str, count: int, side_m: float) -> float:
    xy, r95, truth = reports(count, side_m)
    took, found = min((timed(lambda: cluster(xy, r95)) for _ in range(TURNS)), key=lambda one: one[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{label:34} {count:>9,} reports {took:7.2f} s  {found.count:>6,} clusters"
        f"  agreement {agreement(truth, found.labels):.3f}  peak {peak} MB",
        flush=True,
    )
    return took


def in_database(count: int, side_m: float) -> float:
    """Time the expression of the geodesy notes on the same reports, in memory, without parallel workers."""
    xy, r95, _ = reports(count, side_m)
    url = os.environ["GIS_CASE_TEST_ADMIN_URL"].replace("+psycopg", "")
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET search_path = public; CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute("CREATE TEMP TABLE bench_report (id int, x float8, y float8, r95 float8) ON COMMIT DROP")
        with cursor.copy("COPY bench_report FROM STDIN") as copy:
            for place, (x, y) in enumerate(xy.tolist()):
                copy.write_row((place, x, y, float(r95[place])))
        cursor.execute("ALTER TABLE bench_report ADD COLUMN geom geometry(Point, 4326)")
        cursor.execute(
            "UPDATE bench_report SET geom = ST_Transform("
            "ST_SetSRID(ST_MakePoint(x - %s + 600000, y + 2300000), 3405), 4326)",
            (side_m / 2,),
        )
        cursor.execute("ANALYZE bench_report")
        took, _ = timed(lambda: cursor.execute(EXPRESSION).fetchone())
        connection.rollback()
    print(f"{'ST_ClusterDBSCAN of buffers':34} {count:>9,} reports {took:7.2f} s", flush=True)
    return took


def updates(rounds: int = 60) -> None:
    """Time the posterior of a 200 by 200 grid: one more search, one more answer from five reports."""
    start = before(4000, 20)
    grid = start.grid
    told = [witness(grid, 100.0 * key, -50.0 * key, 200 + 50 * key, key) for key in range(5)]
    now = surface(start, told)
    area = disc(grid, 50, 50, 100)
    pod = 0.8 * grid.covered(area)
    acts = {
        "a search, from its outline": lambda: now.searched(area, 0.8).p,
        "a search, cells known": lambda: now.missing(pod).p,
        "a search and its 50/80/95 % areas": lambda: now.searched(area, 0.8).areas(),
        "all of five reports": lambda: surface(start, told).p,
        "ten next blocks": lambda: next_blocks(now, pod=0.8, days_per_ha=50),
    }
    for label, act in acts.items():
        taken = figures([timed(act)[0] * 1000 for _ in range(rounds)])
        print(
            f"{label:34} {grid.rows} × {grid.columns} cells: p50 {taken.p50:.2f} ms, p95 {taken.p95:.2f} ms", flush=True
        )


def beside_tuned(python: str) -> None:
    """Print how well each rule finds the simulated sites, ours first."""
    for sites, count, side_m, throws in ((12, 275, 15_000.0, 6), (SITES, REPORTS, SIDE_M, 1)):
        with tempfile.TemporaryDirectory() as folder:
            found, files = [], []
            for throw in range(throws):
                xy, r95, truth = simulated(sites, count, side_m, seed=throw + 1)
                found.append(agreement(truth, cluster(xy, r95).labels))
                files.append(str(Path(folder) / f"{throw}.npz"))
                np.savez(files[-1], xy=xy, truth=truth)
            print(f"{sites:,} sites, {count:,} reports: this rule, not tuned {np.mean(found):.3f}", flush=True)
            program = [python, str(Path(__file__).with_name("tuned.py")), *files]
            told = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout
        for one in map(json.loads, told.splitlines()):
            print(f"    best {one['name']}, tuned: {one['agreement']:.3f}  {one['settings']}", flush=True)


def main() -> int:
    """Run all measurements; print one line each, then the ratios that are promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.clusters")
    parser.add_argument("--peers", default="", help="a Python that has scikit-learn and hdbscan, to be peers")
    if peers := parser.parse_args().peers:
        beside_tuned(peers)
    hundred = SIDE_M * np.sqrt(100_000 / REPORTS)
    ours("warm-up", 25_000, SIDE_M)
    small = ours("as dense as the province", 100_000, hundred)
    large = ours("ten times the ground", 1_000_000, hundred * np.sqrt(10))
    full = ours("ten times as dense", 1_000_000, hundred)
    theirs = in_database(100_000, hundred)
    small = min(small, ours("as dense as the province, again", 100_000, hundred))
    updates()
    print(f"growth from 100,000 to 1,000,000: {large / small:.1f} × (ground), {full / small:.1f} × (density); aim 15 ×")
    print(f"ST_ClusterDBSCAN takes {theirs / small:.0f} times as long at 100,000; aim 10 times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
