"""The plain sentences that belong beside a number: what is unfinished, cut or still maturing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.model import Dimension, Metric
from metrics.planner.maturity import young_from
from metrics.planner.parts import Branch, RoutedDimension, Window
from metrics.planner.standing import spell, standing
from metrics.planner.windows import Reading
from metrics.query import MetricQuery
from metrics.result import Gap


@dataclass(frozen=True, slots=True)
class Reader:
    """What a careful reader of the answer would look at.

    ``maturing`` are the metrics, asked or parts of such, whose rows must be old enough; ``mixes``
    has the dimension that each metric is judged by, where there is one.
    """

    query: MetricQuery
    metrics: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    branches: tuple[Branch, ...]
    reading: Reading
    as_of: date
    parameters: Mapping[str, int]
    maturing: tuple[Metric, ...]
    mixes: Mapping[str, Dimension]


def caveats(reader: Reader) -> Iterator[str]:
    """All that a careful reader of the number must know, most important first."""
    query, reading = reader.query, reader.reading
    yield from _beginning(query, reading.windows[0])
    yield from _ending(reader)
    compares = query.compare_to is not None and query.compare_to != "goal"
    if compares and not reading.compared:
        yield "There is nothing to compare with: the data do not cover the earlier period."
    yield from _looking_back(reader)
    yield from _ranking(query)
    for dimension in reader.dimensions:
        if dimension.as_of_today:
            yield f"{dimension.label} is that of today: what is older has had longer to change."
    yield from _bridged(reader.branches)
    for metric in reader.maturing:
        yield from _maturity(metric, reader)
    for metric in reader.metrics:
        yield from _mixed(metric, reader)
        yield from metric.caveats
        yield from standing(metric)


def is_mixed(metric: Metric, query: MetricQuery) -> bool:
    """Whether each number counts together what the metric is to be judged by one at a time."""
    one = {f.dimension for f in query.filters if f.op == "in" and len(f.values) == 1}
    return bool(metric.judged_by) and metric.judged_by not in one | set(query.dimensions)


def left_out_from(branches: tuple[Branch, ...], reading: Reading) -> date | None:
    """The day from which on rows of all branches are too young and left out; None: none is."""
    days = [branch.cutoff for branch in branches if branch.cutoff is not None]
    young = min(days, default=reading.windows[-1].end)
    return young if len(days) == len(branches) and young < reading.windows[-1].end else None


def say_gaps(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """A sentence for each table with loads that did not come.

    >>> say_gaps([Gap("claim", date(2026, 10, 9))])
    ('The claim data of October 9, 2026 never came: what they held is missing here.',)
    """
    return tuple(
        f"T{named[1:]} never came: what they held is missing here." for named in name_gaps(gaps)
    )


def name_gaps(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """The loads that did not come, one text a table.

    >>> name_gaps([Gap("claim", date(2026, 10, 9)), Gap("claim", date(2026, 10, 11))])
    ('the claim data of October 9, 2026 and October 11, 2026',)
    """
    days: dict[str, list[date]] = {}
    for gap in gaps:
        days.setdefault(gap.table, []).append(gap.day)
    return tuple(
        f"the {table.replace('_', ' ')} data of {_spelled(missed)}"
        for table, missed in days.items()
    )


_DAY = timedelta(days=1)
_DAYS_NAMED = 3


def _spelled(days: list[date]) -> str:
    """The days one by one, or how many there are between the first and the last."""
    if len(days) > _DAYS_NAMED:
        return f"{len(days)} days from {spell(days[0])} to {spell(days[-1])}"
    *most, last = [spell(day) for day in days]
    return " and ".join(filter(None, ["; ".join(most), last]))


def _beginning(query: MetricQuery, first: Window) -> Iterator[str]:
    start = query.time_range.start if query.time_range else None
    if query.grain is None and start is not None and start < first.start:
        yield f"The data start on {spell(first.start)}."
    elif query.grain is not None and first.period < first.start:
        yield f"The first period is not complete: it is counted from {spell(first.start)}."


def _ending(reader: Reader) -> Iterator[str]:
    """Where the last period ends; the day that young rows are left out from is told with them."""
    query, reading = reader.query, reader.reading
    last, young = reading.windows[-1], left_out_from(reader.branches, reading)
    if reading.unfinished is None:
        if query.time_range is not None and query.time_range.end > last.end and young is None:
            yield f"The data reach through {spell(last.end - _DAY)}."
        return
    if young is None:
        yield f"The last period is not complete: it is counted through {spell(last.end - _DAY)}."
    if reading.compared:
        then, end = reading.compared[-1], max(young or last.end, last.start)
        same = then.end - then.start == end - last.start
        days = "the same number of" if same else f"{(then.end - then.start).days}"
        yield f"It is compared with {days} days: {spell(then.start)} to {spell(then.end - _DAY)}."


def _looking_back(reader: Reader) -> Iterator[str]:
    """That the data do not reach back as far as a rolling or cumulative value asks."""
    wide = [b for b in reader.branches if b.frame.kind != "period"]
    if any(len(b.windows) < len(reader.reading.windows) for b in wide):
        yield "Where the data do not reach back far enough, there is no value."


def _ranking(query: MetricQuery) -> Iterator[str]:
    if query.dimensions and _asks_for_the_least(query):
        yield "Only what occurs is listed: what has none at all is not."
    if query.limit is not None:
        yield "Where several tie for the last place, the first by name is listed."


def _asks_for_the_least(query: MetricQuery) -> bool:
    ranked = any(o.direction == "asc" and o.by in query.metrics for o in query.order_by)
    return ranked or any(h.op in ("<", "<=") or 0 in h.values for h in query.having)


def _bridged(branches: Iterable[Branch]) -> Iterator[str]:
    """That a row counts under several values, so that the parts exceed the total."""
    for branch in branches:
        for routed in branch.dimensions:
            yield from _crossing(branch, routed)


def _crossing(branch: Branch, routed: RoutedDimension) -> Iterator[str]:
    if routed.bridge is not None:
        label = routed.dimension.label.lower()
        yield (
            f"{branch.metric.label}: each counts under every {label} that it has, so the parts "
            "add up to more than the total."
        )


def _mixed(metric: Metric, reader: Reader) -> Iterator[str]:
    """That values are counted together that are to be judged one by one."""
    if is_mixed(metric, reader.query):
        dimension = reader.mixes[metric.name]
        yield (
            f"All {dimension.plural.lower()} are counted together here, so no better or worse is "
            f"told: ask by {dimension.label.lower()}, or for one of them."
        )


def _maturity(metric: Metric, reader: Reader) -> Iterator[str]:
    if metric.maturity is None:
        return
    young = young_from(metric.maturity, reader.as_of, reader.parameters)
    if reader.reading.windows[-1].end <= young:
        return
    match metric.maturity.immature:
        case "exclude":
            yield f"{metric.maturity.reason} Counted are those through {spell(young - _DAY)}."
        case "refuse":
            yield f"{metric.maturity.reason} There are values through {spell(young - _DAY)}."
        case "label":
            yield metric.maturity.reason
