"""Rows that one column dates, added up in the shape that the plan has chosen for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from metrics.compiler.aggregates import partials, recombined
from metrics.compiler.days import Days, hull
from metrics.compiler.draft import (
    PERIOD,
    Draft,
    Scan,
    alias,
    as_day,
    column,
    join,
    rows_of,
    select,
    subquery,
    table,
)
from metrics.compiler.following import followed
from metrics.compiler.grouping import first, grouped
from metrics.compiler.sources import dimension_columns, joined, own_rows, source_of
from metrics.errors import CompilationError
from metrics.model import Conversion
from metrics.planner import foreign_key, rows_read


def dated(draft: Draft, scan: Scan, dated_by: str, days: Days) -> exp.Select:
    """``SELECT dimensions, period, values`` of the rows that lie in the windows."""
    branch, day = scan.branch, column(dated_by, scan.branch.dataset.name)
    if not dated_by:  # no day belongs to the rows: all of them count
        return grouped(draft, scan, source_of(draft, branch), days)
    match branch.shape:
        case "by_key":
            return _by_key_first(draft, scan, day, days)
        case "by_day_once":
            return _by_period(draft, scan, table(_once(draft, scan, day), "days"), days)
        case "by_day" if days.name:
            within = hull(draft, days.windows, day)
            found = subquery(_by_day(draft, scan, day, within), "days")
            return _by_period(draft, scan, found, days)
        case "by_date" if days.name:
            return _by_date(draft, scan, day, days)
        case _:
            within = hull(draft, days.windows, day)
            source = _source(draft, scan, within)
            if days.name:
                source.where(within.copy(), copy=False)
            return grouped(draft, scan, days.joined(source, days.within(day)), days)


def _source(draft: Draft, scan: Scan, within: exp.Expr) -> exp.Select:
    """The branch's rows, each with the events that follow it where the metric counts those."""
    branch, source = scan.branch, source_of(draft, scan.branch)
    if isinstance(branch.metric.type, Conversion):
        followed(draft, source, branch, branch.metric.type, within)
    return source


def _by_key_first(draft: Draft, scan: Scan, day: exp.Column, days: Days) -> exp.Select:
    """Group by the foreign key before it is looked up: far fewer rows meet the other tables."""
    branch, key = scan.branch, foreign_key(scan.branch)
    if key is None:
        raise CompilationError(f"{branch.metric.name} has no single key to be added up by.")
    name = branch.dataset.name
    rows = own_rows(draft, branch).where(days.within(day), copy=False)
    rows.select(column(key.column, name), *_parts(scan), copy=False)
    by_key = subquery(rows.group_by(*first(1), copy=False), name)
    outer = joined(draft, exp.Select().from_(by_key, copy=False), branch)
    shown = dimension_columns(draft, branch)
    outer.select(*shown, *_whole(scan, scan, name), copy=False)
    return outer.group_by(*first(len(shown)), copy=False)


def _once(draft: Draft, scan: Scan, day: exp.Column) -> str:
    """The days of both times, under the names that their values have in the current one."""
    branch = scan.branch

    def made() -> exp.Select:
        within = hull(draft, (*branch.windows, *branch.compared), day)
        return _by_day(draft, replace(scan, time="current"), day, within)

    return draft.once((branch.shape, rows_read(branch)), "days", made)


def _by_day(draft: Draft, scan: Scan, day: exp.Column, within: exp.Expr) -> exp.Select:
    """Group by the raw day before looking up its period: far fewer rows meet the periods."""
    shown = [*dimension_columns(draft, scan.branch), alias(day.copy(), "day")]
    source = _source(draft, scan, within).where(within.copy(), copy=False)
    source.select(*shown, *_parts(scan), copy=False)
    return source.group_by(*first(len(shown)), copy=False)


def _by_period(draft: Draft, scan: Scan, by_day: exp.Expr, days: Days) -> exp.Select:
    """From values of days to those of the periods that they lie in."""
    names = [d.name for d in draft.plan.dimensions]
    told = replace(scan, time="current") if scan.branch.shape == "by_day_once" else scan
    outer = select(
        *(alias(column(name, "days"), name) for name in names),
        alias(days.period, PERIOD),
        *_whole(scan, told, "days"),
    ).from_(by_day, copy=False)
    outer = days.joined(outer, days.within(column("day", "days")))
    return outer.group_by(*first(len(names) + 1), copy=False)


def _by_date(draft: Draft, scan: Scan, day: exp.Column, days: Days) -> exp.Select:
    """Rows join their periods by an equal day: to compare each with the edges takes far longer."""
    within = hull(draft, days.windows, day)
    name = _dates(draft, scan, day, days)
    source = source_of(draft, scan.branch).where(within, copy=False)
    join(source, table(name), exp.EQ(this=as_day(day.copy()), expression=column("day", name)))
    return grouped(draft, scan, source, days, period=column(PERIOD, name))


def _dates(draft: Draft, scan: Scan, day: exp.Column, days: Days) -> str:
    """The days on which there are rows at all, each with the periods that it lies in."""
    dataset = scan.branch.dataset

    def made() -> exp.Select:
        occurring = select(alias(as_day(day.copy()), "day")).distinct(copy=False)
        occurring.from_(table(rows_of(draft, dataset), dataset.name), copy=False)
        occurring.where(hull(draft, days.windows, day), copy=False)
        found = select(column("day", "days"), column(PERIOD, days.name))
        found.from_(subquery(occurring, "days"), copy=False)
        return days.joined(found, days.within(column("day", "days")))

    return draft.once(("by_date", dataset.name, day.name, days.windows), "dates", made)


def _parts(scan: Scan) -> list[exp.Expr]:
    """What each part of the rows tells, for every value of the scan."""
    return [
        alias(value, part)
        for name, branch in scan.columns
        for part, value in partials(branch, name)
    ]


def _whole(scan: Scan, told: Scan, table_name: str) -> Iterator[exp.Expr]:
    """The values of the scan, from the parts that the table tells under the names of ``told``."""
    for (name, branch), (part, _) in zip(scan.columns, told.columns, strict=True):
        yield alias(recombined(branch, part, table_name), name)
