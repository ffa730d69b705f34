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
from metrics.planner import Plan
from metrics.query import Value


def compile_plan(
    approved: ApprovedPlan, dialect: str = "duckdb", rollups: Collection[BuiltRollup] = ()
) -> Statement:
    """The SQL of an approved plan; the same plan gives the same bytes.

    A comment before it names the definitions by their hashes, so that a line of the warehouse's
    own log tells what was asked. Where one of ``rollups`` gives the same rows, they are read from
    it.

    Raises:
        CompilationError: the dialect is not one of ``DIALECTS``.
    """
    check_dialect(dialect)
    draft = Draft(with_rollups(approved.plan, rollups))
    for write in PASSES:
        write(draft)
    return Statement(_definitions(approved.plan) + draft.text(), dict(draft.parameters))


def _definitions(plan: Plan) -> str:
    named = (f"{each.metric.name} {each.metric.definition_hash}".strip() for each in plan.outputs)
    return f"/* {', '.join(named)} */\n"


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


def compile_data_through(dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """The latest day in the column by which a dataset says how far its data reach."""
    latest = exp.cast(exp.Max(this=column(dataset.data_through, dataset.name)), "DATE")
    found = select(alias(latest, "through")).from_(rows_table(dataset))
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


def _came(source: FreshnessSource) -> tuple[exp.In, dict[str, Value]]:
    """The condition that a load of the log came, late or not, and the values bound in it."""
    known = dict.fromkeys(status for status in (source.ok_status, source.late_status) if status)
    bound: dict[str, Value] = {f"p{number}": status for number, status in enumerate(known)}
    placeholders = [exp.Placeholder(this=name) for name in bound]
    return exp.In(this=column(source.status_column), expressions=placeholders), bound
