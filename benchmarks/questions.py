"""The seven questions, what a right answer is, and when two answers are the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

TRUTH = Path(__file__).parent / "sql" / "truth"

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question that every engine is asked.

    Attributes:
        columns: of the answer; the first identifies a row.
        or_empty: columns where nothing at all may be told as zero or left empty alike: the side of
            two facts that has no rows for a key.
        timed: whether it is in the comparison of speed.
    """

    name: str
    words: str
    columns: tuple[str, ...]
    or_empty: frozenset[str] = frozenset()
    timed: bool = True


QUESTIONS: Mapping[str, Question] = {
    q.name: q
    for q in (
        Question("q1", "claims by month", ("month", "claims")),
        Question(
            "q2",
            "claims, units in force and claims per unit in force, by model",
            ("model", "claims", "units_in_force", "claim_rate"),
            frozenset({"units_in_force"}),
        ),
        Question(
            "q3",
            "average claim cost by the member's region, the ten highest",
            ("region", "average_cost"),
        ),
        Question(
            "q4", "claims by month and their change on the month", ("month", "claims", "change")
        ),
        Question(
            "q5",
            "claims and warranty revenue by model",
            ("model", "claims", "warranty_revenue"),
            frozenset({"warranty_revenue"}),
        ),
        Question(
            "q6",
            "claims by the term of the unit's warranties (many to many)",
            ("warranty_term", "claims"),
        ),
        Question(
            "q7",
            "claims of the Guide by month, February to May 2025, and their change on the month",
            ("month", "claims", "change"),
            timed=False,
        ),
    )
}


def truth(question: str, database: Path) -> list[Row]:
    """The right answer, by SQL written for this alone."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("SET enable_progress_bar = false")
        sql = (TRUTH / f"{question}.sql").read_text("utf-8")
        return plain(connection.execute(sql).fetchall())


def plain(rows: Sequence[Sequence[Any]]) -> list[Row]:
    """Rows as every engine can give them: days without a time, numbers without a kind."""
    return [tuple(_plain(cell) for cell in row) for row in rows]


def difference(question: Question, right: Sequence[Row], given: Sequence[Row]) -> str:
    """What is wrong with the given rows, in words; empty: nothing.

    Rows are told apart by their first column; their order plays no part.
    """
    if {len(row) for row in given} - {len(question.columns)}:
        return "other columns"
    known, told = ({row[0]: row for row in rows} for rows in (right, given))
    if len(told) < len(given):
        return f"{len(given)} rows for {len(told)} values of {question.columns[0]}"
    for what, keys in (
        ("lost", known.keys() - told.keys()),
        ("added", told.keys() - known.keys()),
    ):
        if keys:
            rows = known if what == "lost" else told
            return f"{what}: " + "; ".join(sorted(_spelled(question, rows[key]) for key in keys))
    wrong = [
        f"{question.columns[0]} {_cell(key)}: {name} {_cell(told[key][at])} "
        f"instead of {_cell(row[at])}"
        for key, row in known.items()
        for at, name in enumerate(question.columns)
        if not _same(row[at], told[key][at], or_empty=name in question.or_empty)
    ]
    more = f" (and {len(wrong) - 3} more cells)" if len(wrong) > _SHOWN else ""
    return "; ".join(wrong[:_SHOWN]) + more


_SHOWN = 3


def _plain(cell: Any) -> Any:
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case Decimal():
            return float(cell)
        case float() if math.isnan(cell):
            return None
        case _:
            return cell


def _same(right: Any, told: Any, *, or_empty: bool) -> bool:
    if or_empty and right in (0, None):
        return told in (0, None)
    if isinstance(right, int | float) and isinstance(told, int | float):
        return math.isclose(right, told, rel_tol=1e-9)
    return bool(right == told)


def _spelled(question: Question, row: Row) -> str:
    return ", ".join(
        f"{name} {_cell(cell)}" for name, cell in zip(question.columns, row, strict=True)
    )


def _cell(cell: Any) -> str:
    match cell:
        case None:
            return "empty"
        case float():
            return f"{cell:,.9g}"
        case int():
            return f"{cell:,}"
        case _:
            return str(cell)
