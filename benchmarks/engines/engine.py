"""What every engine offers: a name, the questions it can say, their SQL, and running it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import duckdb

THREADS = 2
Row = tuple[Any, ...]


class CannotAskError(Exception):
    """The engine has no way to ask this question, or refuses it; the text says why."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A question as the engine's own SQL.

    ``columns`` are the places of the asked columns in its rows, where it has others beside them.
    """

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[int, ...] = ()

    def picked(self, rows: list[Row]) -> list[Row]:
        """The asked columns of the rows, in the asked order."""
        if not self.columns:
            return rows
        return [tuple(row[place] for place in self.columns) for row in rows]


class Engine(Protocol):
    """One engine in a process of its own."""

    def prepare(self, database: Path) -> None:
        """Open the company and read the definitions: done once, not part of any question."""

    def compile(self, question: str) -> Compiled:
        """From the engine's own form of a question to SQL.

        Raises:
            CannotAskError: there is no such form, or the engine refuses it.
        """

    def run(self, compiled: Compiled) -> list[Row]:
        """The rows, in the order of the question's columns."""


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """The company, read-only, with the same number of threads for everybody."""
    return duckdb.connect(str(database), read_only=True, config={"threads": THREADS})


def fetch(connection: duckdb.DuckDBPyConnection, compiled: Compiled) -> list[Row]:
    """Run SQL in this process and fetch all rows as plain values."""
    cursor = connection.cursor()
    cursor.execute(compiled.sql, dict(compiled.parameters) or None)
    return compiled.picked(cursor.fetchall())
