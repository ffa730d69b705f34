"""Columns on their way into a table, and the writer that puts them there.

Text is kept as codes into a short list of values and spelled out a chunk at a time, so that
eleven million serials never stand in memory at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

CHUNK = 1_000_000


class Connection(Protocol):
    """What this room needs of an open, writable database connection."""

    def execute(self, query: str, parameters: object = None, /) -> Any:
        """Run one statement."""

    def register(self, view_name: str, python_object: object, /) -> Any:
        """Show a dict of arrays as a view."""

    def unregister(self, view_name: str, /) -> Any:
        """Take the view away."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Text as ``values[codes]``; the code -1 means NULL."""

    values: NDArray[np.object_]
    codes: NDArray[Any]

    def spell(self, rows: slice) -> NDArray[np.object_]:
        """The text of some rows."""
        text: NDArray[np.object_] = self.values[self.codes[rows]]
        return text


Column = NDArray[Any] | Coded
Columns = Mapping[str, Column]


def coded(values: Sequence[str], codes: NDArray[Any]) -> Coded:
    """Text by code, where ``values`` are few; a code of -1 becomes NULL."""
    return Coded(np.array([*values, None], dtype=object), codes)


def texts(values: Sequence[str | None]) -> Coded:
    """Text written out row by row."""
    array = np.empty(len(values) + 1, dtype=object)
    array[:-1] = values
    return Coded(array, np.arange(len(values)))


def nullable(values: NDArray[Any], missing: NDArray[np.bool_]) -> NDArray[Any]:
    """Numbers with NULLs where ``missing``."""
    masked: NDArray[Any] = np.ma.masked_array(values, mask=missing)
    return masked


def height(columns: Columns) -> int:
    """How many rows the columns have."""
    first = next(iter(columns.values()))
    return len(first.codes) if isinstance(first, Coded) else len(first)


def insert(connection: Connection, table: str, columns: Columns) -> int:
    """Append the rows, in their order, and return how many there were."""
    rows = height(columns)
    names = ", ".join(columns)
    statement = f'insert into "{table}" ({names}) select {names} from chunk'  # noqa: S608 - own names
    for start in range(0, rows, CHUNK):
        part = slice(start, start + CHUNK)
        connection.register(
            "chunk", {name: _plain(column, part) for name, column in columns.items()}
        )
        connection.execute(statement)
        connection.unregister("chunk")
    return rows


def _plain(column: Column, rows: slice) -> NDArray[Any]:
    if isinstance(column, Coded):
        return column.spell(rows)
    part = column[rows]
    return part.astype("M8[s]") if part.dtype.kind == "M" else part
