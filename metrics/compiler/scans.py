"""Branches over the same rows are read in one scan: grouped by dimensions and period."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from metrics.compiler.aggregates import decomposes, is_count, partials, recombined, value_of
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
from metrics.compiler.following import followed
from metrics.compiler.sources import dimension_columns, source_of
from metrics.model import Balance, Conversion, Exposure, Expression, Simple, Snapshot
from metrics.planner import Branch


def scans_of(draft: Draft) -> Iterator[Scan]:
    """What is to be read: branches that differ in what they aggregate alone share a scan."""
    times: tuple[Time, ...] = ("current", "previous")
    groups: dict[tuple[object, ...], list[tuple[int, Branch]]] = {}
    for number, branch in enumerate(draft.plan.branches):
        for time in times:
            if branch.windows if time == "current" else branch.compared:
                groups.setdefault((time, *_rows_read(branch)), []).append((number, branch))
    for place, (key, branches) in enumerate(groups.items(), start=1):
        time = "previous" if key[0] == "previous" else "current"
        yield Scan(f"scan_{place}", time, tuple(branches))


def scan_query(draft: Draft, scan: Scan) -> exp.Select:
    """``SELECT dimensions, period, values``; the period only of a series."""
    branch, days = scan.branch, branch_days(draft, scan.branch, scan.time)
    match branch.metric.type:
        case Simple(time=dated_by) | Conversion(time=dated_by):
            return _dated(draft, scan, dated_by, days)
        case Balance() as spec:
            return _grouped(
                draft, scan, days.joined(_source(draft, scan), _open(spec, branch, days)), days
            )
        case Exposure() as spec:
            overlap = _overlapping(spec, branch, days)
            return _grouped(draft, scan, days.joined(_source(draft, scan), overlap), days)
        case Snapshot() as spec:
            return _snapshot(draft, scan, spec, days)
        case _:
            raise TypeError(f"{branch.metric.name} is not a leaf")


def _rows_read(branch: Branch) -> tuple[object, ...]:
    """What two branches must have in common to be read together."""
    where = _where(branch)
    spec = branch.metric.type
    match spec:
        case Simple(time=dated_by):
            how: tuple[object, ...] = (dated_by, decomposes(branch) or len(branch.windows) == 1)
        case Balance(opens=opens, closes=closes, at=at):
            how = (opens, closes, at)
        case Exposure(opens=opens, closes=closes):
            how = (opens, closes)
        case Snapshot(time=dated_by, carry_days=days):
            how = (dated_by, days)
        case _:
            how = (branch.metric.name, branch.within)
    rows = (branch.dataset.name, where and where.text, branch.filters, branch.dimensions)
    return (type(spec), *how, *rows, branch.windows, branch.compared, branch.cutoff)


def _where(branch: Branch) -> Expression | None:
    spec = branch.metric.type
    if isinstance(spec, Exposure):
        return spec.where
    return None if not hasattr(spec, "measure") else spec.measure.where


def _source(draft: Draft, scan: Scan) -> exp.Select:
    return source_of(draft, scan.branch, _where(scan.branch))


def _dated(draft: Draft, scan: Scan, dated_by: str, days: Days) -> exp.Select:
    """Rows that one column dates, by the windows they lie in."""
    branch, source = scan.branch, _source(draft, scan)
    if not dated_by:  # no day belongs to the rows: all of them count
        return _grouped(draft, scan, source, days)
    day = column(dated_by, branch.dataset.name)
    if isinstance(branch.metric.type, Conversion):
        followed(draft, source, branch, branch.metric.type, days.hull(day))
    if days.name:
        source.where(days.hull(day), copy=False)
        if decomposes(branch):
            return _by_day_first(draft, scan, source, day, days)
    return _grouped(draft, scan, days.joined(source, days.within(day)), days)


def _by_day_first(
    draft: Draft, scan: Scan, source: exp.Select, day: exp.Column, days: Days
) -> exp.Select:
    """Group by the raw day before looking up its period: far fewer rows meet the periods."""
    names = [d.name for d in draft.plan.dimensions]
    shown = [*dimension_columns(draft, scan.branch), alias(day.copy(), "day")]
    told = [part for name, branch in scan.columns for part in partials(branch, days, name)]
    values = [alias(value, name) for name, value in told]
    inner = source.select(*shown, *values, copy=False).group_by(*_first(len(shown)), copy=False)
    named = exp.TableAlias(this=exp.to_identifier("days", quoted=True))
    outer = select(
        *(alias(column(name, "days"), name) for name in names),
        alias(days.period, PERIOD),
        *(alias(recombined(branch, name, "days"), name) for name, branch in scan.columns),
    ).from_(exp.Subquery(this=inner, alias=named), copy=False)
    outer = days.joined(outer, days.within(column("day", "days")))
    return outer.group_by(*_first(len(names) + 1), copy=False)


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
    source = join(_source(draft, scan), table(taken), same)
    return _grouped(draft, scan, source, days, period=column(PERIOD, taken))


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


def _grouped(
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
    grouped = source.select(*keys, *values, copy=False)
    return grouped.group_by(*_first(len(keys)), copy=False) if keys else grouped


def _told(branch: Branch, days: Days, *, whole: bool) -> exp.Expr:
    """The value; where no rows at all mean that nothing is known, a count of them is empty."""
    value = value_of(branch, days)
    if not whole or not is_count(branch) or branch.metric.missing == "zero":
        return value
    any_rows = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=any_rows, true=value)])


def _first(count: int) -> list[exp.Expr]:
    return [exp.Literal.number(i + 1) for i in range(count)]
