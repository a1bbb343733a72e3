"""`gis-case sites …`: battle sites from files."""

from pathlib import Path

import click

from gis_case.cli.working import working_session
from gis_case.sites.services import ImportReport, import_sites

MOST_SHOWN = 200


@click.group()
def sites() -> None:
    """Battle sites."""


@sites.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Load battle sites from FILE (CSV); a row that fails is named, the others load, twice changes nothing."""
    with working_session() as session:
        report = import_sites(session, actor=None, source=file, progress=_tell)
        session.commit()
    show(report)


def _tell(rows: int) -> None:
    click.echo(f"{rows} rows read …", err=True)


def show(report: ImportReport) -> None:
    """Print what became of a file."""
    click.echo(f"added {report.added}, changed {report.changed}, unchanged {report.unchanged}")
    if report.refused:
        click.echo(f"refused {len(report.refused)}:")
    for line, reasons in report.refused[:MOST_SHOWN]:
        click.echo(f"  line {line}: {'; '.join(str(reason) for reason in reasons)}")
    if len(report.refused) > MOST_SHOWN:
        click.echo(f"  … and {len(report.refused) - MOST_SHOWN} more")
