"""`gis-case boundaries …` and `gis-case basemaps …`: boundaries, base maps and layers from files of any size."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis_case.cli.acting import acting
from gis_case.cli.installation import installation
from gis_case.cli.working import working_session
from gis_case.core.actor import Actor, Permission
from gis_case.core.files import Received
from gis_case.layers.jobs import read_file
from gis_case.layers.models import Audience, BoundaryVersion, Format, MapLayer, Purpose, ReadState, Sign
from gis_case.layers.queries import get_version, known_communes, newest_adoption
from gis_case.layers.services.boundaries import adopt, concerns, proposed
from gis_case.layers.services.intake import add_boundaries, add_layer, entity_of, state_system
from gis_case.layers.store import FORMATS, ending_of, received
from gis_case.local.errors import ServiceError
from gis_case.positions.communes import FIRST, place_slice
from gis_case.positions.models import PositionReport

MOST_SHOWN = 100
USER = click.option("--user", "email", required=True, help="In whose name; a planner's account.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
CRS = click.option("--crs", default="", metavar="EPSG:9215", help="System of a file that states none.")


def _provenance(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, note, needed in (
        ("--dated", "State of the data, such as 7/2025.", False),
        ("--licence", "What one may do with it.", True),
        ("--source", "Who made it and who gave it.", True),
        ("--title", "What it is called; else the name of the file.", False),
    ):
        command = click.option(name, default=None if needed else "", required=needed, help=note)(command)
    return command


@click.group()
def boundaries() -> None:
    """Boundaries of communes."""


@boundaries.command(name="import")
@FILE
@USER
@_provenance
@CRS
@click.option("--adopt", "reason", default="", metavar="REASON", help="Put them in force at once, and why.")
@click.option("--accept", is_flag=True, help="Whatever differs was looked at.")
def import_boundaries(*, file: Path, email: str, crs: str, reason: str, accept: bool, **known: str) -> None:
    """Read commune boundaries from FILE: GeoJSON, GeoPackage, or a ZIP of a Shapefile; say what is doubtful.

    Without --adopt nothing changes: the version waits on its page for a person.
    """
    with working_session() as session:
        actor = acting(session, email, Permission.PLAN_APPROVE)
        version = _brought(session, actor, file, crs, add_boundaries, **known)
        _show(session, version)
        if reason:
            adopt(session, actor=actor, version=version, files=_files(), reason=reason, accepted=accept)
            session.commit()
            _place(session)


@boundaries.command(name="adopt")
@click.argument("number", type=int)
@USER
@click.option("--reason", required=True)
@click.option("--accept", is_flag=True, help="Whatever differs was looked at.")
def adopt_version(*, number: int, email: str, reason: str, accept: bool) -> None:
    """Put version NUMBER in force, or back in force."""
    with working_session() as session:
        actor, version = acting(session, email, Permission.PLAN_APPROVE), get_version(session, number)
        adopt(session, actor=actor, version=version, files=_files(), reason=reason, accepted=accept)
        session.commit()
        _place(session)


@boundaries.command()
def place() -> None:
    """Give every position the commune of the boundaries that hold; unchanged ones are left as they are."""
    with working_session() as session:
        _place(session)


@click.group()
def basemaps() -> None:
    """Base maps and layers over the map."""


@basemaps.command(name="import")
@FILE
@USER
@_provenance
@CRS
@click.option("--attribution", default="", help="Words shown on the map; else the source.")
@click.option("--audience", type=click.Choice([one.value for one in Audience]), default=Audience.ALL.value)
@click.option(
    "--org", "orgs", multiple=True, type=int, help="Id of an organisation that sees it; with audience chosen."
)
@click.option(
    "--sign", type=click.Choice([one.value for one in Sign]), default=Sign.AREA.value, help="Of a vector file."
)
def import_basemap(*, file: Path, email: str, crs: str, orgs: tuple[int, ...], **known: Any) -> None:
    """Bring in FILE: PMTiles, MBTiles or GeoTIFF as a base map, a vector file as a layer over the map."""
    is_vector = FORMATS.get(ending_of(file.name)) is Format.VECTOR
    known["purpose"] = Purpose.OVERLAY if is_vector else Purpose.BASEMAP
    known["audience"], known["sign"] = Audience(known["audience"]), Sign(known["sign"])
    with working_session() as session:
        actor = acting(session, email, Permission.PLAN_APPROVE)
        layer = _brought(session, actor, file, crs, add_layer, shared_org_ids=list(orgs), **known)
        click.echo(f"{layer.title}: {layer.state.value} {layer.id}")


def _files() -> Path:
    return installation().settings.files


def _brought(session: Session, actor: Actor, file: Path, crs: str, add: Callable[..., Any], **known: Any) -> Any:
    """Keep a file and read it here and now; stop with the reason when it cannot be used."""
    facts = known | {"title": known["title"] or file.stem}
    with file.open("rb") as content, received(session, _files(), content, name=file.name) as kept:
        one = _added(session, actor, kept, add, facts)
    click.echo("reading …", err=True)
    _read(session, one)
    if one.state is ReadState.ASKS_CRS and crs:
        state_system(session, actor=actor, one=one, crs=crs)
        session.commit()
        _read(session, one)
    if one.state is not ReadState.READY:
        why = "; ".join(problem["msgid"] % problem["params"] for problem in one.problem)
        raise ServiceError(why or "The file does not state its coordinate system. State it: --crs EPSG:9215")
    return one


def _added(session: Session, actor: Actor, kept: Received, add: Callable[..., Any], facts: dict[str, Any]) -> Any:
    one = add(session, actor=actor, file=kept, files=_files(), **facts)
    session.commit()
    return one


def _read(session: Session, one: BoundaryVersion | MapLayer) -> None:
    read_file(session, entity=entity_of(one), id=one.id, files=_files())
    session.commit()
    session.refresh(one)


def _show(session: Session, version: BoundaryVersion) -> None:
    areas = version.found["areas"]
    names = {one.id: one.name for one in known_communes(session)}
    click.echo(f"version {version.number}: {len(areas)} areas, {len(proposed(version))} without doubt")
    chosen = {place: one["commune_id"] for place, one in enumerate(areas)}
    for concern in concerns(version, chosen, names):
        click.echo(f"  {concern}")
    for one in [one for one in areas if one["doubt"]][:MOST_SHOWN]:
        click.echo(f"  {one['name'] or one['code'] or '?'}: {one['doubt']['msgid'] % one['doubt']['params']}")


def _place(session: Session) -> None:
    holds = newest_adoption(session)
    total = session.scalar(select(func.count()).select_from(PositionReport)) or 0
    goes_on: tuple[Any, int] | None = (FIRST, 0)
    while goes_on is not None:
        goes_on = place_slice(session, adoption=holds.number if holds else 0, after=goes_on[0], done=goes_on[1])
        session.commit()
        click.echo(f"{goes_on[1] if goes_on else total} of {total} positions …", err=True)
