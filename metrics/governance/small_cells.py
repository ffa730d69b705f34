"""Counts of few people are withheld, so that nobody can be made out behind a number.

Source: the CMS cell size suppression policy (1 to 10 never shown, 0 is fine), with a second cell
withheld where a single one could be worked out from the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from metrics.result import Cell, Column

Row = tuple[Cell, ...]


def withhold(
    columns: Sequence[Column], rows: Sequence[Row], minimum: dict[str, int]
) -> tuple[tuple[Row, ...], int]:
    """The rows without cells that count fewer than ``minimum[metric]`` people, and how many went.

    Zero stays: it is nobody. With a value goes every change that would give it away.
    """
    hidden: set[tuple[int, int]] = set()
    for position, column in enumerate(columns):
        least = minimum.get(column.metric, 0)
        if least and column.kind in ("metric", "previous"):
            hidden |= {(number, position) for number in _small(rows, position, least)}
    hidden |= _changes(columns, hidden)
    kept = tuple(
        tuple(None if (number, i) in hidden else cell for i, cell in enumerate(row))
        for number, row in enumerate(rows)
    )
    return kept, len(hidden)


def _small(rows: Sequence[Row], position: int, least: int) -> list[int]:
    counts = [(row[position], number) for number, row in enumerate(rows)]
    small = [n for value, n in counts if isinstance(value, int) and 0 < value < least]
    if len(small) == 1 and len(rows) > 1:
        others = [(v, n) for v, n in counts if isinstance(v, int) and v >= least]
        small += [n for _, n in sorted(others)[:1]]
    return small


def _changes(columns: Sequence[Column], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    return {
        (number, other)
        for number, position in hidden
        for other, column in enumerate(columns)
        if column.metric == columns[position].metric and column.kind in ("change", "change_ratio")
    }
