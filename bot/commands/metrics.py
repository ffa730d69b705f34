"""``paceline metrics``: the catalogue, to read in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands import certify, difference
from bot.commands.defaults import premises
from bot.commands.options import definitions_option, fail
from metrics.errors import MetricsError

if TYPE_CHECKING:
    from metrics.catalog import Catalog
    from metrics.model import Metric


@click.group(name="metrics", epilog="Example: paceline metrics show claims_reported")
def command() -> None:
    """List the governed metrics; show one, certify one, see what a change does to one."""


command.add_command(certify.command)
command.add_command(difference.command)


@command.command(name="list", epilog="Example: paceline metrics list")
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_(definitions: Path | None, *, as_json: bool) -> None:
    """All metrics by subject, with owner, steward and who vouches for them."""
    from bot.commands.definition import standing_text
    from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog

    try:
        catalog = load_catalog(definitions or DEFAULT_DEFINITIONS, premises())
    except MetricsError as error:
        fail(error)
    metrics = sorted(catalog.askable, key=lambda m: (m.subject, m.name))
    if as_json:
        click.echo(json.dumps([_row(metric, catalog) for metric in metrics], indent=1))
        return
    subject = ""
    for metric in metrics:
        if metric.subject != subject:
            subject = metric.subject
            click.echo(f"\n{subject.replace('_', ' ').capitalize()}")
        click.echo(
            f"  {metric.name:<30} {metric.label:<38} v{metric.version} "
            f"{metric.owner}, {standing_text(metric)}"
        )


@command.command(name="show", epilog="Example: paceline metrics show ew_attach_rate")
@click.argument("name")
@definitions_option
def show(name: str, definitions: Path | None) -> None:
    """What one metric counts, who answers for it, what it can be split by."""
    from bot.commands.definition import definition_text
    from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog

    try:
        catalog = load_catalog(definitions or DEFAULT_DEFINITIONS, premises())
        metric = catalog.metric(name)
    except MetricsError as error:
        fail(error)
    click.echo(definition_text(metric, catalog))


def _row(metric: Metric, catalog: Catalog) -> dict[str, object]:
    from bot.commands.definition import lineage

    seal = metric.certification
    datasets = lineage(metric, catalog)
    return {
        "name": metric.name,
        "label": metric.label,
        "subject": metric.subject,
        "owner": metric.owner,
        "steward": metric.steward,
        "status": metric.status,
        "version": metric.version,
        "description": metric.description,
        "certified": seal and {"by": seal.by, "on": str(seal.on), "holds": seal.holds},
        "hash": metric.definition_hash,
        "successor": metric.successor or None,
        "sunset": metric.sunset and str(metric.sunset),
        "golden_values": len(metric.golden),
        "datasets": [name for name, _ in datasets],
        "tables": sorted({table for _, tables in datasets for table in tables}),
    }
