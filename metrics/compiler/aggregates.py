"""A leaf metric's aggregate over the rows of its dataset."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from metrics.compiler.days import Days
from metrics.compiler.draft import column, double, qualified
from metrics.compiler.following import following_value
from metrics.model import (
    Balance,
    Conversion,
    Dataset,
    Exposure,
    Measure,
    Simple,
    Snapshot,
    measure_of,
)
from metrics.planner import Branch

_ROWS = "__rows"
DAYS_IN_MONTH = "30.4375"  # 365.25 / 12


def value_of(branch: Branch, days: Days | None = None) -> exp.Expr:
    """The aggregate of the branch's metric; an exposure's is that of the ``days``."""
    match branch.metric.type:
        case Simple(measure=measure) | Balance(measure=measure) | Snapshot(measure=measure):
            return _aggregate(measure, branch.dataset)
        case Exposure() as spec if days is not None:
            return _exposed(spec, branch, days)
        case Conversion() as spec:
            return following_value(spec)
        case _:
            raise TypeError(f"{branch.metric.name} is not a leaf")


def partials(branch: Branch, name: str) -> list[tuple[str, exp.Expr]]:
    """What a part of the rows must tell, so that :func:`recombined` finds the value of all."""
    measure = measure_of(branch.metric.type)
    if measure is None or measure.aggregation != "average" or measure.expression is None:
        return [(name, value_of(branch))]
    value = qualified(measure.expression, branch.dataset.name)
    return [(name, exp.Sum(this=value)), (name + _ROWS, exp.Count(this=value.copy()))]


def recombined(branch: Branch, name: str, table: str) -> exp.Expr:
    """The value of all rows, from the partials in ``table``."""
    measure, told = measure_of(branch.metric.type), column(name, table)
    match measure.aggregation if measure else "sum":
        case "average":
            return _mean(exp.Sum(this=told), exp.Sum(this=column(name + _ROWS, table)))
        case "min":
            return exp.Min(this=told)
        case "max":
            return exp.Max(this=told)
        case _:
            return exp.Sum(this=told)


def is_count(branch: Branch) -> bool:
    """Whether the value of no rows is zero by itself."""
    match branch.metric.type:
        case Simple(measure=measure) | Balance(measure=measure) | Snapshot(measure=measure):
            return measure.aggregation in ("count", "count_distinct")
        case Conversion(counts=counts):
            return counts == "rows"
        case _:
            return False


def _aggregate(measure: Measure, dataset: Dataset) -> exp.Expr:
    if measure.expression is None:
        return exp.Count(this=exp.Star())
    value = qualified(measure.expression, dataset.name)
    if measure.aggregation in ("median", "percentile"):
        return _percentile(measure, value)
    return _AGGREGATES[measure.aggregation](value)


def _percentile(measure: Measure, value: exp.Expr) -> exp.Expr:
    kind = exp.PercentileDisc if measure.discrete else exp.PercentileCont
    if not measure.discrete:
        value = double(value)  # between two decimals, the engine would round to their digits
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
    return exp.WithinGroup(
        this=kind(this=exp.Literal.number(measure.percentile)), expression=order
    )


def _mean(total: exp.Expr, rows: exp.Expr) -> exp.Expr:
    """The exact sum, divided once: the same whatever was added up first."""
    below = exp.Nullif(this=rows, expression=exp.Literal.number(0))
    return exp.Div(this=double(total), expression=below)


_AGGREGATES: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "count_distinct": lambda value: exp.Count(this=exp.Distinct(expressions=[value])),
    "sum": lambda value: exp.Sum(this=value),
    "average": lambda value: _mean(exp.Sum(this=value), exp.Count(this=value.copy())),
    "min": lambda value: exp.Min(this=value),
    "max": lambda value: exp.Max(this=value),
}


def in_months(days: exp.Expr) -> exp.Expr:
    """A number of days in unit-months."""
    return exp.Div(this=days, expression=exp.Literal.number(DAYS_IN_MONTH))


def _exposed(spec: Exposure, branch: Branch, days: Days) -> exp.Expr:
    """Days of overlap with the window: in months, or each at the row's amount per day."""
    name = branch.dataset.name
    opens, closes = column(spec.opens, name), column(spec.closes, name)
    last = exp.Least(
        this=exp.Coalesce(this=closes, expressions=[days.ends]), expressions=[days.ends]
    )
    first = exp.Greatest(this=opens, expressions=[days.starts])
    count = exp.DateDiff(this=last, expression=first, unit=exp.var("DAY"))
    if spec.per_day is None:
        return in_months(exp.Sum(this=count))
    amount = exp.Paren(this=qualified(spec.per_day, name))
    return exp.Sum(this=exp.Mul(this=double(amount), expression=count))
