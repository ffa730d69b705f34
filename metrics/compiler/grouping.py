"""Rows into one row for each combination of dimensions and period."""

from __future__ import annotations

from sqlglot import exp

from metrics.compiler.aggregates import is_count, value_of
from metrics.compiler.days import Days
from metrics.compiler.draft import PERIOD, Draft, Scan, alias
from metrics.compiler.sources import dimension_columns
from metrics.planner import Branch


def grouped(
    draft: Draft,
    scan: Scan,
    source: exp.Select,
    days: Days,
    *,
    period: exp.Expr | None = None,
) -> exp.Select:
    """Aggregate by dimensions, and by period where there is a grain; without either, one row."""
    keys = dimension_columns(draft, scan.branch)
    if draft.plan.query.grain is not None:
        keys.append(alias(days.period if period is None else period, PERIOD))
    values = [alias(_told(branch, days, whole=not keys), name) for name, branch in scan.columns]
    found = source.select(*keys, *values, copy=False)
    return found.group_by(*first(len(keys)), copy=False) if keys else found


def first(count: int) -> list[exp.Expr]:
    """The first ``count`` columns by their place, as GROUP BY takes them."""
    return [exp.Literal.number(i + 1) for i in range(count)]


def _told(branch: Branch, days: Days, *, whole: bool) -> exp.Expr:
    """The value; where no rows at all mean that nothing is known, a count of them is empty."""
    value = value_of(branch, days)
    if not whole or not is_count(branch) or branch.metric.missing == "zero":
        return value
    any_rows = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=any_rows, true=value)])
