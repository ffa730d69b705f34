"""Progress of long work on the terminal, on stderr, so that stdout stays the answer's."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from metrics.sample import SampleReport, write_sample


class TableProgress:
    """Draws a bar that moves from table to table."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=1)

    def started(self, table: str, position: int, total: int) -> None:
        """A table is being made."""
        self._progress.update(self._task, description=table, completed=position, total=total)

    def finished(self, table: str, rows: int) -> None:
        """A table is written."""
        self._progress.update(self._task, description=f"{table} ({rows:,} rows)", advance=1)


def write_sample_with_progress(
    out: Path, *, scale: float, as_of: datetime | None, seed: int
) -> SampleReport:
    """Write the sample company and show how far it is; today is the default last day."""
    console = Console(stderr=True)
    console.print(f"Writing the sample company (synthetic) at scale {scale:g} to {out}")
    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 - the command line owns the clock
    columns = (
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        return write_sample(
            out, scale=scale, as_of=day, seed=seed, progress=TableProgress(progress)
        )
