"""A worker that knows one slow kind of work, as a program to be killed: `python -m … DATABASE_URL REDIS_URL FOLDER`."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_case.jobs.registry import handles
from gis_case.jobs.runner import sweep
from gis_case.jobs.worker import Regular, work


@handles("test.slow")
def slow(session: Session, payload: dict[str, Any]) -> None:
    """Count up in the database, say so, and dawdle before the end while the folder asks for it."""
    counted = (
        "INSERT INTO case_counter VALUES (:scope, 1) ON CONFLICT (scope) DO UPDATE SET last = case_counter.last + 1"
    )
    session.execute(text(counted), {"scope": payload["name"]})
    folder = Path(os.environ["GIS_CASE_TEST_FOLDER"])
    (folder / f"began-{payload['name']}").touch()
    while (folder / "dawdle").exists():
        time.sleep(0.05)


if __name__ == "__main__":
    os.environ["DATABASE_URL"], redis_url, os.environ["GIS_CASE_TEST_FOLDER"] = sys.argv[1:4]
    os.environ["REDIS_URL"] = redis_url
    work(redis_url, (Regular(sweep, interval_s=1),))
