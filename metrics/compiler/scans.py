"""Branches over the same rows are read in one scan: grouped by dimensions and period."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from metrics.compiler.dated import dated
from metrics.compiler.days import branch_days
from metrics.compiler.draft import Draft, Scan, Time
from metrics.compiler.states import snapshot, spells
from metrics.model import Balance, Conversion, Exposure, Simple, Snapshot
from metrics.planner import Branch, RowsRead, Shape, rows_read


def scans_of(draft: Draft) -> Iterator[Scan]:
    """What is to be read: branches that differ in what they aggregate alone share a scan."""
    times: tuple[Time, ...] = ("current", "previous")
    groups: dict[tuple[Time, Shape, RowsRead], list[tuple[int, Branch]]] = {}
    for number, branch in enumerate(draft.plan.branches):
        for time in times:
            if branch.windows if time == "current" else branch.compared:
                read = (time, branch.shape, rows_read(branch))
                groups.setdefault(read, []).append((number, branch))
    for place, ((time, _, _), branches) in enumerate(groups.items(), start=1):
        yield Scan(f"scan_{place}", time, tuple(branches))


def scan_query(draft: Draft, scan: Scan) -> exp.Select:
    """``SELECT dimensions, period, values``; the period only of a series."""
    branch, days = scan.branch, branch_days(draft, scan.branch, scan.time)
    match branch.metric.type:
        case Simple(time=dated_by) | Conversion(time=dated_by):
            return dated(draft, scan, dated_by, days)
        case Balance() | Exposure() as spec:
            return spells(draft, scan, spec, days)
        case Snapshot() as spec:
            return snapshot(draft, scan, spec, days)
        case _:
            raise TypeError(f"{branch.metric.name} is not a leaf")
