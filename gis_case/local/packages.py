"""Programs of the operating system that the project needs: found, or installed where that is allowed."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path

from gis_case.local.errors import ServiceError
from gis_case.local.progress import tell

OLDEST_POSTGRES = 13
DEBIAN_ROOT = Path("/usr/lib/postgresql")
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
POSTGIS_PACKAGE = re.compile(r"postgresql-(\d+)-postgis-3")
APT_OPTIONS = ("-y", "-q", "-o", "DPkg::Lock::Timeout=300")

# Debian would make and start a cluster of its own beside ours; a note for the length of the installation prevents it.
INSTALL = """
set -e
export DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin"
folder=/etc/postgresql-common/createcluster.d
note=$folder/gis-case.conf
trap 'rm -f "$note"' EXIT
trap 'exit 130' INT TERM HUP
mkdir -p "$folder"
echo 'create_main_cluster = false' > "$note"
apt-get install {options} {packages}
"""


def find_postgres(major: int | None = None) -> Path | None:
    """Return the programs of the newest PostgreSQL that has PostGIS beside it, or of version `major`."""
    folders = {folder: int(folder.parent.name) for folder in DEBIAN_ROOT.glob("*/bin") if folder.parent.name.isdigit()}
    on_path = shutil.which("pg_ctl")
    if on_path:
        folder = Path(on_path).resolve().parent
        folders.setdefault(folder, _version_of(folder))
    usable = [
        (version, folder)
        for folder, version in folders.items()
        if version >= OLDEST_POSTGRES
        and (major is None or version == major)
        and all((folder / program).exists() for program in ("pg_ctl", "initdb"))
        and (_share_of(folder) / "extension/postgis.control").exists()
    ]
    return max(usable)[1] if usable else None


def find_redis() -> str | None:
    """Return the Redis server's program."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def find_browser() -> str | None:
    """Return a Chromium that tests can drive; a snap's cannot read the project's folders."""
    named = os.environ.get("GIS_CASE_CHROMIUM")
    if named:
        return named
    for name in BROWSERS:
        found = shutil.which(name)
        if found and "/snap/" not in Path(found).resolve().as_posix() and not _is_snap_stub(Path(found)):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return next((str(found) for found in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def ensure_packages(*, database: bool = True, redis: bool = True, browser: bool = False) -> None:
    """Install what is missing of PostgreSQL with PostGIS, Redis and Chromium.

    Raises:
        ServiceError: it may not be installed from here; the text has the exact command.
    """
    missing = {
        "PostgreSQL with PostGIS": database and find_postgres() is None,
        "Redis": redis and find_redis() is None,
        "Chromium": browser and find_browser() is None,
    }
    names = [name for name, is_missing in missing.items() if is_missing]
    if not names:
        return
    if shutil.which("apt-get") is None:
        raise ServiceError(
            f"Missing: {', '.join(names)}. Install PostgreSQL {OLDEST_POSTGRES} or newer with PostGIS 3, and Redis,"
            " by this system's own means; or use others: DATABASE_URL=… REDIS_URL=…"
        )
    prefix = _become_root()
    if prefix is not None:
        tell(f"Installing {', '.join(names)} (once, about a minute) …")
        _watch([*prefix, "apt-get", "update", "-q"])
    if "Chromium" in names and not _offers("chromium"):
        # Ubuntu has Chromium as a snap only, which cannot read the project's folders.
        names.remove("Chromium")
        tell("Fetching the Chromium that Playwright brings …")
        _watch([sys.executable, "-m", "playwright", "install", "chromium"])
    if names:
        _install(prefix, names)


def _install(prefix: list[str] | None, names: list[str]) -> None:
    packages = shlex.join([_package(name) for name in names])
    if prefix is None:
        raise ServiceError(
            f"Missing: {', '.join(names)}. Install:\n  sudo apt-get update && sudo apt-get install -y {packages}"
        )
    _watch([*prefix, "sh", "-c", INSTALL.format(options=shlex.join(APT_OPTIONS), packages=packages)])


def _version_of(folder: Path) -> int:
    done = subprocess.run([str(folder / "pg_ctl"), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", done.stdout)
    return int(found.group(1)) if found else 0


def _share_of(folder: Path) -> Path:
    if folder.is_relative_to(DEBIAN_ROOT):
        return Path("/usr/share/postgresql") / folder.parent.name
    done = subprocess.run([str(folder / "pg_config"), "--sharedir"], capture_output=True, text=True, check=False)
    return Path(done.stdout.strip() or "/nonexistent")


def _is_snap_stub(program: Path) -> bool:
    head = program.read_bytes()[:4000]
    return head.startswith(b"#!") and b"/snap/bin" in head


def _offers(package: str) -> bool:
    """Whether the system's package lists can install `package`; assumed as long as there are none."""
    done = subprocess.run(["apt-cache", "policy", package, "bash"], capture_output=True, text=True, check=False)
    candidates = re.findall(r"^(\S+):$\s+Installed: .*$\s+Candidate: (?!\(none\))", done.stdout, re.MULTILINE)
    return package in candidates or "bash" not in candidates


def _become_root() -> list[str] | None:
    """Return what to put before a command so that root runs it, if that needs no password."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _package(name: str) -> str:
    return {"Redis": "redis-server", "Chromium": "chromium"}.get(name) or _postgis_package()


def _postgis_package() -> str:
    """Return PostGIS for the PostgreSQL that is installed, else for the newest the system offers."""
    search = ["apt-cache", "search", "--names-only", POSTGIS_PACKAGE.pattern.replace(r"(\d+)", "[0-9]+") + "$"]
    listed = subprocess.run(search, capture_output=True, text=True, check=False).stdout
    offered = {int(version) for version in POSTGIS_PACKAGE.findall(listed)}
    installed = {int(folder.name) for folder in DEBIAN_ROOT.glob("*") if (folder / "bin/postgres").exists()}
    versions = offered & installed or offered
    return f"postgresql-{max(versions)}-postgis-3" if versions else "postgresql-postgis"


def _watch(command: list[str]) -> None:
    """Run a long command, telling each package it sets up.

    Raises:
        ServiceError: it failed; the text ends with its last words.
    """
    said: deque[str] = deque(maxlen=15)
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
    ) as process:
        for line in process.stdout or ():
            said.append(line.rstrip())
            if line.startswith("Setting up "):
                tell(f"  {line.split()[2]}")
    if process.returncode:
        raise ServiceError(f"{shlex.join(command[:3])} … failed:\n" + "\n".join(said))
