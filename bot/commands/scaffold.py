"""``paceline scaffold``: a first catalogue for a database that nobody has described."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.defaults import premises
from bot.commands.options import Moment, fail, today_or
from metrics.errors import MetricsError

if TYPE_CHECKING:
    from bot.app import Desk
    from metrics.scaffold import Options, ScaffoldReport

_TRIES = 8
_SHOWN = 12


@click.command(
    name="scaffold",
    epilog="Example: paceline scaffold --warehouse duckdb:///shop.duckdb --out definitions",
)
@click.option("--warehouse", required=True, metavar="URL", help="duckdb:///path.duckdb.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Directory to write the definitions to; made where there is none.",
)
@click.option("--company", help="What to call the company; the file's name unless given.")
@click.option("--schema", "schemas", multiple=True, help="Read this schema only; repeatable.")
@click.option(
    "--min-group-size",
    default=11,
    show_default=True,
    type=click.IntRange(min=0, max=1_000),
    help="Show counts of people for groups of this size or more; 0 shows all.",
)
@click.option(
    "--as-of", type=Moment(), help="The day to write in change logs; today unless given."
)
@click.option("--force", is_flag=True, help="Write over an earlier scaffold, your edits too.")
def command(
    warehouse: str,
    out: Path,
    company: str | None,
    schemas: tuple[str, ...],
    min_group_size: int,
    as_of: datetime | None,
    *,
    force: bool,
) -> None:
    """Write a first catalogue: datasets, keys, joins, dimensions and metrics, all of them drafts.

    Keys and joins are taken from what the database declares, else inferred and proved on all rows;
    columns that look personal are held back. Every guess has a comment that says what it rests on.
    """
    from metrics.scaffold import Options

    if min_group_size == 1:
        min_group_size = 0
    named = company or _name_of(warehouse)
    options = Options(named, today_or(as_of), premises(), tuple(schemas), min_group_size)
    try:
        with _less_said():
            report = _write(warehouse, out, options, force=force)
    except MetricsError as error:
        fail(error)
    _tell(report, out)
    _tell_next(report, out, warehouse)


def _write(warehouse: str, out: Path, options: Options, *, force: bool) -> ScaffoldReport:
    from bot.commands.progress import steps_shown
    from metrics.scaffold import scaffold
    from metrics.warehouse import open_warehouse

    with open_warehouse(warehouse, workers=1) as opened, steps_shown() as progress:
        return scaffold(opened, out, options, progress, force=force)


@contextmanager
def _less_said() -> Iterator[None]:
    """What cannot be read is left out and told at the end: no line in the log for each."""
    log = logging.getLogger("metrics.warehouse")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _name_of(url: str) -> str:
    """A company's name out of a file's: ``duckdb:///data/corner_shop.duckdb`` → Corner shop."""
    words = Path(url.partition("://")[2]).stem.replace("_", " ").replace("-", " ").split()
    bare = " ".join("".join(c for c in word if c.isalnum()) for word in words).strip()
    return bare[:1].upper() + bare[1:] if bare else "Company"


def _tell(report: ScaffoldReport, out: Path) -> None:
    click.echo(
        f"Wrote {len(report.files)} files to {out}: {report.datasets} datasets, "
        f"{report.joins} joins, {report.dimensions} dimensions, {report.metrics} metrics, "
        "all drafts."
    )
    click.echo("\nWhat was found and what was guessed (search the files for `review:`):")
    for guess in report.guesses:
        click.echo(f"  {guess}")
    _list(
        "Held back from the catalogue:",
        [f"{table}.{column}: {why}" for table, column, why in report.held_back],
    )
    _list("Tables left out:", [f"{table}: {why}" for table, why in report.left_out])


def _list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"\n{title}")
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  … and {len(lines) - _SHOWN} more, in the files' comments")


def _tell_next(report: ScaffoldReport, out: Path, warehouse: str) -> None:
    """The commands to run next; the questions among them have just been answered."""
    click.echo("\nNext:")
    click.echo(f"  paceline check --definitions {out}")
    for question in _answered(report, out, warehouse):
        click.echo(f'  paceline ask "{question}" --definitions {out} --warehouse {warehouse}')


def _answered(report: ScaffoldReport, out: Path, warehouse: str) -> list[str]:
    """One question of each kind that was answered with a number just now."""
    from bot.app import open_desk

    with open_desk(out, warehouse, None) as desk:
        found = (
            next((q for q in kind[:_TRIES] if '"' not in q and _is_answered(desk, q)), None)
            for kind in report.questions
        )
        return [question for question in found if question is not None]


def _is_answered(desk: Desk, question: str) -> bool:
    reply = desk.ask(question, user=None, channel="", thread=question, now=None).to_json()
    cells = [cell for row in reply.get("rows", []) for cell in row]
    return reply["kind"] == "answer" and any(isinstance(c, int | float) and c for c in cells)
