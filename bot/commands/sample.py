"""``paceline sample``: the sample company's warehouse."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.commands.options import Moment, fail
from metrics.errors import MetricsError


@click.command(
    name="sample",
    epilog="Example: paceline sample --out cadence.duckdb --scale 0.2 --as-of 2026-10-31",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it; truth.yml goes beside it.",
)
@click.option(
    "--scale",
    default=0.2,
    show_default=True,
    type=click.FloatRange(min=0.001, max=100),
    help="1 is 100,000 units.",
)
@click.option("--as-of", type=Moment(), help="Last day of the history; today unless given.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0))
def command(out: Path, scale: float, as_of: datetime | None, seed: int) -> None:
    """Write Cadence Fitness, a synthetic company: the same options give the same rows."""
    from bot.commands.progress import write_sample_with_progress

    try:
        report = write_sample_with_progress(out, scale=scale, as_of=as_of, seed=seed)
    except MetricsError as error:
        fail(error)
    rows = sum(count for _, count in report.rows)
    click.echo(
        f"{report.out}: {len(report.rows)} tables, {rows:,} rows through {report.as_of}, "
        f"seed {report.seed}. All of it is synthetic; {report.truth.name} says what was planted."
    )
