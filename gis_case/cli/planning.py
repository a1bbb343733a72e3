"""`gis-case search-surface …`, `clusters …`, `priorities …`, `planning …`: what planning works out, by hand."""

from collections.abc import Sequence
from uuid import UUID

import click
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from gis_case.campaigns.rules.season import months_of
from gis_case.campaigns.services.priority import score_slice
from gis_case.cases.models import Case
from gis_case.cli.installation import installation
from gis_case.cli.working import working_session
from gis_case.core.clock import today
from gis_case.planning.queries.surface import newest_surface
from gis_case.planning.services.clusters import INDEPENDENT, run_clusters
from gis_case.planning.services.map_points import Drift, rebuild_map
from gis_case.planning.services.surface import compute_surface


def _tell(words: str) -> None:
    click.echo(f"{words} …", err=True)


@click.command(name="search-surface")
@click.argument("numbers", metavar="CASE…", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every case.")
def search_surface(numbers: tuple[str, ...], *, every: bool) -> None:
    """Compute where to search next in each CASE, given by its number; unchanged ones are left as they are."""
    if not numbers and not every:
        raise click.UsageError("Give the number of a case, for example 06199-2026-0001, or --all.")
    with working_session() as session:
        wanted = select(Case.id, Case.number).order_by(Case.number)
        cases = session.execute(wanted if every else wanted.where(Case.number.in_(numbers))).all()
        if missing := set(numbers) - {case.number for case in cases}:
            raise click.ClickException(f"No case has the number {', '.join(sorted(missing))}.")
        _surfaces(session, cases)


def _surfaces(session: Session, cases: Sequence[Row[UUID, str]]) -> int:
    """Compute the surfaces of cases (id, number), each in a transaction of its own; return how many were new."""
    new = 0
    for place, case in enumerate(cases, start=1):
        _tell(f"{place} of {len(cases)}: {case.number}")
        made = compute_surface(session, case_id=case.id)
        session.commit()
        new += made is not None
        held = made or session.scalars(newest_surface(case.id)).one_or_none()
        if held is None:
            click.echo(f"{case.number}: nothing says where to search")
            continue
        areas = ", ".join(f"{one['level']:.0%} {one['hectares']:.1f} ha" for one in held.answer["levels"])
        state = "computed" if made else "unchanged"
        click.echo(f"{case.number}: version {held.number} {state}; {areas}; outside {held.outside:.2f}")
    return new


@click.group()
def clusters() -> None:
    """Clusters of reports."""


@clusters.command()
@click.option("--min-sources", default=INDEPENDENT, show_default=True, type=click.IntRange(min=2))
def run(*, min_sources: int) -> None:
    """Find the clusters of all placed reports; each keeps its number from run to run."""
    with working_session() as session:
        _clusters(session, min_sources)


def _clusters(session: Session, min_sources: int) -> None:
    done = run_clusters(session, min_sources=min_sources, tell=_tell)
    session.commit()
    click.echo(f"{done.reports} reports, {done.clusters} clusters: {done.new} new, {done.gone} gone")


@click.group()
def planning() -> None:
    """All that planning works out."""


@planning.command()
def rebuild() -> None:
    """Work out anew whatever planning derives from the dossiers: the map, clusters, where to search, priorities.

    Nothing that people decided is lost, and what has not changed stays as it is; it may be stopped and run again.
    """
    with working_session() as session:
        drift = _map(session)
        _tell("clusters")
        _clusters(session, INDEPENDENT)
        _tell("where to search next")
        cases = session.execute(select(Case.id, Case.number).order_by(Case.number)).all()
        new = _surfaces(session, cases)
        _priorities(session)
    click.echo(f"rebuilt: {drift.points} points and {drift.cells} cells of the map mended, {new} surfaces new")


def _map(session: Session) -> Drift:
    done = 0

    def step(reports: int) -> None:
        nonlocal done
        done += reports
        _tell(f"points of the map: {done} reports looked at")

    return rebuild_map(session, step)


def _priorities(session: Session) -> int:
    rainy = months_of(installation().settings.rainy_months)
    done, last = 0, None
    while ids := score_slice(session, after=last, day=today(), rainy=rainy):
        session.commit()
        done, last = done + len(ids), ids[-1]
        _tell(f"{done} cases scored")
    return done


@click.group()
def priorities() -> None:
    """Priorities of cases on the planning board."""


@priorities.command(name="run")
def run_priorities() -> None:
    """Make the score of every case anew, with the weights that hold and the facts of today."""
    with working_session() as session:
        done = _priorities(session)
    click.echo(f"{done} cases scored")
