"""A PostGIS cluster of the project's own, reached by a Unix socket alone."""

import os
import subprocess
from pathlib import Path

from gis_case.local.errors import ServiceError
from gis_case.local.packages import find_postgres
from gis_case.local.places import PORT, Places
from gis_case.local.processes import last_lines, recorded_pid, works_in
from gis_case.local.progress import tell

ADMIN = "gis_case_admin"
START_S = 300
STOP_S = 60

# Statements and their values stay out of the log: they hold personal data.
CONFIGURATION = """\
# Written anew at every start.
listen_addresses = ''
port = {port}
unix_socket_directories = '{run}'
unix_socket_permissions = 0700
shared_buffers = 256MB
jit = off
timezone = 'UTC'
idle_in_transaction_session_timeout = 60s
log_min_error_statement = panic
log_error_verbosity = terse
"""
# For data nobody will miss: a test's.
CARELESS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def admin_url(places: Places) -> str:
    """URL of the cluster's superuser."""
    return places.database_url(ADMIN, "postgres")


def running_pid(places: Places) -> int | None:
    """Return the server's process id, if it runs."""
    pid = recorded_pid(places.data / "postmaster.pid")
    return pid if works_in(pid, places.data, "postgres") else None


def start_cluster(places: Places, *, durable: bool = True) -> bool:
    """Create the cluster if need be and start it; return False if it ran already.

    Raises:
        ServiceError: it cannot start; the text ends with the server's last words.
    """
    if running_pid(places):
        return False
    programs = _programs_for(places)
    if not (places.data / "PG_VERSION").exists():
        tell(f"Creating a PostGIS cluster in {places.data} …")
        _initialise(places, programs)
    _configure(places, durable=durable)
    _forget_foreign_pid(places)
    tell("Starting PostgreSQL …")
    log = places.data / "server.log"
    try:
        _run(places, programs / "pg_ctl", "-D", places.data, "-l", log, "-w", "-t", START_S, "start")
    except ServiceError as error:
        raise ServiceError(f"PostgreSQL does not start. From {log}:\n{last_lines(log)}") from error
    return True


def stop_cluster(places: Places) -> bool:
    """Stop the server; return False if it did not run."""
    if not running_pid(places):
        return False
    tell("Stopping PostgreSQL …")
    _run(places, _programs_for(places) / "pg_ctl", "-D", places.data, "-m", "fast", "-w", "-t", STOP_S, "stop")
    return True


def _programs_for(places: Places) -> Path:
    """Return the programs that can serve the cluster: those of the version that made it."""
    made_by = recorded_pid(places.data / "PG_VERSION")
    programs = find_postgres(made_by)
    if programs is None:
        wanted = (
            f"PostgreSQL {made_by} with PostGIS, which made {places.data}," if made_by else "PostgreSQL with PostGIS"
        )
        raise ServiceError(f"{wanted} is not installed. Run: sudo apt-get install postgresql-{made_by or 15}-postgis-3")
    return programs


def _initialise(places: Places, programs: Path) -> None:
    made = (
        "-U",
        ADMIN,
        "--auth-local=trust",
        "--auth-host=reject",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
    )
    _run(places, programs / "initdb", "-D", places.data, *made)


def _configure(places: Places, *, durable: bool) -> None:
    run = str(places.run).replace("'", "''")
    text = CONFIGURATION.format(port=PORT, run=run) + ("" if durable else CARELESS)
    (places.data / "gis_case.conf").write_text(text)
    main = places.data / "postgresql.conf"
    line = "include 'gis_case.conf'\n"
    if line not in main.read_text():
        with main.open("a") as handle:
            handle.write(f"\n{line}")


def _forget_foreign_pid(places: Places) -> None:
    """After a power cut the recorded number may be some other program's by now; PostgreSQL would wait for it."""
    file = places.data / "postmaster.pid"
    pid = recorded_pid(file)
    if pid is not None and Path("/proc", str(pid)).exists():
        file.unlink()


def _run(places: Places, *command: object) -> None:
    words = [str(word) for word in command]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        places.as_user(*words),
        capture_output=True,
        text=True,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise ServiceError(f"{Path(words[0]).name} failed:\n{done.stdout}{done.stderr}".rstrip())
