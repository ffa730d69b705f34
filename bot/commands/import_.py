"""``paceline import``: another tool's definitions as ours, and a report of what was lost."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from bot.commands.losses import tell_losses
from bot.commands.options import Moment, fail
from metrics.errors import MetricsError

if TYPE_CHECKING:
    from datetime import datetime

    from metrics.interchange import Imported


@click.command(
    name="import",
    epilog="Example: paceline import dbt ~/shop/models --out definitions",
)
@click.argument("format_", metavar="ossie|dbt", type=click.Choice(["ossie", "dbt"]))
@click.argument("source", metavar="FILE_OR_DIR", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A directory for the definitions, that holds none yet.",
)
@click.option("--as-of", type=Moment(), help="The day for change logs; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="The loss report as JSON.")
def command(
    format_: Literal["ossie", "dbt"],
    source: Path,
    out: Path,
    as_of: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Write definitions from an Apache Ossie 0.2 file, or from dbt's semantic YAML.

    What `paceline export` wrote comes back whole. Anything else becomes drafts, each guess with a
    comment; what cannot be said exactly is left out, and the report on stderr says why.
    """
    from datetime import date

    from bot.commands.defaults import premises
    from metrics.interchange import ImportOptions, import_dbt, import_ossie

    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 - the command line owns the clock
    options = ImportOptions(day, premises())
    read = import_ossie if format_ == "ossie" else import_dbt
    try:
        imported = read(source, out, options)
    except MetricsError as error:
        fail(error)
    tell_losses(imported.report, as_json=as_json)
    _tell(imported, out)


def _tell(imported: Imported, out: Path) -> None:
    """What was written, and what to do next."""
    for path in imported.files:
        click.echo(f"Wrote {path}")
    click.echo(
        f"{imported.metrics} metrics, {imported.dimensions} dimensions, "
        f"{imported.datasets} datasets. Next:"
    )
    where = f"--definitions {shlex.quote(str(out))}"
    click.echo(f"  paceline check {where}")
    click.echo(f"  paceline metrics list {where}")
    if imported.labels:
        question = shlex.quote(f"{imported.labels[0]} last month")
        click.echo(f"  paceline ask {question} {where} --warehouse duckdb:///your.duckdb")
