"""The door: an approved plan in, a statement out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sqlglot import exp

from metrics.compiler.draft import (
    Draft,
    alias,
    column,
    dataset_name,
    qualified,
    select,
    table,
)
from metrics.compiler.passes import PASSES
from metrics.compiler.statement import Statement
from metrics.errors import CompilationError
from metrics.governance import ApprovedPlan
from metrics.model import Dataset, Dimension, FreshnessSource
from metrics.query import Value

DIALECTS = ("duckdb",)


def compile_plan(approved: ApprovedPlan, dialect: str = "duckdb") -> Statement:
    """The SQL of an approved plan; the same plan gives the same bytes.

    Raises:
        CompilationError: the dialect is not one of ``DIALECTS``.
    """
    if dialect not in DIALECTS:
        raise CompilationError(f'There is no SQL for "{dialect}" yet.', near=DIALECTS)
    draft = Draft(approved.plan)
    for write in PASSES:
        write(draft)
    sql = draft.statement().sql(dialect=dialect, copy=False)
    return Statement(sql, dict(draft.parameters), _written_out(sql, draft.parameters, dialect))


def compile_values(dimension: Dimension, dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """The distinct values of a dimension, for the index that questions are read with."""
    value = qualified(dimension.expression, dataset.name)
    found = (
        select(alias(value, "value")).distinct().from_(table(dataset_name(dataset), dataset.name))
    )
    if dataset.query is not None and isinstance(dataset.query.tree, exp.Query):
        name = exp.to_identifier(dataset_name(dataset), quoted=True)
        found = found.with_(name, as_=dataset.query.tree.copy())
    return Statement(found.order_by(exp.Literal.number(1)).sql(dialect=dialect), {})


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


def _came(source: FreshnessSource) -> tuple[exp.In, dict[str, Value]]:
    """The condition that a load of the log came, late or not, and the values bound in it."""
    known = dict.fromkeys(status for status in (source.ok_status, source.late_status) if status)
    bound: dict[str, Value] = {f"p{number}": status for number, status in enumerate(known)}
    placeholders = [exp.Placeholder(this=name) for name in bound]
    return exp.In(this=column(source.status_column), expressions=placeholders), bound


def _written_out(sql: str, parameters: Mapping[str, Value], dialect: str) -> str:
    """The SQL with its values as literals; a placeholder inside a quoted text is left alone."""

    def write(match: re.Match[str]) -> str:
        if match["name"] not in parameters:
            return match[0]
        value = parameters[match["name"]]
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        return exp.convert(value).sql(dialect=dialect)

    return _QUOTED_OR_PLACEHOLDER.sub(write, sql)


_QUOTED_OR_PLACEHOLDER = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<name>p\d+)""")
