"""The files of the project, as git knows them."""

import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@lru_cache
def files(*endings: str, under: str = "") -> tuple[Path, ...]:
    """Return tracked and new files with one of `endings`, below the folder `under`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", under or "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(
        path for name in listed if name.endswith(endings) and (path := ROOT / name).exists() and path.is_file()
    )


def name_of(path: Path) -> str:
    """Return the path as shown in a failing test."""
    return str(path.relative_to(ROOT))
