"""`gis-case config`: every setting, its variable and its value."""

from dataclasses import fields
from typing import Any

import click

from gis_case.config import PROJECT, Settings


@click.command()
@click.option("--markdown", is_flag=True, help="The table of the manual: defaults, no values.")
def config(*, markdown: bool) -> None:
    """Show every setting."""
    click.echo(as_markdown() if markdown else as_text(Settings.from_env()))


def as_text(settings: Settings) -> str:
    """Return what is set, one block each; secrets are hidden."""
    lines = []
    for one in fields(Settings):
        value = getattr(settings, one.name)
        shown = "(hidden)" if one.metadata["secret"] and value else _plain(value)
        changed = "" if value == one.default else "   [changed]"
        lines.append(f"{one.metadata['variable']} = {shown}{changed}\n    {one.metadata['note']}{_doubt(one.metadata)}")
    return "\n".join(lines)


def as_markdown() -> str:
    """Return the documented table of settings."""
    rows = ["| variable | default | in production | meaning | example |", "|---|---|---|---|---|"]
    for one in fields(Settings):
        about = one.metadata
        production = "" if about["production"] is None else _code(about["production"])
        note = f"{about['note']}{_doubt(about)}"
        rows.append(
            f"| `{about['variable']}` | {_code(one.default)} | {production} | {note} | {_code(about['example'])} |"
        )
    return "\n".join(rows)


def _doubt(about: Any) -> str:
    return " (unconfirmed: the province has yet to say)" if about["unconfirmed"] else ""


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value)


def _code(value: object) -> str:
    text = _plain(value).replace(f"{PROJECT}/", "").replace("|", "\\|")
    return f"`{text}`" if text else ""
