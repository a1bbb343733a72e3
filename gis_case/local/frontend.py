"""Front-end packages, as their lock file says."""

import shutil
import subprocess
from pathlib import Path

from gis_case.local.errors import ServiceError
from gis_case.local.progress import tell

INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def ensure_packages_of(static: Path) -> bool:
    """Install what `static`/package-lock.json names, unless that was done since the lock last changed.

    Raises:
        ServiceError: npm is missing, or failed; the text has its last words.
    """
    lock, installed = static / "package-lock.json", static / "node_modules/.package-lock.json"
    if not lock.exists() or (installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime):
        return False
    if shutil.which("npm") is None:
        raise ServiceError("npm is missing. Run: sudo apt-get install npm")
    tell("Installing front-end packages …")
    done = subprocess.run(INSTALL, cwd=static, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise ServiceError(f"{' '.join(INSTALL)} failed in {static}:\n{(done.stdout + done.stderr)[-2000:].strip()}")
    installed.touch()
    return True
