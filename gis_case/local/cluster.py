"""A PostGIS cluster of the project's own, reached by a Unix socket alone."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("postgresql", "postgis", "redis-server")
ADMIN = "gis_case_admin"
PORT = 5433
OPTIONS = "-c listen_addresses= -c unix_socket_directories={socket} -p {port} -c jit=off -c shared_buffers=256MB"


class ServiceError(RuntimeError):
    """A service cannot start; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster keeps its data and its socket."""

    data: Path
    socket: Path

    @property
    def admin_url(self) -> str:
        """URL of the cluster's superuser."""
        return f"postgresql+psycopg://{ADMIN}@/postgres?host={self.socket}&port={PORT}"


def cluster_for(var: Path) -> Cluster:
    """Return the cluster of the folder `var`.

    PostgreSQL refuses to run as root, and its own user can rarely enter a private home folder: root's
    clusters lie under /var/lib. Socket paths end at 107 characters, so the socket's folder is short.
    """
    key = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    base = Path("/var/lib/gis-case") / key if os.geteuid() == 0 else var.resolve()
    return Cluster(base / "pg", Path(f"/var/tmp/gis-case-{key}"))  # noqa: S108 - made with mode 0700 below


def find_binaries() -> Path | None:
    """Return the newest PostgreSQL's folder of programs that has PostGIS beside it, if any."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name)):
        version = folder.parent.name
        has_postgis = Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()
        if has_postgis and (folder / "pg_ctl").exists():
            return folder
    return None


def install_packages() -> None:
    """Install Debian's PostGIS and Redis where they are missing, or say the exact command."""
    if find_binaries() and shutil.which("redis-server"):
        return
    command = ["apt-get", "install", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300", *PACKAGES]
    if os.geteuid() != 0:
        raise ServiceError("PostGIS or Redis is missing. Run: sudo " + " ".join(command))
    print("Installing PostGIS and Redis…", file=sys.stderr)  # noqa: T201
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def _as_owner(*command: str) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise ServiceError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def _own_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        path.parent.chmod(path.parent.stat().st_mode | 0o011)
        shutil.chown(path, "postgres")


def is_running(cluster: Cluster) -> bool:
    """Whether the cluster's server runs."""
    binaries = find_binaries()
    if binaries is None or not cluster.data.exists():
        return False
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*prefix, str(binaries / "pg_ctl"), "-D", str(cluster.data), "status"]
    return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0


def start(cluster: Cluster) -> None:
    """Create the cluster if need be and start it; a running one is left as it is."""
    install_packages()
    binaries = find_binaries()
    if binaries is None:
        raise ServiceError("PostgreSQL is installed without PostGIS. Run: sudo apt-get install postgis")
    if is_running(cluster):
        return
    _own_folder(cluster.data)
    _own_folder(cluster.socket)
    if not (cluster.data / "PG_VERSION").exists():
        init = ("-U", ADMIN, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        _as_owner(str(binaries / "initdb"), "-D", str(cluster.data), *init)
    options = OPTIONS.format(socket=cluster.socket, port=PORT)
    log = str(cluster.data / "server.log")
    _as_owner(str(binaries / "pg_ctl"), "-D", str(cluster.data), "-o", options, "-l", log, "-w", "start")


def stop(cluster: Cluster) -> None:
    """Stop the cluster's server, if it runs."""
    binaries = find_binaries()
    if binaries and is_running(cluster):
        _as_owner(str(binaries / "pg_ctl"), "-D", str(cluster.data), "-m", "fast", "-w", "stop")
