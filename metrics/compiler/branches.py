"""One branch: a leaf metric aggregated alone, by dimensions and period."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from metrics.compiler.days import Days, branch_days
from metrics.compiler.draft import (
    PERIOD,
    Draft,
    Time,
    alias,
    both,
    column,
    double,
    join,
    or_null,
    qualified,
    rows_of,
    select,
    table,
)
from metrics.compiler.following import followed, following_value
from metrics.compiler.sources import dimension_columns, source_of
from metrics.model import Balance, Conversion, Dataset, Exposure, Measure, Simple, Snapshot
from metrics.planner import Branch

VALUE = "__value"
DAYS_IN_MONTH = "30.4375"  # 365.25 / 12


def branch_query(draft: Draft, branch: Branch, time: Time) -> exp.Select:
    """``SELECT dimensions, period, value`` for one time; the period only of a series."""
    days = branch_days(draft, branch, time)
    match branch.metric.type:
        case Simple() as spec:
            return _simple(draft, branch, spec, days)
        case Conversion() as spec:
            return _conversion(draft, branch, spec, days)
        case Balance() as spec:
            return _balance(draft, branch, spec, days)
        case Exposure() as spec:
            return _exposure(draft, branch, spec, days)
        case Snapshot() as spec:
            return _snapshot(draft, branch, spec, days)
        case _:
            raise TypeError(f"{branch.metric.name} is not a leaf")


def _simple(draft: Draft, branch: Branch, spec: Simple, days: Days) -> exp.Select:
    source = source_of(draft, branch, spec.measure.where)
    value = aggregate(spec.measure, branch.dataset)
    adds_up = spec.measure.aggregation in ("count", "sum")
    return _dated(draft, branch, source, spec.time, value, days, adds_up=adds_up)


def _conversion(draft: Draft, branch: Branch, spec: Conversion, days: Days) -> exp.Select:
    source = source_of(draft, branch, spec.measure.where)
    hull = days.hull(column(spec.time, branch.dataset.name))
    followed(draft, source, branch, spec, hull)
    return _dated(draft, branch, source, spec.time, following_value(spec), days, adds_up=True)


def _dated(
    draft: Draft,
    branch: Branch,
    source: exp.Select,
    time_column: str,
    value: exp.Expr,
    days: Days,
    *,
    adds_up: bool,
) -> exp.Select:
    """Rows that one column dates, by the windows they lie in."""
    day = column(time_column, branch.dataset.name)
    if branch.cutoff is not None:
        source.where(exp.LT(this=day.copy(), expression=draft.bind(branch.cutoff)), copy=False)
    if not days.name:
        return _grouped(draft, branch, days.joined(source, days.within(day)), value, days)
    source = source.where(days.hull(day), copy=False)
    if adds_up:
        return _by_day_first(draft, branch, source, day, value, days)
    return _grouped(draft, branch, days.joined(source, days.within(day)), value, days)


def _by_day_first(
    draft: Draft, branch: Branch, source: exp.Select, day: exp.Column, value: exp.Expr, days: Days
) -> exp.Select:
    """Group by the raw day before looking up its period: far fewer rows meet the periods."""
    names = [d.name for d in draft.plan.dimensions]
    inner = source.select(
        *dimension_columns(draft, branch),
        alias(day.copy(), "day"),
        alias(value, VALUE),
        copy=False,
    ).group_by(*_positions(len(names) + 1), copy=False)
    named = exp.TableAlias(this=exp.to_identifier("days", quoted=True))
    outer = select(
        *(alias(column(name, "days"), name) for name in names),
        alias(days.period, PERIOD),
        alias(exp.Sum(this=column(VALUE, "days")), VALUE),
    ).from_(exp.Subquery(this=inner, alias=named), copy=False)
    outer = days.joined(outer, days.within(column("day", "days")))
    return outer.group_by(*_positions(len(names) + 1), copy=False)


def _balance(draft: Draft, branch: Branch, spec: Balance, days: Days) -> exp.Select:
    """Open on the last day of the window (or on the day before it)."""
    edge = days.ends if spec.at == "end" else days.starts
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    open_then = both(
        exp.LT(this=opens, expression=edge),
        or_null(exp.GTE(this=closes, expression=edge.copy()), closes.copy()),
    )
    source = days.joined(source_of(draft, branch, spec.measure.where), open_then)
    return _grouped(draft, branch, source, aggregate(spec.measure, branch.dataset), days)


def _exposure(draft: Draft, branch: Branch, spec: Exposure, days: Days) -> exp.Select:
    """Days of overlap with the window: in months, or each at the row's amount per day."""
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    overlap = both(
        exp.LT(this=opens, expression=days.ends),
        or_null(exp.GT(this=closes, expression=days.starts), closes.copy()),
    )
    source = days.joined(source_of(draft, branch, spec.where), overlap)
    count = exp.Greatest(this=_days_open(opens, closes, days), expressions=[exp.Literal.number(0)])
    if spec.per_day is None:
        months = exp.Literal.number(DAYS_IN_MONTH)
        value: exp.Expr = exp.Div(this=exp.Sum(this=count), expression=months)
    else:
        amount = exp.Paren(this=qualified(spec.per_day, branch.dataset.name))
        value = exp.Sum(this=exp.Mul(this=double(amount), expression=count))
    return _grouped(draft, branch, source, value, days)


def _days_open(opens: exp.Expr, closes: exp.Expr, days: Days) -> exp.Expr:
    last = exp.Least(
        this=exp.Coalesce(this=closes.copy(), expressions=[days.ends]), expressions=[days.ends]
    )
    first = exp.Greatest(this=opens.copy(), expressions=[days.starts])
    return exp.DateDiff(this=last, expression=first, unit=exp.var("DAY"))


def _snapshot(draft: Draft, branch: Branch, spec: Snapshot, days: Days) -> exp.Select:
    """The rows of the last snapshot at or before the window's last day, if not too old."""
    taken = _taken(draft, branch, spec, days)
    source = source_of(draft, branch, spec.measure.where)
    day = _as_day(column(spec.time, branch.dataset.name))
    same = exp.EQ(this=day, expression=column("taken", taken))
    source = join(source, table(taken), same)
    value = aggregate(spec.measure, branch.dataset)
    return _grouped(draft, branch, source, value, days, period=column(PERIOD, taken))


def _taken(draft: Draft, branch: Branch, spec: Snapshot, days: Days) -> str:
    """Which snapshot counts in each window; shared by branches over the same windows."""
    key = (branch.dataset.name, spec.time, spec.carry_days, days.windows)
    if key in draft.taken:
        return draft.taken[key]
    name = f"{branch.dataset.name}_taken_{len(draft.taken) + 1}"
    day = _as_day(column(spec.time, branch.dataset.name))
    age = exp.DateDiff(this=days.ends, expression=day, unit=exp.var("DAY"))
    recent = both(
        exp.LT(this=day.copy(), expression=days.ends),
        exp.LTE(this=age, expression=exp.Literal.number(spec.carry_days + 1)),
    )
    source = select(alias(days.period, PERIOD), alias(exp.Max(this=day.copy()), "taken")).from_(
        table(rows_of(draft, branch.dataset), branch.dataset.name), copy=False
    )
    draft.write(name, days.joined(source, recent).group_by(exp.Literal.number(1), copy=False))
    draft.taken[key] = draft.named(name)
    return draft.taken[key]


def _as_day(moment: exp.Expr) -> exp.Cast:
    """A snapshot's day, whatever the hour at which each of its rows was taken."""
    return exp.Cast(this=moment, to=exp.DataType(this=exp.DataType.Type.DATE))


def aggregate(measure: Measure, dataset: Dataset) -> exp.Expr:
    """The measure's aggregate, its columns read from the dataset."""
    if measure.expression is None:
        return exp.Count(this=exp.Star())
    value = qualified(measure.expression, dataset.name)
    if measure.aggregation in ("median", "percentile"):
        return _percentile(measure, value)
    return _AGGREGATES[measure.aggregation](value)


def _percentile(measure: Measure, value: exp.Expr) -> exp.Expr:
    kind = exp.PercentileDisc if measure.discrete else exp.PercentileCont
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
    rank = exp.Literal.number(0.5 if measure.aggregation == "median" else measure.percentile)
    return exp.WithinGroup(this=kind(this=rank), expression=order)


_AGGREGATES: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "count": lambda value: exp.Count(this=value),
    "count_distinct": lambda value: exp.Count(this=exp.Distinct(expressions=[value])),
    "sum": lambda value: exp.Sum(this=value),
    "average": lambda value: exp.Avg(this=double(value)),
    "min": lambda value: exp.Min(this=value),
    "max": lambda value: exp.Max(this=value),
}


def _grouped(
    draft: Draft,
    branch: Branch,
    source: exp.Select,
    value: exp.Expr,
    days: Days,
    *,
    period: exp.Expr | None = None,
) -> exp.Select:
    """Aggregate by dimensions, and by period where there is a grain; without either, one row."""
    keys = dimension_columns(draft, branch)
    if draft.plan.query.grain is not None:
        keys.append(alias(days.period if period is None else period, PERIOD))
    grouped = source.select(*keys, alias(value, VALUE), copy=False)
    return grouped.group_by(*_positions(len(keys)), copy=False) if keys else grouped


def _positions(count: int) -> list[exp.Expr]:
    return [exp.Literal.number(i + 1) for i in range(count)]
