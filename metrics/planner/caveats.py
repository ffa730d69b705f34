"""The plain sentences that belong beside a number: what is unfinished, cut or still maturing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from metrics.model import Dimension, Metric
from metrics.planner.parts import Window
from metrics.planner.standing import spell, standing
from metrics.planner.windows import Reading
from metrics.query import MetricQuery


def caveats(
    query: MetricQuery,
    metrics: tuple[Metric, ...],
    dimensions: Iterable[Dimension],
    reading: Reading,
    as_of: date,
) -> Iterator[str]:
    """All that a careful reader of the number must know, most important first.

    ``dimensions`` are all that the query splits and filters by.
    """
    last = reading.windows[-1]
    yield from _beginning(query, reading.windows[0])
    if reading.unfinished is not None:
        yield f"The last period is not complete: it is counted through {spell(last.end - _DAY)}."
        if reading.compared:
            then = reading.compared[-1]
            same = then.end - then.start == last.end - last.start
            days = "the same number of" if same else f"{(then.end - then.start).days}"
            yield (
                f"It is compared with {days} days: "
                f"{spell(then.start)} to {spell(then.end - _DAY)}."
            )
    elif query.time_range is not None and query.time_range.end > last.end:
        yield f"The data reach through {spell(last.end - _DAY)}."
    if query.compare_to is not None and not reading.compared:
        yield "There is nothing to compare with: the data do not cover the earlier period."
    yield from _ranking(query)
    for dimension in dimensions:
        if dimension.as_of_today:
            yield f"{dimension.label} is that of today: what is older has had longer to change."
    for metric in metrics:
        yield from _maturity(metric, last.end, as_of)
        yield from metric.caveats
        yield from standing(metric)


def cutoff(metric: Metric, as_of: date) -> date | None:
    """The first day whose rows are too young to count, where the metric leaves them out."""
    if metric.maturity is None or metric.maturity.immature != "exclude":
        return None
    return as_of + _DAY - timedelta(days=metric.maturity.after_days)


_DAY = timedelta(days=1)


def _beginning(query: MetricQuery, first: Window) -> Iterator[str]:
    start = query.time_range.start if query.time_range else None
    if query.grain is None and start is not None and start < first.start:
        yield f"The data start on {spell(first.start)}."
    elif query.grain is not None and first.period < first.start:
        yield f"The first period is not complete: it is counted from {spell(first.start)}."


def _ranking(query: MetricQuery) -> Iterator[str]:
    if query.dimensions and _asks_for_the_least(query):
        yield "Only what occurs is listed: what has none at all is not."
    if query.limit is not None:
        yield "Where several tie for the last place, the first by name is listed."


def _asks_for_the_least(query: MetricQuery) -> bool:
    ranked = any(o.direction == "asc" and o.by in query.metrics for o in query.order_by)
    return ranked or any(h.op in ("<", "<=") or 0 in h.values for h in query.having)


def _maturity(metric: Metric, end: date, as_of: date) -> Iterator[str]:
    if metric.maturity is None:
        return
    young = as_of + _DAY - timedelta(days=metric.maturity.after_days)
    if end <= young:
        return
    if metric.maturity.immature == "exclude":
        yield f"{metric.maturity.reason} Counted are those through {spell(young - _DAY)}."
    else:
        yield metric.maturity.reason
