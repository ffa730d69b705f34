"""``paceline metrics``: the catalogue, to read in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.commands.defaults import premises
from bot.commands.options import definitions_option, fail
from metrics.errors import MetricsError


@click.group(name="metrics", epilog="Example: paceline metrics show claims_reported")
def command() -> None:
    """List the governed metrics, or show one."""


@command.command(name="list", epilog="Example: paceline metrics list")
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_(definitions: Path | None, *, as_json: bool) -> None:
    """All metrics by subject, with owner and status."""
    from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog

    try:
        catalog = load_catalog(definitions or DEFAULT_DEFINITIONS, premises())
    except MetricsError as error:
        fail(error)
    metrics = sorted(catalog.askable, key=lambda m: (m.subject, m.name))
    if as_json:
        rows = [
            {
                "name": m.name,
                "label": m.label,
                "subject": m.subject,
                "owner": m.owner,
                "status": m.status,
                "version": m.version,
                "description": m.description,
            }
            for m in metrics
        ]
        click.echo(json.dumps(rows, indent=1))
        return
    subject = ""
    for metric in metrics:
        if metric.subject != subject:
            subject = metric.subject
            click.echo(f"\n{subject.replace('_', ' ').capitalize()}")
        click.echo(f"  {metric.name:<30} {metric.label:<32} {metric.owner}, {metric.status}")


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
