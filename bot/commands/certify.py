"""``paceline metrics certify``: bind somebody's name to a definition as it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.commands.options import Moment, definitions_option, fail, today_or
from metrics.errors import MetricsError


@click.command(
    name="certify",
    epilog="Example: paceline metrics certify claims_paid --by @dana.okafor",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="Every metric that says it is, and is not.")
@click.option(
    "--by",
    metavar="WHO",
    help="Who vouches for them, by handle; with --all each one's steward unless given.",
)
@click.option("--on", type=Moment(), help="The day; today unless given.")
@click.option("--dry-run", is_flag=True, help="Print the lines and write nothing.")
@definitions_option
def command(
    names: tuple[str, ...],
    by: str | None,
    on: datetime | None,
    definitions: Path | None,
    *,
    every: bool,
    dry_run: bool,
) -> None:
    """Certify metrics: write who, when and the hash of the definition into their files.

    A metric that has changed since it was certified needs a new version in its change log first.
    """
    if bool(names) == every:
        raise click.UsageError("Name the metrics, or give --all.")
    if names and not by:
        raise click.UsageError("Say who vouches for it: --by WHO.")
    from metrics.catalog import DEFAULT_DEFINITIONS
    from metrics.inspection import certify

    directory = definitions or DEFAULT_DEFINITIONS
    try:
        sealed = certify(directory, names, by=by or "", on=today_or(on), write=not dry_run)
    except MetricsError as error:
        fail(error)
    for seal in sealed:
        click.echo(f"{seal.file}: {seal.metric}: {seal.line}")
    count = f"{len(sealed)} metric{'' if len(sealed) == 1 else 's'}"
    click.echo(f"{count} {'to certify' if dry_run else 'certified'} in {directory}.", err=True)
