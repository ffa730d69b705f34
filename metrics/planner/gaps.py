"""Whether a load that did not come is missing from what a plan reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from metrics.model import Balance, Exposure, Metric, Snapshot
from metrics.planner.parts import Branch, Plan
from metrics.query import TimeRange
from metrics.result import Gap


def lacks(planned: Plan, gap: Gap) -> bool:
    """Whether days that the plan reads, or compares with, lack rows of a load that did not come.

    A state lacks the rows of all loads before it. Where a metric's rows take some days to come in
    (``maturity``), those of a period are in the loads of as many days after it too.
    """
    lag = max((slow(output.metric) for output in planned.outputs), default=timedelta(0))
    return any(
        gap.table in dataset.tables and _within(gap, branch, max(lag, slow(branch.metric)))
        for branch in planned.branches
        for dataset in branch.datasets
    )


def slow(metric: Metric) -> timedelta:
    """How long a period's rows are still coming in; nothing where the metric does not say."""
    maturity = metric.maturity
    keeps = maturity is not None and maturity.immature == "label"
    return timedelta(days=maturity.after_days) if maturity and keeps else timedelta(0)


def _within(gap: Gap, branch: Branch, lag: timedelta) -> bool:
    return any(
        (days.start is None or days.start <= gap.day) and gap.day < days.end + lag
        for days in _days(branch)
    )


def _days(branch: Branch) -> Iterator[TimeRange]:
    for window in (*branch.windows, *branch.compared):
        match branch.metric.type:
            case Balance() | Exposure():
                yield TimeRange(None, window.end)
            case Snapshot(carry_days=days):
                yield TimeRange(window.end - timedelta(days=days + 1), window.end)
            case _:
                yield TimeRange(window.start, window.end)
