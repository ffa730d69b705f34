"""Progress of long work on the terminal, on stderr, so that stdout stays the answer's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.commands.options import today_or

if TYPE_CHECKING:
    from metrics.sample import SampleReport

_COLUMNS = (
    BarColumn(),
    TextColumn("{task.completed:.0f}/{task.total:.0f}"),
    TimeElapsedColumn(),
    TextColumn("{task.description}"),
)


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


@contextmanager
def steps_shown() -> Iterator[TableProgress]:
    """A bar for as long as the work lasts."""
    with Progress(*_COLUMNS, console=Console(stderr=True), transient=True) as progress:
        yield TableProgress(progress)


def write_sample_with_progress(
    out: Path, *, scale: float, as_of: datetime | None, seed: int
) -> SampleReport:
    """Write the sample company and show how far it is; today is the default last day."""
    from metrics.sample import write_sample

    console = Console(stderr=True)
    console.print(f"Writing the sample company (synthetic) at scale {scale:g} to {out}")
    with Progress(*_COLUMNS, console=console, transient=True) as progress:
        return write_sample(
            out, scale=scale, as_of=today_or(as_of), seed=seed, progress=TableProgress(progress)
        )


class LookProgress:
    """Draws a bar over the looks of an inspection."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=1)

    def looking(self, words: str, position: int, total: int) -> None:
        """One look begins."""
        self._progress.update(self._task, description=words, completed=position, total=total)


@contextmanager
def looking() -> Iterator[LookProgress]:
    """Show how far an inspection is, while it works."""
    with Progress(*_COLUMNS, console=Console(stderr=True), transient=True) as progress:
        yield LookProgress(progress)
