"""`gis-case up`: everything on one machine, until Ctrl-C."""

import os
import signal
import sys
from dataclasses import replace
from types import FrameType

import click

from gis_case.cli.installation import Installation, installation
from gis_case.cli.prepare import build_front_end, prepare_data
from gis_case.config import PROJECT, Settings
from gis_case.core import migrate
from gis_case.local.errors import ServiceError
from gis_case.local.processes import locked
from gis_case.local.progress import tell
from gis_case.local.services import stop_services
from gis_case.local.supervisor import Program, Supervisor, reachable, require_free_port

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_S = 120


@click.command()
def up() -> None:
    """Start the services, bring the schema up to date, load what is missing, serve the pages."""
    here = installation()
    settings = here.settings
    with locked(settings.var / "up.lock", wait=False) as is_first:
        if not is_first:
            raise ServiceError(f"`gis-case up` runs already on {settings.var}. Stop it: gis-case services stop")
        (settings.var / "up.pid").write_text(str(os.getpid()))
        for number in SIGNALS:
            signal.signal(number, _interrupt)
        try:
            _serve(here)
        except KeyboardInterrupt:
            tell("Stopping …")
        finally:
            _hear_no_more()
            stop_services(settings.var, database=here.own_database, redis=here.own_redis)
    tell("Everything is stopped; nothing is lost.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    """The first request to stop is obeyed; impatience while stopping is not."""
    _hear_no_more()
    raise KeyboardInterrupt


def _hear_no_more() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _serve(here: Installation) -> None:
    settings = here.settings
    require_free_port(settings.host, settings.port)
    here.start()
    here.require_redis()
    tell("Bringing the schema up to date …")
    here.bootstrap()
    migrate.upgrade(settings.owner_url)
    tell("Loading what is missing of the data …")
    accounts = prepare_data(settings)
    build_front_end(settings)
    tell("Starting pages and worker …")
    here = replace(here, settings=replace(settings, demo=bool(accounts)))
    with Supervisor(PROJECT, here.environment()) as supervisor:
        for program in _programs(settings):
            supervisor.start(program)
        supervisor.wait_until_ready(settings.host, settings.port, "/health", READY_S)
        _welcome(settings, accounts)
        supervisor.watch()


def _programs(settings: Settings) -> list[Program]:
    log = settings.var / "log"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    pages = [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{settings.port}"),
        *("--worker-class", "gthread", "--workers", str(settings.web_workers), "--threads", str(settings.web_threads)),
        *("--timeout", "60", "--graceful-timeout", "20", "--no-control-socket", "--log-level", "warning"),
    ]
    worker = [sys.executable, "-m", "gis_case.cli", "worker"]
    return [Program("pages", pages, log / "pages.log"), Program("worker", worker, log / "worker.log")]


def _welcome(settings: Settings, accounts: list[dict[str, str]]) -> None:
    host = reachable(settings.host)
    click.echo(f"\n  http://{f'[{host}]' if ':' in host else host}:{settings.port}\n")
    if accounts:
        click.echo(f"  Demonstration accounts, each with the password {accounts[0]['password']}")
        for one in accounts:
            click.echo(f"    {one['email']:<34} {one['role']:<22} {one['name']}")
    click.echo(f"\n  Logs: {settings.var / 'log'}    Stop: Ctrl-C\n")
