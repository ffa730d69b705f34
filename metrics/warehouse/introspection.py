"""Reading DuckDB's own catalogue: four plain SELECTs, whatever the number of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from metrics.compiler.statement import Statement
from metrics.warehouse.structure import ColumnInfo, ForeignKeyInfo, TableInfo

Row = tuple[Any, ...]
Read = Callable[[Statement], Iterable[Row]]

_OURS = "database_name = current_database() AND NOT internal"
_TABLES = f"""
SELECT schema_name, table_name, 'table', coalesce(comment, '') FROM duckdb_tables()
WHERE {_OURS} AND NOT temporary
UNION ALL
SELECT schema_name, view_name, 'view', coalesce(comment, '') FROM duckdb_views()
WHERE {_OURS} AND NOT temporary
ORDER BY 1, 2
"""  # noqa: S608 - constants only
_COLUMNS = f"""
SELECT schema_name, table_name, column_name, data_type, coalesce(comment, '')
FROM duckdb_columns() WHERE {_OURS} ORDER BY schema_name, table_name, column_index
"""  # noqa: S608 - constants only
_KEYS = """
SELECT schema_name, table_name, constraint_index, constraint_type, coalesce(referenced_table, ''),
  unnest(constraint_column_names), unnest(referenced_column_names)
FROM duckdb_constraints()
WHERE database_name = current_database()
  AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
"""


def read_tables(read: Read) -> tuple[TableInfo, ...]:
    """Every table and view of the database, by schema and name."""
    columns = _by_table(read(Statement(_COLUMNS, {})))
    keys = _by_table(read(Statement(_KEYS, {})))
    return tuple(
        _table(row, columns.get(row[:2], []), keys.get(row[:2], []))
        for row in read(Statement(_TABLES, {}))
    )


def _by_table(rows: Iterable[Row]) -> dict[Row, list[Row]]:
    found: dict[Row, list[Row]] = {}
    for row in rows:
        found.setdefault(row[:2], []).append(row[2:])
    return found


def _table(row: Row, columns: list[Row], keys: list[Row]) -> TableInfo:
    schema, name, kind, comment = row
    primary: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = []
    foreign: list[ForeignKeyInfo] = []
    for (_, how, target), parts in groupby(keys, key=lambda k: k[:3]):
        pairs = [part[3:] for part in parts]
        own = tuple(str(column) for column, _ in pairs)
        if how == "PRIMARY KEY":
            primary = own
        elif how == "UNIQUE":
            unique.append(own)
        else:
            foreign.append(ForeignKeyInfo(own, target, tuple(str(other) for _, other in pairs)))
    return TableInfo(
        schema=schema,
        name=name,
        kind=kind,
        columns=tuple(ColumnInfo(*column) for column in columns),
        primary_key=primary,
        unique=tuple(sorted(unique)),
        foreign_keys=tuple(sorted(foreign, key=lambda f: (f.columns, f.table))),
        comment=comment,
    )
