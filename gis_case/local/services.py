"""The embedded services as one thing: start, stop, look, remove."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from gis_case.local.bootstrap import APP_LOGIN, DATABASE, OWNER_LOGIN
from gis_case.local.cluster import admin_url, start_cluster, stop_cluster
from gis_case.local.cluster import running_pid as cluster_pid
from gis_case.local.packages import ensure_packages
from gis_case.local.places import Places, make_folders, places_of
from gis_case.local.processes import locked
from gis_case.local.progress import tell
from gis_case.local.redis_server import running_pid as redis_pid
from gis_case.local.redis_server import start_redis, stop_redis


@dataclass(frozen=True, slots=True)
class Services:
    """Where the embedded services are reached."""

    database_admin_url: str
    database_url: str
    database_owner_url: str
    redis_url: str


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service as it is now; `pid` is None when it is down."""

    name: str
    pid: int | None
    data: Path
    url: str


def services_of(var: Path) -> Services:
    """Return where the services of the folder `var` are reached, whether they run or not."""
    places = places_of(var)
    return Services(
        admin_url(places),
        places.database_url(APP_LOGIN, DATABASE),
        places.database_url(OWNER_LOGIN, DATABASE),
        places.redis_url,
    )


def start_services(var: Path, *, database: bool = True, redis: bool = True, durable: bool = True) -> list[str]:
    """Start what does not run yet, installing packages if need be; return the names of what was started.

    Raises:
        ServiceError: with words on what to do.
    """
    if not database and not redis:
        return []
    with locked(var / "services.lock"):
        ensure_packages(database=database, redis=redis)
        places = places_of(var)
        if places.base != places.var:
            tell(f"The user {places.user.pw_name} cannot enter {places.var}: services keep their data in {places.base}")
        make_folders(places)
        started = []
        if database and start_cluster(places, durable=durable):
            started.append("database")
        if redis and start_redis(places):
            started.append("redis")
        return started


def stop_services(var: Path, *, database: bool = True, redis: bool = True) -> list[str]:
    """Stop what runs; return the names of what was stopped."""
    places = places_of(var)
    stopped = []
    if redis and stop_redis(places):
        stopped.append("redis")
    if database and stop_cluster(places):
        stopped.append("database")
    return stopped


def status(var: Path) -> list[ServiceState]:
    """Return each service as it is now."""
    places = places_of(var)
    found = services_of(var)
    return [
        ServiceState("database", cluster_pid(places), places.data, found.database_url),
        ServiceState("redis", redis_pid(places), places.redis, found.redis_url),
    ]


def remove_services(var: Path) -> None:
    """Stop the services and delete all they keep."""
    stop_services(var)
    places = places_of(var)
    for folder in (places.data, places.redis, places.run):
        shutil.rmtree(folder, ignore_errors=True)
    _remove_if_empty(places)


def _remove_if_empty(places: Places) -> None:
    """Leave nothing of ours under the system's folders."""
    if places.base == places.var:
        return
    for folder in (places.base, places.base.parent):
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
