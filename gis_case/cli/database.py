"""`gis-case db …`: roles, schema, backup and restore."""

from pathlib import Path

import click

from gis_case.cli.installation import installation
from gis_case.core import migrate
from gis_case.local.backup import back_up
from gis_case.local.backup import restore as restore_backup


@click.group()
def db() -> None:
    """Roles, schema, backup and restore."""


@db.command()
def bootstrap() -> None:
    """Create what the server lacks: roles, database, extensions. Needs a superuser's DATABASE_OWNER_URL elsewhere."""
    installation().bootstrap()
    click.echo("The server has all it needs.")


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema up to REVISION, by default the newest."""
    migrate.upgrade(installation().settings.owner_url, revision)
    click.echo(f"The schema is at {revision}.")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the schema back to REVISION ("base": to nothing), with the records that live in it."""
    if not yes:
        click.confirm(f"Take the schema back to {revision}? Records of later tables are lost", abort=True)
    migrate.downgrade(installation().settings.owner_url, revision)
    click.echo(f"The schema is at {revision}.")


@db.command()
def check() -> None:
    """Compare the schema with the models."""
    migrate.check(installation().settings.owner_url)
    click.echo("Schema and models agree.")


@db.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Write a backup of database and files into a new folder below FOLDER."""
    settings = installation().settings
    click.echo(back_up(settings.owner_url, settings.files, folder))


@db.command()
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(backup: Path) -> None:
    """Bring back BACKUP, the folder of one, into an empty database."""
    here = installation()
    here.bootstrap()
    restore_backup(here.settings.owner_url, here.settings.files, backup)
    migrate.upgrade(here.settings.owner_url)
    click.echo("Restored, and brought up to the newest schema.")
