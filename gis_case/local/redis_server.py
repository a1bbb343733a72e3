"""A Redis of the project's own, reached by a Unix socket alone."""

import os
import subprocess

from redis import Redis
from redis.exceptions import BusyLoadingError
from redis.exceptions import ConnectionError as NotReached

from gis_case.local.errors import ServiceError
from gis_case.local.packages import find_redis
from gis_case.local.places import Places
from gis_case.local.processes import end, last_lines, recorded_pid, wait_for, works_in
from gis_case.local.progress import tell

START_S = 60
STOP_S = 30


def running_pid(places: Places) -> int | None:
    """Return the server's process id, if it runs."""
    pid = recorded_pid(places.redis / "redis.pid")
    return pid if works_in(pid, places.redis, "redis-server") or works_in(pid, places.redis, "valkey-server") else None


def start_redis(places: Places) -> bool:
    """Start Redis; return False if it ran already.

    Raises:
        ServiceError: it cannot start; the text ends with the server's last words.
    """
    if running_pid(places):
        return False
    program = find_redis()
    if program is None:
        raise ServiceError("Redis is not installed. Run: sudo apt-get install redis-server")
    tell("Starting Redis …")
    log = places.redis / "redis.log"
    command = places.as_user(
        program,
        *("--port", "0", "--unixsocket", str(places.redis_socket), "--unixsocketperm", "700"),
        *("--dir", str(places.redis), "--appendonly", "yes", "--save", ""),
        *("--daemonize", "yes", "--pidfile", str(places.redis / "redis.pid"), "--logfile", str(log)),
    )
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment, check=False)
    if done.returncode or not wait_for(lambda: _answers(places), START_S):
        raise ServiceError(f"Redis does not start. From {log}:\n{last_lines(log)}\n{done.stdout}{done.stderr}".rstrip())
    return True


def stop_redis(places: Places) -> bool:
    """Stop Redis, which writes what it still holds; return False if it did not run."""
    pid = running_pid(places)
    if pid is None:
        return False
    tell("Stopping Redis …")
    if not end(pid, lambda: running_pid(places) is not None, STOP_S):
        raise ServiceError(f"Redis (process {pid}) does not stop. See {places.redis / 'redis.log'}")
    return True


def _answers(places: Places) -> bool:
    try:
        with Redis.from_url(places.redis_url, socket_timeout=2) as redis:
            return bool(redis.ping())
    except (NotReached, BusyLoadingError):
        return False
