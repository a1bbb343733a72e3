"""Start a PostGIS for the tests, run them, stop it."""

import os
import subprocess
import sys
from pathlib import Path

from gis_case.local.cluster import cluster_for, start, stop

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Return pytest's exit code."""
    var = ROOT / "var" / "test"
    var.mkdir(parents=True, exist_ok=True)
    cluster = cluster_for(var)
    start(cluster)
    try:
        environment = os.environ | {"GIS_CASE_TEST_ADMIN_URL": cluster.admin_url}
        command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or ["-q"])]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    finally:
        stop(cluster)


if __name__ == "__main__":
    sys.exit(main())
