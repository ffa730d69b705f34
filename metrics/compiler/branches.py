"""One branch: a leaf metric aggregated alone, by dimensions and period."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from metrics.compiler.draft import (
    PERIOD,
    Draft,
    Time,
    alias,
    both,
    column,
    condition,
    dataset_name,
    dimension_value,
    double,
    hops,
    join_condition,
    or_null,
    qualified,
    select,
    table,
)
from metrics.model import Balance, Dataset, Exposure, Expression, Measure, Simple, Snapshot
from metrics.planner import Branch, Window

VALUE = "value"
DAYS_IN_MONTH = "30.4375"  # 365.25 / 12


def branch_query(draft: Draft, branch: Branch, time: Time) -> exp.Select:
    """``SELECT dimensions, period, value`` for one time of one branch."""
    match branch.metric.type:
        case Simple() as spec:
            return _simple(draft, branch, spec, time)
        case Balance() as spec:
            return _balance(draft, branch, spec, time)
        case Exposure() as spec:
            return _exposure(draft, branch, spec, time)
        case Snapshot() as spec:
            return _snapshot(draft, branch, spec, time)
        case _:
            raise TypeError(f"{branch.metric.name} is not a leaf")


def windows_name(time: Time) -> str:
    """The subquery that holds the windows of a time."""
    return "periods" if time == "current" else "periods_before"


def windows_of(draft: Draft, time: Time) -> tuple[Window, ...]:
    """The windows of a time."""
    return draft.plan.windows if time == "current" else draft.plan.compared


def _simple(draft: Draft, branch: Branch, spec: Simple, time: Time) -> exp.Select:
    measure, windows = spec.measure, windows_of(draft, time)
    day = column(spec.time, branch.dataset.name)
    source = _source(draft, branch, measure.where)
    source = source.where(
        exp.GTE(this=day, expression=draft.bind(min(w.start for w in windows))),
        exp.LT(this=day.copy(), expression=draft.bind(max(w.end for w in windows))),
        copy=False,
    )
    if branch.cutoff is not None:
        source.where(exp.LT(this=day.copy(), expression=draft.bind(branch.cutoff)), copy=False)
    if len(windows) > 1 and measure.aggregation in ("count", "sum"):
        return _by_day_first(draft, branch, source, day, measure, time)
    if len(windows) == 1:
        return _in_one_window(draft, branch, source, measure, windows[0])
    within = both(
        exp.GTE(this=day.copy(), expression=column("starts", windows_name(time))),
        exp.LT(this=day.copy(), expression=column("ends", windows_name(time))),
    )
    return _grouped(draft, branch, source, within, aggregate(measure, branch.dataset), time)


def _in_one_window(
    draft: Draft, branch: Branch, source: exp.Select, measure: Measure, window: Window
) -> exp.Select:
    """The conditions already say which days: no join with the periods is needed."""
    grouped = source.select(
        *(alias(dimension_value(d), d.dimension.name) for d in branch.dimensions),
        alias(draft.bind(window.period), PERIOD),
        alias(aggregate(measure, branch.dataset), VALUE),
        copy=False,
    )
    return grouped.group_by(*_positions(len(draft.plan.dimensions) + 1), copy=False)


def _by_day_first(
    draft: Draft, branch: Branch, source: exp.Select, day: exp.Column, measure: Measure, time: Time
) -> exp.Select:
    """Group by the raw day before looking up its period: far fewer rows meet the periods."""
    names = [d.name for d in draft.plan.dimensions]
    inner = source.select(
        *(alias(dimension_value(d), d.dimension.name) for d in branch.dimensions),
        alias(day.copy(), "day"),
        alias(aggregate(measure, branch.dataset), VALUE),
        copy=False,
    ).group_by(*_positions(len(names) + 1), copy=False)
    days = exp.Subquery(
        this=inner, alias=exp.TableAlias(this=exp.to_identifier("days", quoted=True))
    )
    windows = windows_name(time)
    within = both(
        exp.GTE(this=column("day", "days"), expression=column("starts", windows)),
        exp.LT(this=column("day", "days"), expression=column("ends", windows)),
    )
    outer = select(
        *(alias(column(name, "days"), name) for name in names),
        alias(column(PERIOD, windows), PERIOD),
        alias(exp.Sum(this=column(VALUE, "days")), VALUE),
    ).from_(days, copy=False)
    outer = outer.join(table(windows), on=within, copy=False)
    return outer.group_by(*_positions(len(names) + 1), copy=False)


def _balance(draft: Draft, branch: Branch, spec: Balance, time: Time) -> exp.Select:
    """Open on the last day of the window (or on the day before it)."""
    edge = column("ends" if spec.at == "end" else "starts", windows_name(time))
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    open_then = both(
        exp.LT(this=opens, expression=edge),
        or_null(exp.GTE(this=closes, expression=edge.copy()), closes.copy()),
    )
    source = _source(draft, branch, spec.measure.where)
    value = aggregate(spec.measure, branch.dataset)
    return _grouped(draft, branch, source, open_then, value, time)


def _exposure(draft: Draft, branch: Branch, spec: Exposure, time: Time) -> exp.Select:
    """Days of overlap with the window, in months."""
    starts, ends = (column(edge, windows_name(time)) for edge in ("starts", "ends"))
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    overlap = both(
        exp.LT(this=opens, expression=ends),
        or_null(exp.GT(this=closes, expression=starts), closes.copy()),
    )
    days = exp.DateDiff(
        this=exp.Least(
            this=exp.Coalesce(this=closes.copy(), expressions=[ends.copy()]),
            expressions=[ends.copy()],
        ),
        expression=exp.Greatest(this=opens.copy(), expressions=[starts.copy()]),
        unit=exp.var("DAY"),
    )
    months = exp.Div(
        this=exp.Sum(this=exp.Greatest(this=days, expressions=[exp.Literal.number(0)])),
        expression=exp.Literal.number(DAYS_IN_MONTH),
    )
    return _grouped(draft, branch, _source(draft, branch, spec.where), overlap, months, time)


def _snapshot(draft: Draft, branch: Branch, spec: Snapshot, time: Time) -> exp.Select:
    """The rows of the last snapshot at or before the window's last day, if not too old."""
    taken = _taken(draft, branch, spec, time)
    source = _source(draft, branch, spec.measure.where)
    same = exp.EQ(this=column(spec.time, branch.dataset.name), expression=column("taken", taken))
    value = aggregate(spec.measure, branch.dataset)
    return _grouped(draft, branch, source, same, value, time, windows=taken)


def _taken(draft: Draft, branch: Branch, spec: Snapshot, time: Time) -> str:
    name = f"{branch.dataset.name}_taken" + ("" if time == "current" else "_before")
    windows = windows_name(time)
    day = column(spec.time, branch.dataset.name)
    age = exp.DateDiff(this=column("ends", windows), expression=day, unit=exp.var("DAY"))
    draft.ctes[name] = (
        select(
            alias(column(PERIOD, windows), PERIOD),
            alias(exp.Max(this=day.copy()), "taken"),
        )
        .from_(table(dataset_name(branch.dataset), branch.dataset.name), copy=False)
        .join(
            table(windows),
            copy=False,
            on=both(
                exp.LT(this=day.copy(), expression=column("ends", windows)),
                exp.LTE(this=age, expression=exp.Literal.number(spec.carry_days + 1)),
            ),
        )
        .group_by(exp.Literal.number(1), copy=False)
    )
    return name


def aggregate(measure: Measure, dataset: Dataset) -> exp.Expr:
    """The measure's aggregate, its columns read from the dataset."""
    if measure.expression is None:
        return exp.Count(this=exp.Star())
    return _AGGREGATES[measure.aggregation](qualified(measure.expression, dataset.name))


_AGGREGATES: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "count": lambda value: exp.Count(this=value),
    "count_distinct": lambda value: exp.Count(this=exp.Distinct(expressions=[value])),
    "sum": lambda value: exp.Sum(this=value),
    "average": lambda value: exp.Avg(this=double(value)),
    "min": lambda value: exp.Min(this=value),
    "max": lambda value: exp.Max(this=value),
}


def _source(draft: Draft, branch: Branch, where: Expression | None) -> exp.Select:
    """FROM the dataset with the joins and conditions that the branch needs."""
    dataset = branch.dataset
    source = exp.Select().from_(table(dataset_name(dataset), dataset.name), copy=False)
    for hop in hops((*branch.dimensions, *(f.routed for f in branch.filters))):
        target = table(dataset_name(hop.target), hop.target.name)
        source.join(target, on=join_condition(hop), join_type="left", copy=False)
    if where is not None:
        source.where(qualified(where, dataset.name), copy=False)
    for routed in branch.filters:
        source.where(condition(draft, routed), copy=False)
    return source


def _grouped(
    draft: Draft,
    branch: Branch,
    source: exp.Select,
    within: exp.Expr,
    value: exp.Expr,
    time: Time,
    *,
    windows: str = "",
) -> exp.Select:
    """Join the windows and aggregate by dimensions and period."""
    windows = windows or windows_name(time)
    grouped = source.join(table(windows), on=within, copy=False).select(
        *(alias(dimension_value(d), d.dimension.name) for d in branch.dimensions),
        alias(column(PERIOD, windows), PERIOD),
        alias(value, VALUE),
        copy=False,
    )
    return grouped.group_by(*_positions(len(draft.plan.dimensions) + 1), copy=False)


def _positions(count: int) -> list[exp.Expr]:
    return [exp.Literal.number(i + 1) for i in range(count)]
