"""The whole of it: look, find out, compose, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from metrics.errors import WarehouseError
from metrics.scaffold.composing import Options, compose
from metrics.scaffold.files import check_target, write_files
from metrics.scaffold.findings import Findings, examine
from metrics.scaffold.profile import Place
from metrics.scaffold.questions import Kinds, example_questions
from metrics.scaffold.survey import Progress
from metrics.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class ScaffoldReport:
    """What was written, and what its reviewer is told.

    Attributes:
        files: the paths written.
        guesses: how many keys, joins and days were declared and guessed, a line each.
        held_back: (table, column, why) of columns that were left out of the catalogue.
        left_out: (table, why) of tables that nothing was written for.
        questions: of each kind what is likely to be answered at once, best first; not asked yet.
    """

    files: tuple[Path, ...]
    datasets: int
    dimensions: int
    metrics: int
    joins: int
    guesses: tuple[str, ...]
    held_back: tuple[tuple[str, str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    questions: Kinds


def scaffold(
    warehouse: Warehouse, out: Path, options: Options, progress: Progress, *, force: bool = False
) -> ScaffoldReport:
    """Write a first catalogue of everything in the warehouse to the directory ``out``.

    The same data, options and day give the same bytes.

    Raises:
        OutputError: ``out`` holds something that may not be overwritten; nothing was read.
        WarehouseError: the warehouse cannot be read, or holds no table that can.
        DefinitionsError: the definitions would have had problems; nothing was written.
    """
    check_target(out, force=force)
    findings = examine(warehouse, options.schemas, progress)
    if not findings.tables:
        raise WarehouseError(
            "There is no table here that could be described.", next_step=_why_none(findings)
        )
    draft = compose(findings, warehouse, options)
    files = write_files(draft, out, options.premises, force=force)
    return ScaffoldReport(
        files=files,
        datasets=len(draft.datasets),
        dimensions=len(draft.dimensions),
        metrics=len(draft.metrics),
        joins=sum(len(dataset.joins) for dataset in draft.datasets),
        guesses=draft.guesses,
        held_back=draft.held_back,
        left_out=draft.left_out,
        questions=example_questions(draft, _years(findings)),
    )


def _years(findings: Findings) -> dict[Place, int]:
    """The year that each dated table's rows reach."""
    lasts = ((place, d.last) for place, d in findings.datings.items() if d is not None)
    return {place: last.year for place, last in lasts if last is not None}


def _why_none(findings: Findings) -> str:
    if not findings.left_out:
        return "Check the URL, and the schemas if you named any."
    table, why = findings.left_out[0]
    return f"{table}: {why}."
