"""``paceline rollups``: metrics added up ahead, so that common questions answer at once."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.options import definitions_option, fail, warehouse_option
from metrics.errors import MetricsError


@click.group(name="rollups", epilog="Example: paceline rollups build")
def command() -> None:
    """Add up ahead what the definitions declare as rollups."""


@command.command(
    name="build", epilog="Example: paceline rollups build --warehouse duckdb:///w.duckdb"
)
@definitions_option
@warehouse_option
def build(definitions: Path | None, warehouse: str | None) -> None:
    """Make every rollup from the data as they are now, beside the warehouse.

    A running bot takes them up by itself, and leaves them alone once the data or the definitions
    change: build them again after each load.
    """
    from bot.commands.defaults import data_of, premises, settings_or_exit
    from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
    from metrics.compiler import built_rollups, compile_rollup
    from metrics.warehouse import open_warehouse, write_side

    try:
        path, url = data_of(definitions, warehouse, settings_or_exit())
        catalog = load_catalog(path or DEFAULT_DEFINITIONS, premises())
        with open_warehouse(url, workers=1) as opened:
            built = built_rollups(catalog, opened.build)
        tables = {one.table: compile_rollup(one.rollup, catalog) for one in built}
        zone = catalog.company.calendar.time_zone
        made = write_side(url, tables, _tell, time_zone=zone)
    except MetricsError as error:
        fail(error)
    click.echo(f"{made}: {len(tables)} rollups.")


def _tell(table: str) -> None:
    click.echo(f"{table.rpartition('_')[0]} …")
