"""``paceline export``: the definitions for another tool, and a report of what it cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from bot.commands.losses import tell_losses
from bot.commands.options import definitions_option, fail
from metrics.errors import MetricsError

if TYPE_CHECKING:
    from metrics.interchange import DbtSpec, Exported, ExportOptions


@click.command(name="export", epilog="Example: paceline export ossie --out definitions.ossie.yml")
@click.argument("format_", metavar="ossie|dbt", type=click.Choice(["ossie", "dbt"]))
@definitions_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A file for ossie (JSON if it ends in .json), a directory for dbt; else stdout.",
)
@click.option(
    "--spec",
    type=click.Choice(["legacy", "latest"]),
    help="dbt only: legacy, semantic models to dbt 1.11 and for MetricFlow, unless given; "
    "or latest, models from dbt 1.12.",
)
@click.option(
    "--bare", is_flag=True, help="Only what the format can say; nothing comes back whole."
)
@click.option("--no-people", is_flag=True, help="Leave the directory's people and channels out.")
@click.option("--json", "as_json", is_flag=True, help="The loss report as JSON.")
def command(
    format_: Literal["ossie", "dbt"],
    definitions: Path | None,
    out: Path | None,
    spec: DbtSpec | None,
    *,
    bare: bool,
    no_people: bool,
    as_json: bool,
) -> None:
    """Write the definitions as Apache Ossie 0.2, or for dbt's semantic layer.

    What the format cannot say goes along as an extension, so that `paceline import` brings it
    back; the report on stderr names all of it.
    """
    if spec is not None and format_ != "dbt":
        raise click.UsageError("--spec is for dbt only: Ossie has one form.")
    from metrics.catalog import DEFAULT_DEFINITIONS
    from metrics.interchange import ExportOptions

    options = ExportOptions(bare=bare, people=not no_people, spec=spec or "legacy")
    try:
        exported = _exported(format_, definitions or DEFAULT_DEFINITIONS, out, options)
        if out is None:
            click.echo(exported.main, nl=False)
        else:
            _write(exported, out, one_file=format_ == "ossie")
    except MetricsError as error:
        fail(error)
    tell_losses(exported.report, as_json=as_json)


def _exported(
    format_: Literal["ossie", "dbt"], definitions: Path, out: Path | None, options: ExportOptions
) -> Exported:
    from metrics.interchange import export_dbt, export_ossie

    if format_ == "dbt":
        return export_dbt(definitions, options)
    as_json = out is not None and out.suffix == ".json"
    return export_ossie(definitions, options, as_json=as_json)


def _write(exported: Exported, out: Path, *, one_file: bool) -> None:
    from metrics.errors import InterchangeError

    texts = {out: exported.main}
    if not one_file:
        texts = {out / name: text for name, text in exported.texts.items()}
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InterchangeError(f'"{path}" cannot be written: {error.strerror}.') from error
        click.echo(f"Wrote {path}")
