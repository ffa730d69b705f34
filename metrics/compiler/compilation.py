"""The door: an approved plan in, a statement out."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from metrics.compiler.draft import (
    Draft,
    alias,
    column,
    dataset_name,
    qualified,
    table,
    written_out,
)
from metrics.compiler.passes import PASSES
from metrics.compiler.statement import Statement
from metrics.errors import CompilationError
from metrics.governance import ApprovedPlan
from metrics.model import Dataset, Dimension, FreshnessSource

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
    tree = draft.statement()
    return Statement(
        sql=tree.sql(dialect=dialect),
        parameters=dict(draft.parameters),
        readable=_readable(tree, draft).sql(dialect=dialect, pretty=True),
    )


def compile_values(dimension: Dimension, dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """The distinct values of a dimension, for the index that questions are read with."""
    value = qualified(dimension.expression, dataset.name)
    select = (
        exp.select(alias(value, "value"))
        .distinct()
        .from_(table(dataset_name(dataset), dataset.name))
    )
    if dataset.query is not None and isinstance(dataset.query.tree, exp.Query):
        name = exp.to_identifier(dataset_name(dataset), quoted=True)
        select = select.with_(name, as_=dataset.query.tree.copy())
    return Statement(select.order_by(exp.Literal.number(1)).sql(dialect=dialect), {})


def compile_freshness(source: FreshnessSource, dialect: str = "duckdb") -> Statement:
    """For each table, the last day whose load is in."""
    select = (
        exp.select(
            alias(column(source.table_column), "name"),
            alias(exp.cast(exp.Max(this=column(source.through_column)), "DATE"), "through"),
        )
        .from_(table(source.source))
        .where(exp.EQ(this=column(source.status_column), expression=exp.Placeholder(this="p0")))
        .group_by(exp.Literal.number(1))
    )
    return Statement(select.sql(dialect=dialect), {"p0": source.ok_status})


def _readable(tree: exp.Select, draft: Draft) -> exp.Expression:
    def write_out(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Placeholder) and node.name in draft.parameters:
            value = draft.parameters[node.name]
            return written_out(value) if isinstance(value, date) else exp.convert(value)
        return node

    return tree.transform(write_out)
