"""`gis-case worker`: work off what the pages have put aside."""

import os

import click

from gis_case.cases import jobs as documents
from gis_case.cli.installation import installation
from gis_case.jobs.worker import work
from gis_case.sharing import jobs as readers
from gis_case.sketchmaps import jobs as maps

# Importing them registers what they do: the processes that do the jobs are forks of this one.
KINDS_OF_WORK = (documents, maps, readers)


@click.command()
@click.option("--burst", is_flag=True, help="Stop when nothing waits.")
def worker(*, burst: bool) -> None:
    """Work until stopped."""
    here = installation()
    os.environ.update(here.environment())  # the processes that do the jobs find the installation there
    work(here.settings.redis_url, burst=burst)
