"""Branches over the same rows are read in one scan: grouped by dimensions and period."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from metrics.compiler.dated import dated
from metrics.compiler.days import Days, branch_days
from metrics.compiler.draft import (
    PERIOD,
    Draft,
    Scan,
    Time,
    alias,
    both,
    column,
    join,
    or_null,
    rows_of,
    select,
    table,
)
from metrics.compiler.grouping import grouped
from metrics.compiler.sources import source_of
from metrics.model import Balance, Conversion, Exposure, Simple, Snapshot
from metrics.planner import Branch, rows_read


def scans_of(draft: Draft) -> Iterator[Scan]:
    """What is to be read: branches that differ in what they aggregate alone share a scan."""
    times: tuple[Time, ...] = ("current", "previous")
    groups: dict[tuple[object, ...], list[tuple[int, Branch]]] = {}
    for number, branch in enumerate(draft.plan.branches):
        for time in times:
            if branch.windows if time == "current" else branch.compared:
                read = (time, branch.shape, *rows_read(branch))
                groups.setdefault(read, []).append((number, branch))
    for place, (key, branches) in enumerate(groups.items(), start=1):
        time = "previous" if key[0] == "previous" else "current"
        yield Scan(f"scan_{place}", time, tuple(branches))


def scan_query(draft: Draft, scan: Scan) -> exp.Select:
    """``SELECT dimensions, period, values``; the period only of a series."""
    branch, days = scan.branch, branch_days(draft, scan.branch, scan.time)
    match branch.metric.type:
        case Simple(time=dated_by) | Conversion(time=dated_by):
            return dated(draft, scan, dated_by, days)
        case Balance() as spec:
            source = days.joined(source_of(draft, branch), _open(spec, branch, days))
            return grouped(draft, scan, source, days)
        case Exposure() as spec:
            overlap = _overlapping(spec, branch, days)
            return grouped(draft, scan, days.joined(source_of(draft, branch), overlap), days)
        case Snapshot() as spec:
            return _snapshot(draft, scan, spec, days)
        case _:
            raise TypeError(f"{branch.metric.name} is not a leaf")


def _open(spec: Balance, branch: Branch, days: Days) -> exp.Expr:
    """Open on the last day of the window (or on the day before it)."""
    edge = days.ends if spec.at == "end" else days.starts
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


def _snapshot(draft: Draft, scan: Scan, spec: Snapshot, days: Days) -> exp.Select:
    """The rows of the last snapshot at or before the window's last day, if not too old."""
    taken = _taken(draft, scan.branch, spec, days)
    day = _as_day(column(spec.time, scan.branch.dataset.name))
    same = exp.EQ(this=day, expression=column("taken", taken))
    source = join(source_of(draft, scan.branch), table(taken), same)
    return grouped(draft, scan, source, days, period=column(PERIOD, taken))


def _taken(draft: Draft, branch: Branch, spec: Snapshot, days: Days) -> str:
    """Which snapshot counts in each window; shared by scans over the same windows."""
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
