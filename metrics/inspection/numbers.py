"""Numbers as people get them: fresh, equal to their golden values, never below nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from metrics.catalog import Catalog
from metrics.certification import GoldenValue
from metrics.errors import QueryError
from metrics.governance import OPERATOR, Refusal
from metrics.inspection.bench import Bench, Look, found
from metrics.inspection.findings import Finding
from metrics.model import (
    Balance,
    Conversion,
    Cumulative,
    Dataset,
    Exposure,
    Metric,
    Ratio,
    Simple,
    Snapshot,
)
from metrics.planner import is_late, is_undated, reach_of
from metrics.query import Filter, MetricQuery, TimeRange
from metrics.result import Cell, Result

_DAY = timedelta(days=1)


def freshness(bench: Bench) -> Iterator[Look]:
    """Every table is in the load log, and loaded as far as its datasets promise."""
    if bench.catalog.company.freshness is None:
        return
    for dataset in bench.catalog.datasets.values():
        look = partial(_freshness, bench, dataset)
        yield Look(dataset.name, f"how fresh {dataset.name} is", dataset.origin, look)


def golden(bench: Bench) -> Iterator[Look]:
    """Every golden value is still what the metric gives."""
    for metric in _answered(bench):
        for value in metric.golden:
            look = partial(_golden, bench, metric, value)
            yield Look(metric.name, f"golden values of {metric.name}", metric.origin, look)


def invariants(bench: Bench) -> Iterator[Look]:
    """Every metric can be asked for by month, has a value somewhere, and no impossible one.

    One whose rows carry no day is asked for as it is now.
    """
    for metric in _answered(bench):
        look = partial(_invariants, bench, metric)
        words = "as it is now" if is_undated(metric, bench.catalog) else "by month"
        yield Look(metric.name, f"{metric.name} {words}", metric.origin, look)


def _answered(bench: Bench) -> Iterator[Metric]:
    """Metrics that people can ask for and that are answered: those before their sunset."""
    today = bench.layer.today(bench.now)
    for metric in bench.catalog.askable:
        if metric.sunset is None or metric.sunset >= today:
            yield metric


def _freshness(bench: Bench, dataset: Dataset) -> Iterator[Finding]:
    through = bench.layer.tables_through()
    unlogged = [table for table in dataset.tables if table not in through]
    if unlogged:
        message = (
            f'The load log knows nothing of {", ".join(unlogged)}, which "{dataset.name}" reads.'
        )
        advice = "How far its data reach is not known: log its loads."
        yield found("warning", "freshness", dataset, message, advice)
    if is_late(dataset, through, bench.now, bench.catalog.calendar):
        reach = reach_of(dataset, through)
        tables = ", ".join(t for t in dataset.tables if through.get(t) == reach)
        message = (
            f'Dataset "{dataset.name}" is late: loaded through {reach} ({tables}), promised '
            f"within {dataset.late_after_hours} hours."
        )
        yield found("warning", "freshness", dataset, message, "Look at its loads.")


def _golden(bench: Bench, metric: Metric, value: GoldenValue) -> Iterator[Finding]:
    dated = value.end is not None
    if dated == is_undated(metric, bench.catalog):
        return  # nobody can ask for it: the review says so
    query = MetricQuery(
        (metric.name,),
        filters=tuple(Filter(name, "in", values) for name, values in value.filters),
        time_range=TimeRange(value.start, value.end) if value.end is not None else None,
    )
    only = "".join(f", {name} {' or '.join(values)}" for name, values in value.filters)
    days = f"from {value.start} to before {value.end}" if dated else "as it is now"
    what = f'Metric "{metric.name}" {days}{only}'
    result = _ask(bench, query)
    if isinstance(result, str):
        yield found("problem", "golden", metric, f"{what} cannot be asked for: {result}")
        return
    cell = result.rows[0][-1] if result.rows else None
    if not agrees(cell, value.value):
        yield found(
            "problem",
            "golden",
            metric,
            f"{what} is {'empty' if cell is None else cell}; "
            f"its golden value of {value.on} is {value.value}.",
            "Find out which of the two is wrong before anybody uses it.",
        )


def agrees(cell: Cell, value: Decimal) -> bool:
    """Whether a number rounds to ``value`` at as many decimals as that has.

    >>> agrees(0.03449, Decimal("0.034")), agrees(Decimal("2.5"), Decimal("2"))
    (True, False)
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    exact = Decimal(str(cell))
    return exact.is_finite() and exact.quantize(value, ROUND_HALF_UP) == value


def _invariants(bench: Bench, metric: Metric) -> Iterator[Finding]:
    undated = is_undated(metric, bench.catalog)
    result = _ask(bench, _as_it_is(metric) if undated else _by_month(bench, metric))
    if isinstance(result, str):
        how = "" if undated else " by month"
        message = f'Metric "{metric.name}" cannot be asked for{how}: {result}'
        yield found("problem", "invariants", metric, message)
        return
    if not any(row[-1] for row in result.rows) and not result.suppressed:
        message = f'Metric "{metric.name}" is 0 or empty{"" if undated else " in every month"}.'
        advice = "Look at its conditions; people will be told that there is nothing."
        yield found("warning", "invariants", metric, message, advice)
    below = [row[0] for row in result.rows if _is_negative(row[-1])]
    if below and never_negative(metric, bench.catalog):
        when = "" if undated else f" in {_months(below)}"
        message = f'Metric "{metric.name}" is below zero{when}.'
        advice = "It counts things: look for signs, or for corrections that were loaded as rows."
        yield found("problem", "invariants", metric, message, advice)


def _as_it_is(metric: Metric) -> MetricQuery:
    return MetricQuery((metric.name,))


def _by_month(bench: Bench, metric: Metric) -> MetricQuery:
    through = bench.layer.data_through(metric.name) or bench.layer.today(bench.now)
    return MetricQuery((metric.name,), time_range=TimeRange(None, through + _DAY), grain="month")


def _months(cells: list[Cell]) -> str:
    first = cells[0].isoformat()[:7] if isinstance(cells[0], date) else cells[0]
    return f"{len(cells)} month{'' if len(cells) == 1 else 's'}, first in {first}"


def never_negative(metric: Metric, catalog: Catalog) -> bool:
    """Whether it cannot be below zero: it counts things or time, or is made of such alone."""
    match metric.type:
        case Ratio(numerator, denominator):
            parts = (catalog.metric(numerator), catalog.metric(denominator))
            return all(never_negative(part, catalog) for part in parts)
        case Simple(measure=measure) | Balance(measure=measure) | Snapshot(measure=measure):
            counted = measure.aggregation in ("count", "count_distinct")
            return counted or metric.format == "integer"
        case Cumulative(metric=part):
            return never_negative(catalog.metric(part), catalog)
        case Exposure(per_day=price):
            return price is None
        case Conversion():
            return True
        case _:
            return False


def _ask(bench: Bench, query: MetricQuery) -> Result | str:
    """The result, or why there is none, in one sentence."""
    try:
        result = bench.layer.ask(query, OPERATOR, now=bench.now, timeout_s=bench.timeout_s)
    except QueryError as error:
        return f"{error.message} {error.next_step}".strip()
    return result.message if isinstance(result, Refusal) else result


def _is_negative(value: Cell) -> bool:
    return isinstance(value, int | float | Decimal) and value < 0
