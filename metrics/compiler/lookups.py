"""What is looked up once a build, before or beside the questions: values, keys, loads, sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType

from sqlglot import exp

from metrics.compiler.draft import alias, column, dimension_value, rows_table, select, table
from metrics.compiler.statement import Statement
from metrics.model import Dataset, Dimension, FreshnessSource
from metrics.planner import DataFacts, TableFacts
from metrics.query import Value

_FACTS = """\
SELECT
  LOWER(CASE WHEN "schema_name" = 'main' THEN '' ELSE "schema_name" || '.' END || "table_name"),
  "estimated_size",
  LOWER("column_name"),
  "data_type"
FROM DUCKDB_TABLES() AS "tables"
JOIN DUCKDB_COLUMNS() AS "columns" USING ("database_name", "schema_name", "table_name")
WHERE
  "database_name" = CURRENT_DATABASE()
  AND NOT CONTAINS("schema_name" || "table_name", '.')
  AND "data_type" IN (
    'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT',
    'DATE'
  )
ORDER BY 1, 3"""


def compile_values(dimension: Dimension, dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """The distinct values of a dimension, for the index that questions are read with."""
    value = dimension_value(dimension)
    found = select(alias(value, "value")).distinct().from_(rows_table(dataset))
    return Statement(found.order_by(exp.Literal.number(1)).sql(dialect=dialect), {})


def compile_repeated_keys(dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """How many keys of a dataset stand in several rows; keys that are empty match nothing."""
    keys = [column(name, dataset.name) for name in dataset.key]
    count = exp.Count(this=exp.Star())
    repeated = (
        select(alias(exp.Literal.number(1), "one"))
        .from_(rows_table(dataset))
        .where(*(exp.Not(this=exp.Is(this=key, expression=exp.null())) for key in keys))
        .group_by(*(key.copy() for key in keys))
        .having(exp.GT(this=count, expression=exp.Literal.number(1)))
    )
    counted = select(alias(count.copy(), "repeated")).from_(repeated.subquery("keys"))
    return Statement(counted.sql(dialect=dialect), {})


def compile_latest_day(dataset: Dataset, dated_by: str, dialect: str = "duckdb") -> Statement:
    """The latest day in a column of the dataset."""
    latest = exp.cast(exp.Max(this=column(dated_by, dataset.name)), "DATE")
    found = select(alias(latest, "latest")).from_(rows_table(dataset))
    return Statement(found.sql(dialect=dialect), {})


def compile_freshness(source: FreshnessSource, dialect: str = "duckdb") -> Statement:
    """For each table, the last day whose load is in."""
    came, statuses = _came(source)
    latest = (
        select(
            alias(column(source.table_column), "name"),
            alias(exp.cast(exp.Max(this=column(source.through_column)), "DATE"), "through"),
        )
        .from_(table(source.source))
        .where(came)
        .group_by(exp.Literal.number(1))
    )
    return Statement(latest.sql(dialect=dialect), statuses)


def compile_gaps(source: FreshnessSource, dialect: str = "duckdb") -> Statement:
    """For each table, the days in the load log on which no load of it came, oldest first."""
    came, statuses = _came(source)
    loads = exp.Sum(
        this=exp.Case(
            ifs=[exp.If(this=came, true=exp.Literal.number(1))], default=exp.Literal.number(0)
        )
    )
    missing = (
        select(
            alias(column(source.table_column), "name"),
            alias(exp.cast(column(source.through_column), "DATE"), "day"),
        )
        .from_(table(source.source))
        .group_by(exp.Literal.number(1), exp.Literal.number(2))
        .having(exp.EQ(this=loads, expression=exp.Literal.number(0)))
        .order_by(exp.Literal.number(2), exp.Literal.number(1))
    )
    return Statement(missing.sql(dialect=dialect), statuses)


def compile_facts() -> Statement:
    """For each column of integers or days: its table, how many rows that has, its name and type.

    DuckDB keeps all of it, so that no row is read.
    """
    return Statement(_FACTS, {})


def data_facts(rows: Iterable[Sequence[object]], since: date) -> DataFacts:
    """The facts in the rows of :func:`compile_facts`; ``since`` is the first day of the history.

    >>> rows = [("claims", 5, "id", "BIGINT"), ("claims", 5, "made_on", "DATE")]
    >>> facts = data_facts(rows, date(2023, 1, 1))
    >>> facts.tables["claims"] == TableFacts(5, frozenset({"id"}), frozenset({"made_on"}))
    True
    """
    found: dict[str, TableFacts] = {}
    for table_name, count, name, kind in rows:
        known = found.get(str(table_name), TableFacts(int(str(count)), frozenset()))
        own = frozenset({str(name)})
        days = known.days | own if kind == "DATE" else known.days
        integers = known.integers if kind == "DATE" else known.integers | own
        found[str(table_name)] = TableFacts(known.rows, integers, days)
    return DataFacts(since, MappingProxyType(found))


def _came(source: FreshnessSource) -> tuple[exp.In, dict[str, Value]]:
    """The condition that a load of the log came, late or not, and the values bound in it."""
    known = dict.fromkeys(status for status in (source.ok_status, source.late_status) if status)
    bound: dict[str, Value] = {f"p{number}": status for number, status in enumerate(known)}
    placeholders = [exp.Placeholder(this=name) for name in bound]
    return exp.In(this=column(source.status_column), expressions=placeholders), bound
