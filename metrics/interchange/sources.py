"""Directories of another tool's files: which are read, and which cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from metrics.errors import InterchangeError
from metrics.interchange.losses import Losses
from metrics.interchange.values import Value, read_values

YAML = (".yml", ".yaml")
_PASSED_OVER = frozenset({"target", "dbt_packages", "node_modules", "logs", "venv"})
_MOST_FILES = 2_000


def documents_in(
    folder: Path, losses: Losses, suffixes: tuple[str, ...] = YAML
) -> Iterator[tuple[Value, ...]]:
    """The documents of each file in a directory and below; a file that cannot be read is lost.

    Raises:
        InterchangeError: there are more files than any project has.
    """
    for place, path in enumerate(_files_in(folder, suffixes)):
        if place >= _MOST_FILES:
            raise InterchangeError(
                f'"{folder}" holds more than {_MOST_FILES:,} files.',
                next_step="Name the directory of the models.",
            )
        try:
            yield read_values(path)
        except InterchangeError as error:
            losses.add("lost", f"file {path.relative_to(folder)}", f"all of it: {error.message}")


def _files_in(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in _PASSED_OVER for part in inside[:-1])
        if path.suffix in suffixes and not hidden and path.is_file():
            yield path
