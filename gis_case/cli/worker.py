"""`gis-case worker`: work off what the pages have put aside."""

import os

import click
from structlog import get_logger

from gis_case.cli.handlers import KINDS
from gis_case.cli.installation import installation
from gis_case.jobs.worker import work

log = get_logger(__name__)


@click.command()
@click.option("--burst", is_flag=True, help="Stop when nothing waits.")
def worker(*, burst: bool) -> None:
    """Work until stopped."""
    here = installation()
    os.environ.update(here.environment())  # the processes that do the jobs find the installation there
    log.info("worker_begins", kinds=KINDS)
    work(here.settings.redis_url, burst=burst)
