"""``paceline check``: every problem of the definitions, with its place."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.commands.defaults import premises
from bot.commands.options import definitions_option


@click.command(name="check", epilog="Example: paceline check --definitions metrics/definitions")
@definitions_option
def command(definitions: Path | None) -> None:
    """Check the definitions and list every problem as file:line:column; exit 1 on any.

    Remarks are no problems: files that are not read, and dimensions that two joins lead to.
    """
    from bot.commands.remarks import remarks
    from metrics.catalog import DEFAULT_DEFINITIONS, check_definitions, load_catalog

    path = definitions or DEFAULT_DEFINITIONS
    problems = check_definitions(path, premises())
    for problem in problems:
        click.echo(str(problem))
    if problems:
        count = len(problems)
        click.echo(f"{count} problem{'' if count == 1 else 's'} in {path}.", err=True)
        sys.exit(1)
    catalog = load_catalog(path, premises())
    for remark in remarks(path, catalog):
        click.echo(f"remark: {remark}")
    click.echo(
        f"No problems: {len(catalog.askable)} metrics, {len(catalog.dimensions)} dimensions, "
        f"{len(catalog.datasets)} datasets in {path}."
    )
