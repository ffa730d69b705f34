"""Imports: another tool's file as a directory of definitions that passes every check."""

from __future__ import annotations

import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from metrics.catalog import check_definitions
from metrics.errors import DefinitionsError, InterchangeError, Problem
from metrics.interchange.dbt_in import read_dbt
from metrics.interchange.definitions import (
    Definition,
    DefinitionFile,
    Definitions,
    WrittenFile,
    written,
)
from metrics.interchange.drafting import ImportOptions, draft
from metrics.interchange.foreign import ForeignModel
from metrics.interchange.losses import Losses, LossReport
from metrics.interchange.ossie_in import read_ossie
from metrics.interchange.splitting import in_readable_files

_SUFFIXES = (".yml", ".yaml")
_REASONS_SHOWN = 3
_NEEDED = ("version", "subject", "company", "groups", "people", "channels")


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written, and what did not pass; ``labels`` are of metrics to ask for."""

    files: tuple[Path, ...]
    datasets: int
    dimensions: int
    metrics: int
    labels: tuple[str, ...]
    report: LossReport


def import_ossie(source: Path, out: Path, options: ImportOptions) -> Imported:
    """Write the definitions that a file or directory of Apache Ossie holds.

    Raises:
        InterchangeError: the file cannot be read, or ``out`` not be written.
        DefinitionsError: what the file keeps of ours, company and directory, cannot be used.
    """
    _check_target(out)
    losses = Losses()
    models = read_ossie(source, losses)
    return _write(models, "Ossie", out, options, losses)


def import_dbt(source: Path, out: Path, options: ImportOptions) -> Imported:
    """Write the definitions that a file or directory of dbt's semantic YAML holds.

    Raises:
        InterchangeError: nothing of it can be read, or ``out`` not be written.
        DefinitionsError: what the files keep of ours, company and directory, cannot be used.
    """
    _check_target(out)
    losses = Losses()
    models = read_dbt(source, losses)
    return _write(models, "dbt", out, options, losses)


def _write(
    models: Sequence[ForeignModel],
    format_: str,
    out: Path,
    options: ImportOptions,
    losses: Losses,
) -> Imported:
    definitions = in_readable_files(draft(models, format_, options, losses), losses)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as made:
            folder = Path(made)
            definitions, files = _settled(definitions, folder, options, losses)
            _check_worth(definitions, losses)
            out.mkdir(exist_ok=True)
            paths = tuple(Path(shutil.move(folder / f.name, out / f.name)) for f in files)
    except OSError as error:
        raise InterchangeError(f'"{out}" cannot be written: {error.strerror}.') from error
    metrics = [m for m in definitions.of("metric") if m.body.get("private") is not True]
    return Imported(
        files=paths,
        datasets=len(definitions.of("dataset")),
        dimensions=len(definitions.of("dimension")),
        metrics=len(metrics),
        labels=tuple(str(metric.body.get("label", metric.name)) for metric in metrics),
        report=LossReport("import", format_.casefold(), losses.all()),
    )


def _check_target(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InterchangeError(f'"{out}" is a file.', next_step="Name a directory with --out.")
    present = [p for p in out.iterdir() if p.suffix in _SUFFIXES] if out.is_dir() else []
    if present:
        raise InterchangeError(
            f'"{out}" holds definitions already, such as {min(present).name}.',
            next_step="Name a new directory with --out: an import writes over nothing.",
        )


def _check_worth(definitions: Definitions, losses: Losses) -> None:
    if not definitions.entries:
        reasons = [f"{loss.what}: {loss.detail}" for loss in losses.all() if loss.kind == "lost"]
        shown = "; ".join(reasons[:_REASONS_SHOWN]) or "it defines nothing"
        raise InterchangeError(
            f"Nothing of it can be used ({shown}).",
            next_step="Is it of this format? There is `paceline import ossie` and `import dbt`.",
        )


def _settled(
    definitions: Definitions, folder: Path, options: ImportOptions, losses: Losses
) -> tuple[Definitions, tuple[WrittenFile, ...]]:
    """The definitions that pass every check, written to a folder; the others are lost, and why.

    Raises:
        DefinitionsError: what is wrong is no definition that could be left out.
    """
    while True:
        files = written(definitions)
        for file in files:
            (folder / file.name).write_text(file.text, encoding="utf-8")
        problems = check_definitions(folder, options.premises)
        if not problems:
            return definitions, files
        definitions = _without(definitions, files, problems, losses)


def _without(
    definitions: Definitions,
    files: Sequence[WrittenFile],
    problems: Iterable[Problem],
    losses: Losses,
) -> Definitions:
    """The definitions without those that have a problem, or without optional sections."""
    by_name = {file.name: file for file in files}
    at_fault: dict[tuple[str, str], tuple[Definition, str]] = {}
    elsewhere: list[Problem] = []
    for problem in problems:
        entry = _at(by_name[problem.file], problem.line) if problem.file in by_name else None
        if entry is None:
            elsewhere.append(problem)
        else:
            at_fault.setdefault((entry.kind, entry.name), (entry, problem.message))
    for entry, message in at_fault.values():
        if entry.body.get("private") is not True:
            losses.add("lost", entry.what, f"the whole {entry.kind}, as here: {message}")
    if at_fault:
        return definitions.without(entry for entry, _ in at_fault.values())
    slim = tuple(_slim(file, elsewhere, losses) for file in definitions.files)
    if slim == definitions.files:
        raise DefinitionsError(elsewhere)
    return Definitions(slim, definitions.entries)


def _at(file: WrittenFile, line: int) -> Definition | None:
    """The definition that a line is of; None before the first."""
    place = bisect_right([start for start, _ in file.starts], line)
    return file.starts[place - 1][1] if place else None


def _slim(file: DefinitionFile, problems: Sequence[Problem], losses: Losses) -> DefinitionFile:
    """The file without what it can do without, where it has problems."""
    if file.name not in {problem.file for problem in problems}:
        return file
    kept = {name: value for name, value in file.sections.items() if name in _NEEDED}
    for name in file.sections:
        if name not in kept:
            reason = next(p.message for p in problems if p.file == file.name)
            losses.add("lost", f"file {file.name}", f"`{name}`, as here: {reason}")
    return DefinitionFile(file.name, kept, file.notes)
