"""The side file: what was computed from the data, in a versioned file of its own beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.compiler.statement import Statement
from metrics.warehouse.address import current_source, locate, side_path
from metrics.warehouse.publish import publish

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def write_side(
    url: str, tables: Mapping[str, Statement], told: Callable[[str], object], *, time_zone: str
) -> Path:
    """Publish the side file of a warehouse; readers turn to it by themselves.

    Args:
        url: the warehouse, as :func:`metrics.warehouse.open_warehouse` takes it.
        tables: what each table is made by, a SELECT over the warehouse.
        told: called with each table's name before it is made.
        time_zone: the company's; a column of moments with a zone is cut into its days.

    Returns:
        The new versioned file.

    Raises:
        WarehouseUnavailableError: there is no warehouse.
        WarehouseError: the file could not be written.
    """
    path = locate(url)
    source = current_source(path)

    def fill(connection: DuckDBPyConnection) -> None:
        own = connection.execute("SELECT current_database()").fetchall()[0][0]
        connection.execute(f"SET TimeZone = '{_quoted(time_zone)}'")
        connection.execute(f"ATTACH '{_quoted(str(source.path))}' AS warehouse (READ_ONLY)")
        connection.execute(f'CREATE TABLE "{own}".built (name VARCHAR)')
        connection.execute("USE warehouse")
        for name, statement in tables.items():
            told(name)
            connection.execute(f'CREATE TABLE "{own}"."{name}" AS {statement.sql}')
        connection.execute(f'USE "{own}"')
        for name in tables:
            connection.execute("INSERT INTO built VALUES (?)", [name])
        connection.execute("DETACH warehouse")

    return publish(side_path(path), fill)


def _quoted(text: str) -> str:
    return text.replace("'", "''")
