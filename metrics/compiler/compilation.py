"""The door: an approved plan in, a statement out."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from metrics.compiler.dialects import check_dialect
from metrics.compiler.draft import (
    Draft,
    alias,
    column,
    qualified,
    rows_table,
    select,
    table,
)
from metrics.compiler.passes import PASSES
from metrics.compiler.rollups import BuiltRollup, with_rollups
from metrics.compiler.statement import Statement
from metrics.governance import ApprovedPlan
from metrics.model import Dataset, Dimension, FreshnessSource


def compile_plan(
    approved: ApprovedPlan, dialect: str = "duckdb", rollups: Collection[BuiltRollup] = ()
) -> Statement:
    """The SQL of an approved plan; the same plan gives the same bytes.

    Where one of ``rollups`` gives the same rows, they are read from it.

    Raises:
        CompilationError: the dialect is not one of ``DIALECTS``.
    """
    check_dialect(dialect)
    draft = Draft(with_rollups(approved.plan, rollups))
    for write in PASSES:
        write(draft)
    return Statement(draft.text(), dict(draft.parameters))


def compile_values(dimension: Dimension, dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """The distinct values of a dimension, for the index that questions are read with."""
    value = qualified(dimension.expression, dataset.name)
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


def compile_freshness(source: FreshnessSource, dialect: str = "duckdb") -> Statement:
    """For each table, the last day whose load is in."""
    latest = (
        select(
            alias(column(source.table_column), "name"),
            alias(exp.cast(exp.Max(this=column(source.through_column)), "DATE"), "through"),
        )
        .from_(table(source.source))
        .where(exp.EQ(this=column(source.status_column), expression=exp.Placeholder(this="p0")))
        .group_by(exp.Literal.number(1))
    )
    return Statement(latest.sql(dialect=dialect), {"p0": source.ok_status})
