"""`gis-case worker`: work off what the pages have put aside."""

import os

import click

from gis_case.cli.installation import installation
from gis_case.cli.schedule import SCHEDULE
from gis_case.jobs.worker import work


@click.command()
@click.option("--burst", is_flag=True, help="Stop when nothing waits.")
def worker(*, burst: bool) -> None:
    """Work until stopped."""
    here = installation()
    os.environ.update(here.environment())  # the processes that do the jobs find the installation there
    work(here.settings.redis_url, SCHEDULE, burst=burst)
