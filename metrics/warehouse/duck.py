"""The embedded warehouse: one DuckDB file, read by a pool of worker processes."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Self

from metrics.compiler.statement import Statement
from metrics.errors import (
    QueryRefusedError,
    QueryTimeoutError,
    WarehouseError,
    WarehouseUnavailableError,
)
from metrics.warehouse.address import Source, current_source
from metrics.warehouse.introspection import read_tables
from metrics.warehouse.pool import Pool, PoolClosedError, Task
from metrics.warehouse.port import Rows
from metrics.warehouse.process import WorkerLostError, WorkerUnfitError
from metrics.warehouse.structure import TableInfo
from metrics.warehouse.worker import Failure, Request, Table

_log = logging.getLogger(__name__)
_OPEN_S = 30.0
_MOST_COLUMNS = 1_000_000  # of all tables together
_NARROWER = "Ask for a shorter range, or split by less."


class DuckDBWarehouse:
    """A :class:`metrics.warehouse.Warehouse` on one DuckDB file."""

    dialect = "duckdb"

    def __init__(self, path: Path, workers: int, time_zone: str) -> None:
        self._path = path
        self._workers = workers
        self._turn = threading.Lock()  # held while new data is being opened
        self._unfit: Source | None = None
        self._is_closed = False
        self._pool = Pool(current_source(path), workers, time_zone)

    @property
    def build(self) -> str:
        """See :class:`metrics.warehouse.Warehouse`."""
        return self._pool.source.build

    @property
    def time_zone(self) -> str:
        """See :class:`metrics.warehouse.Warehouse`."""
        return self._pool.time_zone

    @property
    def side(self) -> str:
        """See :class:`metrics.warehouse.Warehouse`."""
        side = self._pool.source.side
        return side.name if side else ""

    def run(
        self, statement: Statement, *, timeout_s: float = 20.0, max_rows: int = 10_000
    ) -> Rows:
        """See :class:`metrics.warehouse.Warehouse`."""
        started = time.monotonic()
        request = Request(statement.sql, statement.parameters, max_rows, 0)
        try:
            build, reply = self._run(Task(request, started + timeout_s))
        except QueryTimeoutError as error:
            raise _too_slow(error.message, timeout_s) from error
        if isinstance(reply, Failure):
            _log.warning("warehouse %s: %s\n%s", reply.kind, reply.text, statement.sql)
            raise _error(reply, timeout_s)
        return Rows(
            columns=reply.columns,
            rows=reply.rows,
            truncated=reply.truncated,
            elapsed_ms=(time.monotonic() - started) * 1000,
            build=build,
        )

    def tables(self) -> tuple[TableInfo, ...]:
        """See :class:`metrics.warehouse.Warehouse`."""
        return read_tables(lambda statement: self.run(statement, max_rows=_MOST_COLUMNS).rows)

    def refresh(self, time_zone: str = "") -> bool:
        """See :class:`metrics.warehouse.Warehouse`. Data that cannot be opened is left alone."""
        with self._turn:
            if self._is_closed:
                return False
            try:
                source = current_source(self._path)
            except WarehouseUnavailableError as error:
                _log.warning("staying on %s: %s", self.build, error.message)
                return False
            zone = time_zone or self.time_zone
            if source == self._unfit or (source, zone) == (self._pool.source, self.time_zone):
                return False
            return self._turn_to(source, zone)

    def close(self) -> None:
        """See :class:`metrics.warehouse.Warehouse`."""
        with self._turn:
            self._is_closed = True
            self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, task: Task) -> tuple[str, Table | Failure]:
        while True:
            pool = self._pool
            try:
                return pool.source.build, pool.run(task)
            except PoolClosedError as error:
                self._refuse_closed(error)
            except WorkerLostError as error:
                self._refuse_closed(error)
                raise _error(Failure("failed", "the worker was lost"), 0.0) from error
            except WorkerUnfitError as error:
                self._refuse_closed(error)
                if error.failure.kind != "moved" or not self._has_moved_on(pool):
                    raise _unavailable(self._path, error.failure) from error

    def _refuse_closed(self, error: Exception) -> None:
        if self._is_closed:
            raise WarehouseUnavailableError("The warehouse is closed.") from error

    def _has_moved_on(self, pool: Pool) -> bool:
        return self.refresh() or self._pool is not pool

    def _turn_to(self, source: Source, time_zone: str) -> bool:
        pool = Pool(source, self._workers, time_zone)
        try:
            pool.check(_OPEN_S)
        except (WorkerUnfitError, WorkerLostError, QueryTimeoutError) as error:
            _log.warning("staying on %s: %s cannot be opened (%s)", self.build, source, error)
            self._unfit = source
            pool.close()
            return False
        self._pool, old = pool, self._pool
        old.retire()
        return True


def _too_slow(message: str, timeout_s: float) -> QueryTimeoutError:
    return QueryTimeoutError(f"{message} The limit is {timeout_s:g} s.", next_step=_NARROWER)


def _error(failure: Failure, timeout_s: float) -> WarehouseError:
    match failure.kind:
        case "timeout":
            return _too_slow("The query was stopped at its deadline.", timeout_s)
        case "refused":
            return QueryRefusedError(
                "The warehouse refused the statement: it is not a single plain read of its tables."
            )
        case "memory":
            message = "The query needs more memory than one query may use."
            return WarehouseError(message, next_step=_NARROWER)
        case "large":
            message = "The result is too large to hand over."
            return WarehouseError(message, next_step=_NARROWER)
        case "broken":
            message = "The warehouse's data could not be read."
            return WarehouseError(message, next_step="Publish it again if this goes on.")
        case _:
            message = "The warehouse could not run the query."
            return WarehouseError(message, next_step="The log says what it answered.")


def _unavailable(path: Path, failure: Failure) -> WarehouseUnavailableError:
    _log.warning("warehouse %s: %s", failure.kind, failure.text)
    if failure.kind == "locked":
        return WarehouseUnavailableError(
            f'Another process is writing to "{path}".',
            next_step="Publish new data as a new version instead of writing in place.",
        )
    return WarehouseUnavailableError(
        f'The warehouse at "{path}" cannot be opened.',
        next_step="The log says why; publish the data again if it is damaged.",
    )
