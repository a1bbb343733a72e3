"""Where the embedded services keep their data and sockets, and as whom they run."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from gis_case.local.errors import ServiceError

PORT = 54329
SYSTEM_FOLDER = Path("/var/lib/gis-case")
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - what is made below it is refused unless it is ours alone
SOCKET_LIMIT = 107
LONGEST_SOCKET = f"/.s.PGSQL.{PORT}"
# Root's services run as the first of these that exists: PostgreSQL refuses to run as root.
SERVICE_USERS = ("postgres", "redis")


@dataclass(frozen=True, slots=True)
class Places:
    """Folders of the services that belong to the folder `var`, and the user they run as."""

    var: Path
    base: Path
    run: Path
    user: pwd.struct_passwd

    @property
    def data(self) -> Path:
        """Data of the PostgreSQL cluster."""
        return self.base / "pg"

    @property
    def redis(self) -> Path:
        """Data of Redis."""
        return self.base / "redis"

    @property
    def redis_socket(self) -> Path:
        """Where Redis listens."""
        return self.run / "redis.sock"

    @property
    def redis_url(self) -> str:
        """URL of Redis."""
        return f"unix://{quote(str(self.redis_socket))}?db=0"

    def database_url(self, user: str, name: str) -> str:
        """URL of the database `name` for the login `user`."""
        return f"postgresql+psycopg://{user}@/{name}?host={quote(str(self.run))}&port={PORT}"

    def as_user(self, *command: str) -> list[str]:
        """Return `command` so that it runs as the services' user."""
        if os.geteuid() == self.user.pw_uid:
            return list(command)
        return [_runuser(), "-u", self.user.pw_name, "--", *command]


def _runuser() -> str:
    """The program by which root runs another: `su` without a dash leaves root without the folder that it lies in."""
    return shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "runuser"


def places_of(var: Path) -> Places:
    """Find, without writing anything, where the services of `var` are or would be.

    PostgreSQL does not run as root, and its own user can rarely enter a private home folder: then root's
    services lie under /var/lib/gis-case. What was once made is found again whoever asks.
    """
    var = var.resolve()
    key = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    elsewhere = SYSTEM_FOLDER / key
    base = var
    if not _has_services(var) and (_has_services(elsewhere) or _must_move(var)):
        base = elsewhere
    user = _user_of(base)
    run = var / "run"
    if base == elsewhere or not _fits(run):
        run = SHORT_FOLDER / f"gis-case-{user.pw_uid}-{key}"
    return Places(var, base, run, user)


def make_folders(places: Places) -> None:
    """Make what the services write in; each folder is their user's alone.

    Raises:
        ServiceError: a folder is somebody else's.
    """
    for folder in (places.var, places.base):
        _make_passable(folder)
    for folder in (places.data, places.redis, places.run):
        _make_private(folder, places.user)


def _has_services(base: Path) -> bool:
    return (base / "pg").exists() or (base / "redis").exists()


def _service_user() -> pwd.struct_passwd | None:
    for name in SERVICE_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _user_of(base: Path) -> pwd.struct_passwd:
    for folder in (base / "pg", base / "redis"):
        if folder.exists():
            return _account(folder.stat().st_uid)
    service = _service_user() if os.geteuid() == 0 else None
    return service or _account(os.geteuid())


def _account(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise ServiceError(
            f"User {uid} has no account on this machine; PostgreSQL needs one. Add it, then try again"
        ) from error


def _must_move(var: Path) -> bool:
    """Whether root's services cannot lie in `var`, because their user cannot reach it."""
    service = _service_user()
    if os.geteuid() != 0 or service is None:
        return False
    nearest = next(folder for folder in (var, *var.parents) if folder.exists())
    test = [_runuser(), "-u", service.pw_name, "--", "test", "-x", str(nearest)]
    return subprocess.run(test, cwd="/", capture_output=True, check=False).returncode != 0


def _fits(run: Path) -> bool:
    """Whether a socket below `run` is short enough, and no sign in it misleads: a comma would make two hosts of it.

    Redis names the socket in lists of "key=value" words, so that a space in it stops the worker.
    """
    misleading = any(sign.isspace() or sign in ',"\\=' for sign in str(run))
    return len(os.fsencode(run)) + len(LONGEST_SOCKET) <= SOCKET_LIMIT and not misleading


def _make_passable(folder: Path) -> None:
    """Make `folder` and its parents such that the services' user may pass, whatever the umask says."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(0o755)


def _make_private(folder: Path, user: pwd.struct_passwd) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if os.geteuid() != user.pw_uid:
            os.chown(folder, user.pw_uid, user.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.pw_uid or os.geteuid() not in {0, user.pw_uid}:
        raise ServiceError(
            f"{folder} belongs to user {found.st_uid}, not to {user.pw_name}. Run the command as its owner or as root,"
            " or choose another folder: GIS_CASE_VAR=…"
        )
    if found.st_mode & 0o077:
        folder.chmod(0o700)
