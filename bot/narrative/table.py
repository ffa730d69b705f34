"""The rows as a table for reading: a label per column, every cell as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.narrative.change import change_of
from bot.narrative.facts import Facts, Row, facts_of, period_label, when_compared
from bot.narrative.judging import told_metric
from bot.narrative.members import say_member
from bot.narrative.numbers import number_of, say_cell, say_value
from bot.narrative.times import bare, frame_name
from metrics.catalog import Catalog
from metrics.model import Currency
from metrics.result import Cell, Column, Result

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its label, and whether its cells are numbers (aligned to the right)."""

    label: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows as text.

    Attributes:
        rows: at most :data:`SHOWN`, in the order of the result; raw data, to be escaped.
        total: how many rows the result has.
        newest_last: rows are periods in order, so the last ones matter most.
    """

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    newest_last: bool


@dataclass(frozen=True, slots=True)
class _Part:
    heading: Heading
    cell: Callable[[Row], str]


def table_of(result: Result, catalog: Catalog) -> Table:
    """The table of a result; what is compared with stands beside each metric."""
    facts = facts_of(result, catalog)
    parts = [part for i, column in enumerate(result.columns) for part in _parts(facts, i, column)]
    newest_last = _newest_last(facts)
    rows = result.rows[-SHOWN:] if newest_last else result.rows[:SHOWN]
    return Table(
        headings=tuple(part.heading for part in parts),
        rows=tuple(tuple(part.cell(row) for part in parts) for row in rows),
        total=len(result.rows),
        newest_last=newest_last,
    )


def _parts(facts: Facts, position: int, column: Column) -> Iterator[_Part]:
    match column.kind:
        case "dimension":
            dimension = facts.catalog.dimension(column.name)
            today = " today" if dimension.as_of_today else ""
            yield _Part(
                Heading(f"{column.label}{today}", numeric=False),
                lambda row: say_member(row[position], dimension, facts.calendar),
            )
        case "time":
            label = column.label[:1].upper() + column.label[1:]
            yield _Part(
                Heading(label, numeric=False), lambda row: period_label(facts, row[position])
            )
        case "metric":
            yield _Part(
                Heading(column.label + frame_name(facts.result.query), numeric=True),
                lambda row: _metric_cell(facts, column, row[position]),
            )
        case "previous" if facts.compared or facts.beside_goal:
            yield _Part(
                Heading("Goal" if facts.beside_goal else _before_label(facts), numeric=True),
                lambda row: say_cell(row[position], column.format, _currency(facts, column)),
            )
        case "change" if facts.compared or facts.beside_goal:
            label = "Beside the goal" if facts.beside_goal else "Change"
            yield _Part(Heading(label, numeric=True), lambda row: _change(facts, column, row))
        case "share" | "rank" | "contribution":
            label = column.label.rpartition(", ")[2]
            yield _Part(
                Heading(f"{label[:1].upper()}{label[1:]}", numeric=True),
                lambda row: say_cell(row[position], column.format),
            )
        case _:
            return


def _metric_cell(facts: Facts, column: Column, cell: Cell) -> str:
    number = number_of(cell)
    if number is not None:
        return say_value(number, column.format, _currency(facts, column))
    hidden = facts.result.suppressed and facts.catalog.metric(column.metric).min_group_size
    return "withheld" if hidden else "—"


def _currency(facts: Facts, column: Column) -> Currency | None:
    return facts.catalog.metric(column.metric).currency


def _change(facts: Facts, column: Column, row: Row) -> str:
    metric = told_metric(column.metric, facts, row)
    now, before = (facts.position(kind, metric.name) for kind in ("metric", "previous"))
    values = [None if i is None else number_of(row[i]) for i in (now, before)]
    if values[0] is None or values[1] is None:
        return "—"
    short = change_of(metric, values[0], values[1]).short
    return "on the goal" if facts.beside_goal and short == "unchanged" else short


def _before_label(facts: Facts) -> str:
    """The period compared with where it is one for all rows."""
    query = facts.result.query
    if query.grain is not None:
        return "Year before" if query.compare_to == "previous_year" else "Before"
    name = bare(when_compared(facts))
    return name[:1].upper() + name[1:]


def _newest_last(facts: Facts) -> bool:
    days = [row[i] for row in facts.result.rows if (i := facts.position("time")) is not None]
    return bool(days) and not facts.dimensions and days == sorted(days, key=str)
