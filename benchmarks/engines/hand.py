"""SQL as an analyst would write it, one file a question."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.engines.engine import Compiled, Row, connect, fetch

SQL = Path(__file__).parents[1] / "sql" / "naive"


class Hand:
    """No layer at all."""

    def __init__(self) -> None:
        self._connection: duckdb.DuckDBPyConnection

    def prepare(self, database: Path) -> None:
        """See :class:`engine.Engine`."""
        self._connection = connect(database)

    def compile(self, question: str) -> Compiled:
        """See :class:`engine.Engine`. There is nothing to compile: the file is read."""
        return Compiled((SQL / f"{question}.sql").read_text("utf-8"))

    def run(self, compiled: Compiled) -> list[Row]:
        """See :class:`engine.Engine`."""
        return fetch(self._connection, compiled)
