"""States at one moment and time spent in them: spells, and snapshots."""

from __future__ import annotations

from sqlglot import exp

from metrics.compiler.aggregates import in_months
from metrics.compiler.days import Days
from metrics.compiler.draft import (
    PERIOD,
    Draft,
    Scan,
    alias,
    as_day,
    both,
    column,
    join,
    or_null,
    rows_of,
    select,
    table,
)
from metrics.compiler.grouping import first, grouped
from metrics.compiler.sources import dimension_columns, source_of
from metrics.model import Balance, Exposure, Snapshot
from metrics.planner import Branch, rows_read

_CHANGE = "__change"
_DAY = "day"


def spells(draft: Draft, scan: Scan, spec: Balance | Exposure, days: Days) -> exp.Select:
    """The spells that are open at the edge of a window, or overlap with it."""
    branch = scan.branch
    if branch.shape == "by_change":
        return _from_changes(draft, scan, spec, days)
    if isinstance(spec, Balance):
        condition = _open(spec, branch, days)
    else:
        condition = _overlapping(spec, branch, days)
    return grouped(draft, scan, days.joined(source_of(draft, branch), condition), days)


def _from_changes(draft: Draft, scan: Scan, spec: Balance | Exposure, days: Days) -> exp.Select:
    """What has opened less what has closed until then: no spell meets every window."""
    keys = [alias(column(d.name, "days"), d.name) for d in draft.plan.dimensions]
    if draft.plan.query.grain is not None:
        keys.append(alias(days.period, PERIOD))
    left = _left(spec, days)
    values = (alias(_told(branch, left, whole=not keys), name) for name, branch in scan.columns)
    rows = select(*keys, *values).from_(
        table(_changes(draft, scan.branch, spec), "days"), copy=False
    )
    days.joined(rows, exp.LT(this=column(_DAY, "days"), expression=_edge(spec, days)))
    if not keys:
        return rows
    any_left = exp.GT(this=left, expression=exp.Literal.number(0))
    return rows.group_by(*first(len(keys)), copy=False).having(any_left, copy=False)


def _left(spec: Balance | Exposure, days: Days) -> exp.Expr:
    """Of the changes before the end of a window: how many are left, or days of them in it."""
    change: exp.Expr = column(_CHANGE, "days")
    if isinstance(spec, Exposure):
        since = _later_of(column(_DAY, "days"), days.starts)
        count = exp.DateDiff(this=days.ends, expression=since, unit=exp.var("DAY"))
        change = exp.Mul(this=change, expression=count)
    return exp.Sum(this=change)


def _told(branch: Branch, left: exp.Expr, *, whole: bool) -> exp.Expr:
    """The value; of all rows in one, where none is left, none or nothing as the metric says."""
    if isinstance(branch.metric.type, Exposure):
        return in_months(left.copy())
    if not whole:
        return left.copy()
    none = exp.Literal.number(0)
    if branch.metric.missing == "zero":
        return exp.Coalesce(this=left.copy(), expressions=[none])
    return exp.Nullif(this=left.copy(), expression=none)


def _changes(draft: Draft, branch: Branch, spec: Balance | Exposure) -> str:
    """How many spells open less how many close on each day, for the windows of both times."""

    def made() -> exp.Query:
        if branch.changes:
            return _held(draft, branch, spec)
        opened, closed = (_changed(draft, branch, spec, end) for end in ("opens", "closes"))
        return exp.Union(this=opened, expression=closed, distinct=False)

    return draft.once((branch.shape, rows_read(branch)), "changes", made)


def _held(draft: Draft, branch: Branch, spec: Balance | Exposure) -> exp.Select:
    """The same from a rollup, for each period that it holds."""
    day, change = (column(n, branch.dataset.name) for n in (spec.opens, branch.changes))
    source = source_of(draft, branch).where(
        exp.LT(this=day, expression=_last(draft, branch)), copy=False
    )
    shown = [*dimension_columns(draft, branch), alias(day.copy(), _DAY)]
    source.select(*shown, alias(exp.Sum(this=change), _CHANGE), copy=False)
    return source.group_by(*first(len(shown)), copy=False)


def _last(draft: Draft, branch: Branch) -> exp.Expr:
    """The day after all windows."""
    return draft.bind(max(w.end for w in (*branch.windows, *branch.compared)))


def _changed(draft: Draft, branch: Branch, spec: Balance | Exposure, end: str) -> exp.Select:
    """One end of the spells: each day's number. A spell that closes early was never open."""
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    last = _last(draft, branch)
    source = source_of(draft, branch).where(exp.LT(this=opens, expression=last), copy=False)
    day: exp.Expr = opens.copy()
    change: exp.Expr = exp.Count(this=exp.Star())
    if end == "closes":
        day, change = _later_of(day, closes), exp.Neg(this=change)
        source.where(exp.LT(this=closes.copy(), expression=last.copy()), copy=False)
    shown = [*dimension_columns(draft, branch), alias(as_day(day), _DAY)]
    source.select(*shown, alias(change, _CHANGE), copy=False)
    return source.group_by(*first(len(shown)), copy=False)


def _later_of(one: exp.Expr, other: exp.Expr) -> exp.Greatest:
    """The later of two days, neither of which is empty."""
    return exp.Greatest(this=one, expressions=[other], ignore_nulls=True)


def _edge(spec: Balance | Exposure, days: Days) -> exp.Expr:
    """The day before which a spell has opened, to be open at the edge of a window."""
    return days.starts if isinstance(spec, Balance) and spec.at == "start" else days.ends


def _open(spec: Balance, branch: Branch, days: Days) -> exp.Expr:
    """Open on the last day of the window (or on the day before it)."""
    edge = _edge(spec, days)
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    return both(
        exp.LT(this=opens, expression=edge),
        or_null(exp.GTE(this=closes, expression=edge.copy()), closes.copy()),
    )


def _overlapping(spec: Exposure, branch: Branch, days: Days) -> exp.Expr:
    opens = column(spec.opens, branch.dataset.name)
    closes = column(spec.closes, branch.dataset.name)
    closes_later = both(
        exp.GT(this=closes, expression=days.starts), exp.GT(this=closes.copy(), expression=opens)
    )
    return both(
        exp.LT(this=opens.copy(), expression=days.ends), or_null(closes_later, closes.copy())
    )


def snapshot(draft: Draft, scan: Scan, spec: Snapshot, days: Days) -> exp.Select:
    """The rows of the last snapshot at or before the window's last day, if not too old."""
    taken = _taken(draft, scan.branch, spec, days)
    day = as_day(column(spec.time, scan.branch.dataset.name))
    same = exp.EQ(this=day, expression=column("taken", taken))
    source = join(source_of(draft, scan.branch), table(taken), same)
    return grouped(draft, scan, source, days, period=column(PERIOD, taken))


def _taken(draft: Draft, branch: Branch, spec: Snapshot, days: Days) -> str:
    """Which snapshot counts in each window; shared by scans over the same windows."""
    key = (branch.dataset.name, spec.time, spec.carry_days, days.windows)
    if key in draft.taken:
        return draft.taken[key]
    name = f"{branch.dataset.name}_taken_{len(draft.taken) + 1}"
    day = as_day(column(spec.time, branch.dataset.name))
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
