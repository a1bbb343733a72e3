"""`gis-case users …` and `gis-case organisations …`: the first people of an installation."""

import click
from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.access.services import create_organisation, create_user
from gis_case.app import create_app
from gis_case.cli.installation import installation
from gis_case.cli.working import working_session
from gis_case.core.actor import OrgKind, Role
from gis_case.local.errors import ServiceError


@click.group()
def users() -> None:
    """Accounts."""


@users.command()
@click.option("--email", required=True, help="The address one signs in with.")
@click.option("--name", required=True, help="Family name first, as written.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--org", "code", required=True, help="Code of the organisation, see `gis-case organisations list`.")
def create(*, email: str, name: str, role: str, code: str) -> None:
    """Create an account and print the password to replace at the first sign-in."""
    with create_app(installation().settings).app_context(), working_session() as session:
        org = session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()
        if org is None:
            raise ServiceError(f"There is no organisation {code}. See: gis-case organisations list")
        _, password = create_user(session, actor=None, org=org, role=Role(role), name=name, email=email)
        session.commit()
    click.echo(f"{email}\n{password}")


@click.group()
def organisations() -> None:
    """Communes, posts, commands, teams, departments, laboratories."""


@organisations.command(name="create")
@click.argument("code")
@click.argument("kind", type=click.Choice([kind.value for kind in OrgKind]))
@click.argument("name")
def create_one(*, code: str, kind: str, name: str) -> None:
    """Create the organisation NAME of KIND under CODE."""
    with working_session() as session:
        create_organisation(session, actor=None, code=code, kind=OrgKind(kind), name=name)
        session.commit()
    click.echo(f"{code}\t{name}")


@organisations.command(name="list")
@click.option("--kind", type=click.Choice([kind.value for kind in OrgKind]))
def list_all(*, kind: str | None) -> None:
    """List organisations: code, kind, name."""
    with working_session() as session:
        wanted = select(Organisation).order_by(Organisation.kind, Organisation.code)
        for org in session.scalars(wanted.where(Organisation.kind == kind) if kind else wanted):
            click.echo(f"{org.code}\t{org.kind.value}\t{org.name}")
