"""`gis-case worker`: work off what the pages have put aside."""

import os

import click

from gis_case.cases import jobs as case_jobs
from gis_case.cli.installation import installation
from gis_case.jobs.worker import work
from gis_case.planning import jobs as planning_jobs
from gis_case.sharing import jobs as sharing_jobs

# Named here so that each kind of work is known to the process that does it.
KNOWN = (case_jobs, planning_jobs, sharing_jobs)


@click.command()
@click.option("--burst", is_flag=True, help="Stop when nothing waits.")
def worker(*, burst: bool) -> None:
    """Work until stopped."""
    here = installation()
    os.environ.update(here.environment())  # the processes that do the jobs find the installation there
    work(here.settings.redis_url, burst=burst)
