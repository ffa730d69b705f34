"""Rollups: how one is added up ahead, and which branches may be read from it instead.

A rollup holds, for each combination of its dimensions and each month or day, a metric's value and
how many rows it rests on, so that what has no rows stays absent. Its table is named by the data
and the SQL it was made of: one made of other data or definitions is another table.
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
from metrics.model import Dataset, Expression, Measure, Metric, Rollup, Simple
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
    keys = [alias(dimension_value(d), d.dimension.name) for d in routed]
    keys.append(alias(_period(day, rollup), PERIOD))
    found = select(*keys, *(v for m in metrics for v in _values(m, dataset)))
    found.from_(rows_table(dataset), copy=False)
    for hop in hops(routed):
        join(found, rows_table(hop.target), join_condition(hop), "LEFT")
    found.where(exp.Not(this=exp.Is(this=day.copy(), expression=exp.null())), copy=False)
    found.group_by(*(exp.Literal.number(n + 1) for n in range(len(keys))), copy=False)
    return Statement(text_of(found), {})


def compile_built() -> Statement:
    """The names of the tables that the side file holds."""
    return Statement(text_of(select(column("name")).from_(table(f"{SIDE}.{BUILT}"))), {})


def built_rollups(catalog: Catalog, build: str) -> tuple[BuiltRollup, ...]:
    """Every rollup with the name that its table has for this version of the data."""
    return tuple(
        BuiltRollup(rollup, f"{rollup.name}_{_digest(compile_rollup(rollup, catalog), build)}")
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


def _period(day: exp.Column, rollup: Rollup) -> exp.Expr:
    kind = exp.DataType(this=exp.DataType.Type.DATE)
    if rollup.grain == "day":
        return exp.Cast(this=day.copy(), to=kind)
    month = exp.TimestampTrunc(this=day.copy(), unit=exp.var("MONTH"))
    return exp.Cast(this=month, to=kind)


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
    spec = branch.metric.type
    if not isinstance(spec, Simple) or branch.metric.name not in rollup.metrics:
        return False
    used = {routed.dimension.name for routed in branch.routed}
    days = [day for w in (*branch.windows, *branch.compared) for day in (w.start, w.end)]
    return (
        branch.cutoff is None
        and (branch.dataset.name, spec.time) == (rollup.dataset, rollup.time)
        and used <= set(rollup.dimensions)
        and all(_is_edge(day, rollup) for day in days)
    )


def _is_edge(day: date, rollup: Rollup) -> bool:
    """Whether a period of the rollup begins on the day."""
    return rollup.grain == "day" or day.day == 1


def _rewritten(branch: Branch, built: BuiltRollup) -> Branch:
    """The branch over the rollup's table: its dimensions are columns, its values are added up."""
    name, spec = built.rollup.name, branch.metric.type
    if not isinstance(spec, Simple):
        raise TypeError(f"{branch.metric.name} does not add up")
    dataset = replace(
        branch.dataset, name=name, source=f"{SIDE}.{built.table}", query=None, joins=()
    )
    adds = "sum" if spec.measure.aggregation == "count" else spec.measure.aggregation
    measure = replace(
        spec.measure,
        dataset=name,
        aggregation=adds,
        expression=_column(branch.metric.name),
        where=_known(branch.metric.name + _ROWS),
    )
    return replace(
        branch,
        metric=replace(branch.metric, type=Simple(measure, PERIOD)),
        dataset=dataset,
        dimensions=tuple(_own(routed, name) for routed in branch.dimensions),
        filters=tuple(RoutedFilter(f.filter, _own(f.routed, name)) for f in branch.filters),
    )


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


def _digest(statement: Statement, build: str) -> str:
    return hashlib.sha256(f"{build}\n{statement.sql}".encode()).hexdigest()[:12]
