"""What every engine offers, and what it hands back.

One port, so that a bigger warehouse is another class behind :func:`open_warehouse` and nothing
above this room changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

from metrics.compiler.statement import Statement
from metrics.result import Cell
from metrics.warehouse.structure import TableInfo


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one statement, each as long as ``columns``, in the engine's order.

    Attributes:
        truncated: there were more rows than were asked for.
        elapsed_ms: from the call to the answer, waiting for a free worker included.
        build: the version of the data that these rows were read from, all of them.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool
    elapsed_ms: float
    build: str = ""


class Warehouse(Protocol):
    """Reads one warehouse; safe to use from many threads. Close it, or use ``with``."""

    @property
    def build(self) -> str:
        """The version of the data being read: another text once data is published anew."""
        ...

    @property
    def time_zone(self) -> str:
        """Where the days begin that moments with a zone are cut into."""
        ...

    @property
    def dialect(self) -> str:
        """The SQL dialect that statements must be written in."""
        ...

    @property
    def side(self) -> str:
        """The version of the side file, with what was computed ahead; empty: none is read."""
        ...

    def run(
        self, statement: Statement, *, timeout_s: float = 20.0, max_rows: int = 10_000
    ) -> Rows:
        """Run one SELECT, its values bound, and return at most ``max_rows`` rows.

        Args:
            statement: a single SELECT in :attr:`dialect`.
            timeout_s: seconds until the caller has an answer or an error; waiting for a free
                worker counts. It is kept to within 0.25 s whatever the engine does.
            max_rows: how many rows to return at most.

        Raises:
            QueryTimeoutError: it took longer than ``timeout_s`` and was stopped.
            QueryRefusedError: it is not a single plain read.
            WarehouseUnavailableError: the data cannot be opened, or the warehouse is closed.
            WarehouseError: the engine failed; the log has its words.
        """
        ...

    def tables(self) -> tuple[TableInfo, ...]:
        """Every table and view with its columns and declared keys, by schema and name.

        Raises:
            WarehouseError: as :meth:`run`.
        """
        ...

    def refresh(self, time_zone: str = "") -> bool:
        """Turn to data published since, or to another time zone; ``True`` where it did.

        Queries that are running finish on the data they began with.
        """
        ...

    def close(self) -> None:
        """Stop at once what is running and end every worker; may be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
