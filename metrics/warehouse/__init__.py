"""The one door to the data: engines, query workers, limits, time-outs, versions of the data.

Owns: running one SELECT at a time against the warehouse, in a process that can be killed; the
lock-down of the engine; what the warehouse says of its own tables; publishing new data without
disturbing readers.
May import: ``metrics.compiler.statement``, ``metrics.result``, ``metrics.errors``; it is the only
room that imports ``duckdb``, and only where it writes and inside the workers.
Start reading at: ``port.py`` (what a warehouse offers), then ``worker.py`` (the process that has
the engine), ``process.py``, ``pool.py`` and ``duck.py`` (from one worker to a warehouse).
"""

from __future__ import annotations

from metrics.warehouse.address import locate
from metrics.warehouse.duck import DuckDBWarehouse
from metrics.warehouse.port import Rows, Warehouse
from metrics.warehouse.publish import publish, publish_sql, resolve
from metrics.warehouse.side import write_side
from metrics.warehouse.structure import ColumnInfo, ForeignKeyInfo, TableInfo, type_family

__all__ = [
    "ColumnInfo",
    "ForeignKeyInfo",
    "Rows",
    "TableInfo",
    "Warehouse",
    "open_warehouse",
    "publish",
    "publish_sql",
    "resolve",
    "type_family",
    "write_side",
]


def open_warehouse(url: str, *, workers: int = 2, time_zone: str = "UTC") -> Warehouse:
    """Open the warehouse at ``url``; its workers start in the background.

    Args:
        url: ``duckdb:///relative/path.duckdb`` or ``duckdb:////absolute/path.duckdb``.
        workers: how many queries may run at once.
        time_zone: the company's; a column of moments with a zone is cut into its days.

    Raises:
        WarehouseUnavailableError: the URL names no warehouse that can be read.
    """
    return DuckDBWarehouse(locate(url), workers, time_zone)
