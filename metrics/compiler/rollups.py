"""Rollups: how one is added up ahead, and which branches may be read from it instead.

A rollup holds, for each combination of its dimensions and each month or day, a metric's value and
how many rows it rests on, so that what has no rows stays absent; or how many spells opened, and in
other rows less how many closed. Its table is named by the data and the SQL it was made of: one
made of other data or definitions is another table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from metrics.catalog import Catalog
from metrics.compiler.dialects import text_of
from metrics.compiler.draft import (
    PERIOD,
    alias,
    column,
    dimension_value,
    hops,
    join,
    join_condition,
    qualified,
    rows_table,
    select,
    table,
)
from metrics.compiler.statement import BUILT, SIDE, Statement
from metrics.errors import NoPathError
from metrics.model import Balance, Dataset, Expression, Measure, Metric, Rollup, Simple
from metrics.planner import Branch, Plan, RoutedDimension, RoutedFilter, route

_ROWS = "__rows"
_AGGREGATES: dict[str, type[exp.AggFunc]] = {"sum": exp.Sum, "min": exp.Min, "max": exp.Max}


@dataclass(frozen=True, slots=True)
class BuiltRollup:
    """A rollup and the table of the side file that holds it for the present data."""

    rollup: Rollup
    table: str


def compile_rollup(rollup: Rollup, catalog: Catalog) -> Statement:
    """The SELECT that adds a rollup up.

    Raises:
        NoPathError, AmbiguousPathError: a metric has no single way to one of the dimensions.
    """
    metrics = [catalog.metric(name) for name in rollup.metrics]
    routed = [_routed(metrics[0], name, catalog) for name in rollup.dimensions]
    dataset = catalog.dataset(rollup.dataset)
    day = column(rollup.time, dataset.name)
    if not isinstance(metrics[0].type, Balance):
        values = [value for metric in metrics for value in _values(metric, dataset)]
        return Statement(text_of(_added_up(rollup, routed, [day], values, dataset)), {})
    closes = column(metrics[0].type.closes, dataset.name)
    ends = ([day], 1), ([day.copy(), closes], -1)
    opened, closed = (
        _added_up(rollup, routed, d, [_change(m, sign, dataset) for m in metrics], dataset)
        for d, sign in ends
    )
    return Statement(text_of(exp.Union(this=opened, expression=closed, distinct=False)), {})


def compile_built() -> Statement:
    """The names of the tables that the side file holds."""
    return Statement(text_of(select(column("name")).from_(table(f"{SIDE}.{BUILT}"))), {})


def built_rollups(catalog: Catalog, build: str) -> tuple[BuiltRollup, ...]:
    """Every rollup with the name that its table has for this version of the data.

    The name tells apart what any of it depends on: the SQL, the data, where their days begin.
    """
    based_on = f"{build}\n{catalog.calendar.definition.time_zone}"
    return tuple(
        BuiltRollup(rollup, f"{rollup.name}_{_digest(compile_rollup(rollup, catalog), based_on)}")
        for rollup in catalog.rollups.values()
    )


def with_rollups(plan: Plan, rollups: Collection[BuiltRollup]) -> Plan:
    """The plan with every branch read from the smallest rollup that gives the same rows."""
    if not rollups:
        return plan
    best_first = sorted(
        rollups, key=lambda b: (b.rollup.grain == "day", len(b.rollup.dimensions), b.table)
    )
    branches = tuple(_from_rollup(branch, best_first) for branch in plan.branches)
    return replace(plan, branches=branches)


def _routed(metric: Metric, name: str, catalog: Catalog) -> RoutedDimension:
    routed = route(metric, metric, catalog.dimension(name), catalog)
    if routed.bridge is not None:
        raise NoPathError(f"{metric.label} comes under several values of {name}: no rollup.")
    return routed


def _added_up(
    rollup: Rollup,
    routed: list[RoutedDimension],
    days: list[exp.Column],
    values: list[exp.Expr],
    dataset: Dataset,
) -> exp.Select:
    """The values by dimensions and by the period of the latest of ``days``, all of them known."""
    keys = [alias(dimension_value(d), d.dimension.name) for d in routed]
    keys.append(alias(_period(days, rollup), PERIOD))
    found = select(*keys, *values).from_(rows_table(dataset), copy=False)
    for hop in hops(routed):
        join(found, rows_table(hop.target), join_condition(hop), "LEFT")
    for day in days:
        found.where(exp.Not(this=exp.Is(this=day.copy(), expression=exp.null())), copy=False)
    return found.group_by(*(exp.Literal.number(n + 1) for n in range(len(keys))), copy=False)


def _period(days: list[exp.Column], rollup: Rollup) -> exp.Expr:
    kind = exp.DataType(this=exp.DataType.Type.DATE)
    first, *others = (day.copy() for day in days)
    last = exp.Greatest(this=first, expressions=others, ignore_nulls=True) if others else first
    if rollup.grain == "day":
        return exp.Cast(this=last, to=kind)
    month = exp.TimestampTrunc(this=last, unit=exp.var("MONTH"))
    return exp.Cast(this=month, to=kind)


def _change(metric: Metric, sign: int, dataset: Dataset) -> exp.Expr:
    """How many spells of the metric open (or with a minus, close)."""
    if not isinstance(metric.type, Balance):
        raise TypeError(f"{metric.name} is no count of spells")
    one = exp.Literal.number(1)
    count: exp.Expr = exp.Count(this=_only(metric.type.measure, one, dataset))
    return alias(count if sign > 0 else exp.Neg(this=count), metric.name)


def _values(metric: Metric, dataset: Dataset) -> Iterator[exp.Expr]:
    """The metric's value of its own rows, and their number; both empty where there are none."""
    if not isinstance(metric.type, Simple):
        raise TypeError(f"{metric.name} does not add up")
    measure = metric.type.measure
    rows = _only(measure, exp.Literal.number(1), dataset)
    count = exp.Nullif(this=exp.Count(this=rows), expression=exp.Literal.number(0))
    value: exp.Expr = count.copy()
    if measure.expression is not None:
        counted = _only(measure, qualified(measure.expression, dataset.name), dataset)
        value = _AGGREGATES[measure.aggregation](this=counted)
    yield alias(value, metric.name)
    yield alias(count, metric.name + _ROWS)


def _only(measure: Measure, value: exp.Expr, dataset: Dataset) -> exp.Expr:
    """The value where the metric's own condition holds, else nothing."""
    if measure.where is None:
        return value
    condition = qualified(measure.where, dataset.name)
    return exp.Case(ifs=[exp.If(this=condition, true=value)])


def _from_rollup(branch: Branch, rollups: list[BuiltRollup]) -> Branch:
    built = next((b for b in rollups if _serves(b.rollup, branch)), None)
    return branch if built is None else _rewritten(branch, built)


def _serves(rollup: Rollup, branch: Branch) -> bool:
    """Whether the branch's rows follow from the rollup's."""
    dated_by = _dated_by(branch)
    if dated_by is None or branch.metric.name not in rollup.metrics:
        return False
    used = {routed.dimension.name for routed in branch.routed}
    days = [day for w in (*branch.windows, *branch.compared) for day in (w.start, w.end)]
    return (
        branch.cutoff is None
        and (branch.dataset.name, dated_by) == (rollup.dataset, rollup.time)
        and used <= set(rollup.dimensions)
        and all(_is_edge(day, rollup) for day in days)
    )


def _dated_by(branch: Branch) -> str | None:
    """The column by which a rollup would hold the branch's rows; None: none can."""
    match branch.metric.type:
        case Simple(time=time):
            return time
        case Balance(opens=opens):
            return opens
        case _:
            return None


def _is_edge(day: date, rollup: Rollup) -> bool:
    """Whether a period of the rollup begins on the day."""
    return rollup.grain == "day" or day.day == 1


def _rewritten(branch: Branch, built: BuiltRollup) -> Branch:
    """The branch over the rollup's table: its dimensions are columns, its values are added up."""
    name = built.rollup.name
    dataset = replace(
        branch.dataset, name=name, source=f"{SIDE}.{built.table}", query=None, joins=()
    )
    return replace(
        branch,
        metric=replace(branch.metric, type=_held(branch.metric, name)),
        dataset=dataset,
        dimensions=tuple(_own(routed, name) for routed in branch.dimensions),
        filters=tuple(RoutedFilter(f.filter, _own(f.routed, name)) for f in branch.filters),
        changes=branch.metric.name if isinstance(branch.metric.type, Balance) else "",
    )


def _held(metric: Metric, dataset: str) -> Simple | Balance:
    """How the metric comes about from what the rollup holds of it."""
    match metric.type:
        case Balance(measure=measure) as spec:
            measure = replace(measure, dataset=dataset, where=None)
            return replace(spec, measure=measure, opens=PERIOD, closes=PERIOD)
        case Simple(measure=measure):
            adds = "sum" if measure.aggregation == "count" else measure.aggregation
            known = _known(metric.name + _ROWS)
            column_of = _column(metric.name)
            measure = Measure(dataset, adds, column_of, known)
            return Simple(measure, PERIOD)
        case _:
            raise TypeError(f"{metric.name} does not add up")


def _own(routed: RoutedDimension, dataset: str) -> RoutedDimension:
    dimension = replace(
        routed.dimension, dataset=dataset, expression=_column(routed.dimension.name)
    )
    return RoutedDimension(dimension, ())


def _column(name: str) -> Expression:
    return Expression(name, frozenset({name}), column(name))


def _known(name: str) -> Expression:
    tree = exp.Not(this=exp.Is(this=column(name), expression=exp.null()))
    return Expression(f"{name} IS NOT NULL", frozenset({name}), tree)


def _digest(statement: Statement, based_on: str) -> str:
    return hashlib.sha256(f"{based_on}\n{statement.sql}".encode()).hexdigest()[:12]
