"""The command line: ``paceline``. Each command is imported when it runs, so that help is quick."""

from __future__ import annotations

import importlib
from typing import ClassVar

import click


class LazyGroup(click.Group):
    """A group that knows its commands' one-line help and imports their modules on demand."""

    lazy: ClassVar[dict[str, tuple[str, str]]] = {
        "ask": ("bot.commands.ask", "Ask one question, or a file of them."),
        "check": ("bot.commands.check", "Check definitions, and the data behind them."),
        "conformance": ("bot.commands.conformance", "Ask the vectors of the semantics' standard."),
        "export": ("bot.commands.export", "The definitions as Apache Ossie, or for dbt."),
        "import": ("bot.commands.import_", "Definitions from Apache Ossie, or from dbt."),
        "metrics": (
            "bot.commands.metrics",
            "List the governed metrics; show or certify one.",
        ),
        "rollups": ("bot.commands.rollups", "Add up ahead what common questions ask for."),
        "sample": ("bot.commands.sample", "Write the sample company's warehouse."),
        "scaffold": (
            "bot.commands.scaffold",
            "Write a first catalogue for a database.",
        ),
        "up": ("bot.commands.up", "Run the bot, in Slack or in the local workspace."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the alphabet's order."""
        del ctx
        return sorted(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in self.lazy:
            return None
        command = importlib.import_module(self.lazy[cmd_name][0]).command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.lazy[name][1]) for name in sorted(self.lazy)])


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 99},
    epilog="Start with: paceline up",
)
@click.version_option(package_name="paceline")
def main() -> None:
    """Ask in plain English, get the governed number, and what to do about it."""


if __name__ == "__main__":
    main()
