"""Paceline: planned, decided and compiled anew for every question, run as its query workers do."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.engines.engine import THREADS, CannotAskError, Compiled, Row
from metrics.catalog import Catalog, CatalogSource
from metrics.compiler import BuiltRollup, compile_facts, compile_plan, data_facts
from metrics.errors import QueryError
from metrics.governance import OPERATOR, Refusal, decide
from metrics.planner import DataFacts, plan
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange
from metrics.warehouse.worker import Failure, Launch, Request, answer, connect

DEFINITIONS = Path(__file__).parents[1] / "definitions"
AS_OF = date(2025, 12, 31)
HISTORY = TimeRange(date(2023, 1, 1), date(2026, 1, 1))
QUERIES: Mapping[str, MetricQuery] = {
    "q1": MetricQuery(("claims",), time_range=HISTORY, grain="month"),
    "q2": MetricQuery(("claims", "units_in_force", "claim_rate"), ("model",), time_range=HISTORY),
    "q3": MetricQuery(
        ("average_cost",),
        ("region",),
        time_range=HISTORY,
        order_by=(OrderBy("average_cost"),),
        limit=10,
    ),
    "q4": MetricQuery(
        ("claims",), time_range=HISTORY, grain="month", compare_to="previous_period"
    ),
    "q5": MetricQuery(("claims", "warranty_revenue"), ("model",), time_range=HISTORY),
    "q6": MetricQuery(("claims",), ("warranty_term",), time_range=HISTORY),
    "q7": MetricQuery(
        ("claims",),
        filters=(Filter("model", "in", ("Guide",)),),
        time_range=TimeRange(date(2025, 2, 1), date(2025, 6, 1)),
        grain="month",
        compare_to="previous_period",
    ),
}
COMPARED = (0, 1, 3)  # month, claims and their change; not the value before, nor the ratio


class Paceline:
    """The metrics rooms, without the pipe between the service and its workers."""

    def __init__(self) -> None:
        self._connection: duckdb.DuckDBPyConnection
        self._catalog: Catalog
        self._data: DataFacts | None = None
        self._built: Collection[BuiltRollup] = ()

    def prepare(self, database: Path) -> None:
        """See :class:`engine.Engine`."""
        self._catalog = CatalogSource(DEFINITIONS).catalog
        self._connection = connect(self._launch(database))
        facts = compile_facts()
        reply = answer(self._connection, Request(facts.sql, facts.parameters, 10_000, 120_000))
        if isinstance(reply, Failure):
            raise CannotAskError(reply.text)
        since = self._catalog.calendar.definition.history_starts
        self._data = data_facts(reply.rows, since)

    def compile(self, question: str) -> Compiled:
        """See :class:`engine.Engine`. Nothing is remembered from the time before."""
        query = QUERIES[question]
        try:
            approved = decide(plan(query, self._catalog, as_of=AS_OF), OPERATOR, self._catalog)
        except QueryError as error:
            raise CannotAskError(f"not yet: {error.message}") from error
        if isinstance(approved, Refusal):
            raise CannotAskError(approved.message)
        statement = compile_plan(approved, rollups=self._built, data=self._data)
        columns = COMPARED if query.compare_to else ()
        return Compiled(statement.sql, statement.parameters, columns)

    def run(self, compiled: Compiled) -> list[Row]:
        """See :class:`engine.Engine`."""
        request = Request(compiled.sql, compiled.parameters, max_rows=10_000, timeout_ms=120_000)
        reply = answer(self._connection, request)
        if isinstance(reply, Failure):
            raise CannotAskError(reply.text)
        return compiled.picked(list(reply.rows))

    def _launch(self, database: Path) -> Launch:
        status = database.stat()
        return Launch(
            library="",
            path=str(database),
            inode=status.st_ino,
            modified_ns=status.st_mtime_ns,
            scratch=tempfile.gettempdir(),
            parent=os.getppid(),
            memory_mib=4096,
            threads=THREADS,
            time_zone=self._catalog.company.calendar.time_zone,
        )
