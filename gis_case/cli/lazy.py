"""A group whose commands are imported when they are called, and whose expected troubles are words."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from gis_case.cli.trouble import in_words


class LazyGroup(click.Group):
    """Commands by name as ("module:attribute", "what it does"): one that needs no database imports none."""

    def __init__(self, name: str, targets: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(name, context_settings={"help_option_names": ["-h", "--help"]}, **options)
        self._targets = dict(targets)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every name, in the order of the table."""
        return [*self._targets, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is asked for."""
        if cmd_name not in self._targets:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._targets[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, note) for name, (_, note) in self._targets.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run; a trouble that one may expect ends in a sentence instead of a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = in_words(error)
            if words is None:
                raise
            raise click.ClickException(words) from error
