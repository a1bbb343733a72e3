"""`gis-case services …`: the embedded PostGIS and Redis."""

import os
import signal
import subprocess
import sys

import click

from gis_case.cli.installation import installation
from gis_case.local.errors import ServiceError
from gis_case.local.packages import ensure_packages, find_browser
from gis_case.local.processes import locked, recorded_pid
from gis_case.local.services import remove_services, status, stop_services

UP_STOPS_S = 60


@click.group()
def services() -> None:
    """The embedded PostGIS and Redis."""


@services.command()
def start() -> None:
    """Start what does not run yet."""
    here = installation()
    started = here.start()
    for name, is_ours, variable in (
        ("database", here.own_database, "DATABASE_URL"),
        ("redis", here.own_redis, "REDIS_URL"),
    ):
        ours = "started" if name in started else "runs already"
        click.echo(f"{name}: {ours if is_ours else f'{variable} is set, nothing to start'}")


@services.command()
def stop() -> None:
    """Stop `gis-case up`, if it runs, and the services."""
    var = installation().settings.var
    pid = recorded_pid(var / "up.pid")
    with locked(var / "up.lock", wait=False) as is_free:
        if not is_free and pid:
            os.kill(pid, signal.SIGTERM)
    with locked(var / "up.lock"):  # until `up` has let go
        stopped = stop_services(var)
    click.echo("stopped: " + (", ".join(stopped) or "all was down already" if is_free else "everything"))


@services.command(name="status")
def show_status() -> None:
    """Show what runs, and where its data is; exit code 3 when something is down."""
    here = installation()
    states = status(here.settings.var)
    own = {"database": here.own_database, "redis": here.own_redis}
    for state in states:
        if own[state.name]:
            running = f"runs (process {state.pid})" if state.pid else "down"
            click.echo(f"{state.name}: {running}\n  data {state.data}\n  {state.url}")
        else:
            click.echo(f"{state.name}: not ours, named by the environment")
    if any(own[state.name] and not state.pid for state in states):
        sys.exit(3)


@services.command()
@click.option("--browser", is_flag=True, help="Chromium too, for the browser tests.")
def packages(*, browser: bool) -> None:
    """Install the operating system's packages that are missing."""
    here = installation()
    ensure_packages(database=here.own_database, redis=here.own_redis, browser=browser)


@services.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(command: tuple[str, ...]) -> None:
    """Run COMMAND while the services run; stop afterwards what was started for it."""
    here = installation()
    started = here.start()
    environment = os.environ | {
        "GIS_CASE_TEST_ADMIN_URL": here.admin_url,
        "GIS_CASE_TEST_REDIS_URL": here.settings.redis_url,
        "GIS_CASE_CHROMIUM": find_browser() or "",
    }
    try:
        code = _run_to_its_end(command, environment)
    finally:
        stop_services(here.settings.var, database="database" in started, redis="redis" in started)
    sys.exit(code)


def _run_to_its_end(command: tuple[str, ...], environment: dict[str, str]) -> int:
    """Return the exit code of `command`; Ctrl-C is for it to answer, a request to end is passed on."""
    try:
        process = subprocess.Popen(command, env=environment)
    except FileNotFoundError as error:
        raise ServiceError(f"There is no program {command[0]}") from error
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    return process.wait()


@services.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(*, yes: bool) -> None:
    """Stop the services and delete all they keep: every record of the embedded database."""
    var = installation().settings.var
    if not yes:
        click.confirm(f"Delete the embedded database and Redis of {var}, for good?", abort=True)
    remove_services(var)
    click.echo("deleted")
