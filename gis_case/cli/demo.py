"""`gis-case demo …`: invented people and cases."""

import click
from flask_babel import force_locale

from gis_case.app import create_app
from gis_case.cli.installation import installation
from gis_case.cli.working import working_engine
from gis_case.core.actor import WORKER
from gis_case.core.db import open_session
from gis_case.core.i18n import say
from gis_case.demo.people import PASSWORD, accounts
from gis_case.demo.services import demo_actors, load_demo, load_reference
from gis_case.demo.walk import walk as walk_through
from gis_case.local.errors import ServiceError


@click.group()
def demo() -> None:
    """Invented people and cases, for learning; refused in production and among real accounts."""
    if installation().settings.production:
        raise ServiceError("Demonstration data are never mixed into production.")


@demo.command()
def load() -> None:
    """Load the demonstration; loading again completes what was interrupted."""
    settings = installation().settings
    with create_app(settings).app_context(), working_engine() as engine:
        load_demo(engine, files=settings.files, tell=lambda words: click.echo(words, err=True))
    for one in accounts():
        click.echo(f"{one['email']:<34} {PASSWORD}  {one['name']}")


@demo.command(name="walk")
@click.option("--language", type=click.Choice(["en", "vi"]), default="vi", help="Of the refusals.")
def walk(*, language: str) -> None:
    """Tell the life of one new case against the real database, each refusal seen first."""
    settings = installation().settings
    with create_app(settings).test_request_context(), force_locale(language), working_engine() as engine:
        with open_session(engine, WORKER) as session:
            load_reference(session)
            actors = demo_actors(session)
            session.commit()
        life = walk_through(engine, actors, tell=click.echo, say=say)
    click.echo(f"case {life.case_id}: concluded")
