"""Conversions: the rows of a dataset beside the events that follow them in time."""

from __future__ import annotations

from datetime import timedelta

from sqlglot import exp

from metrics.compiler.draft import (
    Draft,
    alias,
    both,
    column,
    join,
    join_condition_of,
    qualified,
    rows_of,
    select,
    subquery,
    table,
)
from metrics.errors import CompilationError
from metrics.model import Conversion
from metrics.planner import Branch, Length

FOLLOWED = "__followed"
_EVENTS = "__events"
_EVENT = "__event"  # the alias of the events: their dataset may be the row's own


def followed(
    draft: Draft, source: exp.Select, branch: Branch, spec: Conversion, hull: exp.Expr
) -> None:
    """Join the number of following events to each row of ``source``: at most one match a row.

    ``hull`` limits the rows that events are looked up for.
    """
    dataset, events, within = branch.dataset, branch.event_dataset, branch.within
    if events is None or within is None:
        raise CompilationError(f"{branch.metric.name} follows no events.")
    keys = [column(name, dataset.name) for name in dataset.key]
    start = column(spec.time, dataset.name)
    after = column(spec.event_time, _EVENT)
    matched = select(*keys, alias(exp.Count(this=exp.Star()), _EVENTS)).from_(
        table(rows_of(draft, dataset), dataset.name), copy=False
    )
    on = both(
        *join_condition_of(spec.entity, dataset.name, _EVENT),
        exp.GTE(this=after, expression=start),
        exp.LT(this=after.copy(), expression=_plus(start, within)),
        exp.LT(this=after.copy(), expression=draft.bind(draft.plan.as_of + timedelta(days=1))),
    )
    join(matched, table(rows_of(draft, events), _EVENT), on)
    matched.where(hull, copy=False)
    for measure, name in ((spec.measure, dataset.name), (spec.event, _EVENT)):
        if measure.where is not None:
            matched.where(qualified(measure.where, name), copy=False)
    matched.group_by(*(key.copy() for key in keys), copy=False)
    same = both(*join_condition_of([(k, k) for k in dataset.key], dataset.name, FOLLOWED))
    join(source, subquery(matched, FOLLOWED), same, "LEFT")


def following_value(spec: Conversion) -> exp.Expr:
    """The events that follow, or the rows that have any."""
    events = column(_EVENTS, FOLLOWED)
    if spec.counts == "rows":
        return exp.Count(this=events)
    return exp.Sum(this=exp.Coalesce(this=events, expressions=[exp.Literal.number(0)]))


def _plus(day: exp.Expr, length: Length) -> exp.Expr:
    """The day that lies a length after another."""
    count, unit = (length.months, "MONTH") if length.months else (length.days, "DAY")
    interval = exp.Interval(this=exp.Literal.string(str(count)), unit=exp.var(unit))
    return exp.Add(this=day.copy(), expression=interval)
