"""`gis-case reference …` and `gis-case assets …`: what a new installation needs once."""

import click

from gis_case.app import create_app
from gis_case.cli.installation import installation
from gis_case.cli.working import working_session
from gis_case.core import assets as bundles
from gis_case.demo.services import load_reference


@click.group()
def reference() -> None:
    """Communes, border guard posts and battle sites that ship with the product."""


@reference.command()
def load() -> None:
    """Load what is not there yet; loading twice changes nothing."""
    with working_session() as session:
        load_reference(session, tell=click.echo)
        session.commit()


@click.group()
def assets() -> None:
    """Style sheets and scripts."""


@assets.command()
def build() -> None:
    """Write the bundles that the pages name, under static/gen."""
    for name in bundles.build(create_app(installation().settings)):
        click.echo(name)
