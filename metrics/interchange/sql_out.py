"""Measures and metrics as SQL for other tools: one expression, its columns qualified."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from metrics.catalog import Catalog
from metrics.interchange.sql_text import identifier, text_of
from metrics.model import (
    Balance,
    Conversion,
    Cumulative,
    Dataset,
    Derived,
    Exposure,
    Expression,
    Measure,
    Metric,
    Ratio,
    Simple,
    Snapshot,
)

_PLAIN: dict[str, type[exp.AggFunc]] = {
    "sum": exp.Sum,
    "average": exp.Avg,
    "min": exp.Min,
    "max": exp.Max,
}
_NO_EXPRESSION = {
    Balance: "what is open at the end of a period has no expression",
    Exposure: "time spent in spells has no expression",
    Snapshot: "the last snapshot of a period has no expression",
    Conversion: "what follows a row within a time has no expression",
    Cumulative: "a value over more than the period has no expression",
}


def why_unsaid(metric: Metric, catalog: Catalog) -> str:
    """Why one SQL expression cannot give the metric's number; empty where it can."""
    reason = _NO_EXPRESSION.get(type(metric.type), "") or why_immature(metric)
    if reason or not metric.parts:
        return reason
    for part in metric.parts:
        reason = why_unsaid(catalog.metric(part), catalog)
        if reason:
            return f'it is made of "{part}": {reason}'
    return ""


def why_immature(metric: Metric) -> str:
    """Why rows that are too young forbid another tool's number; empty where they do not."""
    if metric.maturity is None or metric.maturity.immature == "label":
        return ""
    return "rows that are too young are left out, which depends on the day of asking"


def metric_sql(metric: Metric, catalog: Catalog) -> str:
    """The metric as one expression in Ossie's expression language."""
    return text_of(_metric(metric, catalog))


def condition_of(
    where: Expression | None, time: str, column: Callable[[str], exp.Expr]
) -> exp.Expr | None:
    """Which rows are counted: those that have a day, and pass ``where``.

    ``column`` says what stands for a column's name.
    """
    conditions: list[exp.Expr] = []
    if time:
        empty = exp.Is(this=column(time), expression=exp.null())
        conditions.append(exp.Not(this=empty))
    if where is not None:
        tree = with_columns(where.tree, column)
        conditions.append(exp.paren(tree) if isinstance(tree, exp.Or) and time else tree)
    if not conditions:
        return None
    return exp.and_(*conditions, wrap=False)


def with_columns(tree: exp.Expr, column: Callable[[str], exp.Expr]) -> exp.Expr:
    """A copy of an expression, something else standing for each column."""
    return tree.copy().transform(
        lambda node: column(node.name) if isinstance(node, exp.Column) else node
    )


def arithmetic(tree: exp.Expr, part: Callable[[str], exp.Expr]) -> exp.Expr:
    """A derived metric's expression, ``part`` saying what stands for each metric's name.

    Its divisions are of decimals, and empty where they are by zero.
    """
    match tree:
        case exp.Column():
            return _enclosed(part(tree.name))
        case exp.Div():
            return quotient(arithmetic(tree.this, part), arithmetic(tree.expression, part))
        case exp.Binary():
            left, right = arithmetic(tree.this, part), arithmetic(tree.expression, part)
            return type(tree)(this=left, expression=right)
        case exp.Paren() | exp.Neg():
            return type(tree)(this=arithmetic(tree.this, part))
        case _:
            return tree.copy()


def quotient(above: exp.Expr, below: exp.Expr, scale: int = 1) -> exp.Div:
    """``1.0 * above / NULLIF(below, 0)``: no integer division, nothing by zero."""
    times = exp.Mul(this=exp.Literal.number(f"{scale}.0"), expression=_enclosed(above))
    zero = exp.Nullif(this=below.unnest(), expression=exp.Literal.number(0))
    return exp.Div(this=times, expression=zero)


def when(condition: exp.Expr | None, value: exp.Expr) -> exp.Expr:
    """The value where the condition holds, nothing elsewhere."""
    if condition is None:
        return value
    return exp.Case(ifs=[exp.If(this=condition, true=value)])


def _metric(metric: Metric, catalog: Catalog, *, within: bool = False) -> exp.Expr:
    match metric.type:
        case Simple(measure=measure, time=time):
            value = _aggregate(measure, time, catalog.dataset(measure.dataset))
            if within and metric.missing == "zero" and measure.aggregation == "sum":
                return exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
            return value
        case Ratio(numerator, denominator, scale):
            above, below = (
                _metric(catalog.metric(name), catalog, within=True)
                for name in (numerator, denominator)
            )
            return quotient(above, below, scale)
        case Derived(expression):
            return arithmetic(
                expression.tree, lambda name: _metric(catalog.metric(name), catalog, within=True)
            )
        case _:
            raise TypeError(f"{metric.name} has no expression")


def _aggregate(measure: Measure, time: str, dataset: Dataset) -> exp.Expr:
    """``SUM(CASE WHEN … THEN … END)``; rows without a day are in no period, so in no number."""

    def column(name: str) -> exp.Expr:
        return exp.column(identifier(name), table=identifier(dataset.name))

    if measure.expression is None:
        day = column(time or dataset.key[0])
        condition = condition_of(measure.where, "" if measure.where is None else time, column)
        return exp.Count(this=when(condition, day))
    value = with_columns(measure.expression.tree, column)
    rows = when(condition_of(measure.where, time, column), value)
    if measure.aggregation in _PLAIN:
        return _PLAIN[measure.aggregation](this=rows)
    if measure.aggregation == "count_distinct":
        return exp.Count(this=exp.Distinct(expressions=[rows]))
    return _percentile(rows, 0.5 if measure.aggregation == "median" else None, measure)


def _percentile(rows: exp.Expr, middle: float | None, measure: Measure) -> exp.Expr:
    kind = exp.PercentileDisc if measure.discrete and middle is None else exp.PercentileCont
    share = exp.Literal.number(middle if middle is not None else measure.percentile)
    order = exp.Order(expressions=[exp.Ordered(this=rows, nulls_first=False)])
    return exp.WithinGroup(this=kind(this=share), expression=order)


def _enclosed(tree: exp.Expr) -> exp.Expr:
    return exp.paren(tree) if isinstance(tree, exp.Binary) else tree
