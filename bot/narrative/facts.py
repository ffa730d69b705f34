"""What the wording works on: one result, taken apart once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.narrative.numbers import number_of, say_cell
from bot.narrative.times import Span, say_day, say_period, say_range
from metrics.calendar import Calendar
from metrics.catalog import Catalog
from metrics.model import Balance, Grain, Metric, Simple, Snapshot
from metrics.planner import leaves
from metrics.query import MetricQuery, TimeRange
from metrics.result import Cell, Column, Result

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A result and the definition of its first metric, as it may be judged here."""

    result: Result
    catalog: Catalog
    metric: Metric

    @property
    def calendar(self) -> Calendar:
        """The company's calendar."""
        return self.catalog.calendar

    @property
    def dimensions(self) -> tuple[int, ...]:
        """The positions of the dimensions' columns."""
        return tuple(i for i, c in enumerate(self.result.columns) if c.kind == "dimension")

    @property
    def compared(self) -> bool:
        """Whether the result holds something to compare with."""
        return self.result.compared_range is not None

    def span(self, days: TimeRange) -> Span:
        """A range in the terms in which was asked."""
        return say_range(days, self.calendar, self.result.query.naming)

    def position(self, kind: str, metric: str = "") -> int | None:
        """The position of a column by its kind, for the first metric unless another is named."""
        name = metric or self.metric.name
        wanted = ("" if kind in ("time", "dimension") else name, kind)
        found = (i for i, c in enumerate(self.result.columns) if (c.metric, c.kind) == wanted)
        return next(found, None)

    def value(self, row: Row, kind: str = "metric") -> float | None:
        """The first metric's value in a row, or what it is compared with (``previous``)."""
        position = self.position(kind)
        return None if position is None else number_of(row[position])

    def periods(self) -> Iterator[tuple[date, Row]]:
        """The rows with the first day of their period, oldest first; none without a grain."""
        position = self.position("time")
        if position is not None:
            dated = [(row[position], row) for row in self.result.rows]
            yield from sorted(
                ((day, row) for day, row in dated if isinstance(day, date)), key=lambda p: p[0]
            )


def facts_of(result: Result, catalog: Catalog) -> Facts:
    """The facts of a result."""
    return Facts(result, catalog, judged_metric(result.query.metrics[0], result.query, catalog))


def judged_metric(name: str, query: MetricQuery, catalog: Catalog) -> Metric:
    """The metric, without good or bad where the query sorts rows by what they are by today.

    A claim that is not paid yet is young, not better: periods of different age do not compare.
    """
    used = (*query.dimensions, *(condition.dimension for condition in query.filters))
    metric = catalog.metric(name)
    if any(catalog.dimension(dimension).as_of_today for dimension in used):
        return replace(metric, direction="neutral", goal=None)
    return metric


def point_in_time(metric: Metric, catalog: Catalog) -> bool:
    """Whether the metric is a state at the end of a period, such as what is open."""
    kinds = [leaf.type for leaf in leaves(metric, catalog)]
    return all(isinstance(k, Balance | Snapshot) for k in kinds)


def additive(metric: Metric) -> bool:
    """Whether the parts of a split add up to the whole."""
    kind = metric.type
    return isinstance(kind, Simple | Balance | Snapshot) and kind.measure.aggregation in (
        "count",
        "sum",
    )


def row_name(facts: Facts, row: Row) -> str:
    """The row's dimensions in words: ``Bike, West``."""
    names = [
        f"no {facts.result.columns[i].label.lower()}" if row[i] is None else say_cell(row[i])
        for i in facts.dimensions
    ]
    return ", ".join(names)


def ranked(facts: Facts) -> list[tuple[float, Row]]:
    """The rows that have a value of the first metric, highest first."""
    valued = [(facts.value(row), row) for row in facts.result.rows]
    return sorted(
        ((value, row) for value, row in valued if value is not None), key=lambda v: -v[0]
    )


def latest_whole(facts: Facts) -> tuple[date, list[Row]] | None:
    """The newest complete period, with its rows; the newest of all if none is complete."""
    grain, dated = facts.result.query.grain, list(facts.periods())
    if grain is None or not dated:
        return None
    whole = [day for day, _ in dated if is_complete(facts, day, grain)] or [d for d, _ in dated]
    return whole[-1], [row for day, row in dated if day == whole[-1]]


def when(facts: Facts) -> str:
    """The time of the whole result: ``in October 2026``; empty where time plays no part."""
    read, asked = facts.result.read_range, facts.result.query.time_range
    if read is None or (asked is None and facts.result.query.grain is None):
        return _as_of(facts)
    last = say_day(read.end - timedelta(days=1))
    if point_in_time(facts.metric, facts.catalog):
        return _end_of(facts, read)
    if asked is not None and asked.end > read.end and _is_period(facts, asked):
        return f"{facts.span(asked)} so far (through {last})"
    return str(facts.span(read))


def when_compared(facts: Facts) -> str:
    """The time that the whole result is compared with."""
    days = facts.result.compared_range
    if days is None:
        return ""
    if point_in_time(facts.metric, facts.catalog):
        return _end_of(facts, days)
    return str(facts.span(days))


def when_period(facts: Facts, start: date, grain: Grain) -> str:
    """The time of one period of a series; of one that is not read whole, the days that are."""
    span = say_period(start, grain, facts.calendar)
    read = facts.result.read_range
    if not read_whole(facts, start, grain) and read is not None:
        first = max(start, read.start or start)
        end = min(facts.calendar.shift(start, grain, 1), read.end)
        days = TimeRange(first, end)
        state = point_in_time(facts.metric, facts.catalog)
        return _end_of(facts, days) if state else str(say_range(days, facts.calendar))
    if point_in_time(facts.metric, facts.catalog) and grain != "day":
        return f"at the end of {span.name}"
    return str(span)


def read_whole(facts: Facts, start: date, grain: Grain) -> bool:
    """Whether all days of a series' period were read; an earlier one was, as it is compared."""
    read = facts.result.read_range
    if read is None or facts.calendar.shift(start, grain, 1) <= (read.start or start):
        return True
    state = point_in_time(facts.metric, facts.catalog)
    begun = state or read.start is None or read.start <= start
    return begun and facts.calendar.shift(start, grain, 1) <= read.end


def is_complete(facts: Facts, start: date, grain: Grain) -> bool:
    """Whether a period was read whole and all of its rows are old enough to count."""
    first = facts.result.unfinished
    return read_whole(facts, start, grain) and (first is None or start < first)


def so_far(facts: Facts) -> bool:
    """Whether what was read ends where the data do, rather than where the question does."""
    read, through = facts.result.read_range, facts.result.provenance[0].data_through
    return read is not None and through is not None and read.end > through


def before_period(facts: Facts, start: date, grain: Grain) -> date:
    """The period that one of a compared series is compared with."""
    compare_to = facts.result.query.compare_to or "previous_period"
    whole = facts.calendar.period(start, grain)
    return facts.calendar.before(whole, grain, compare_to).start or start


def period_label(facts: Facts, cell: Cell) -> str:
    """A period as a table shows it; one that is not over says so."""
    grain = facts.result.query.grain
    if not isinstance(cell, date) or grain is None:
        return str(cell)
    span: Span = say_period(cell, grain, facts.calendar)
    if is_complete(facts, cell, grain):
        return span.name
    if read_whole(facts, cell, grain):
        return f"{span.name} (too young)"
    last = cell == facts.result.unfinished and so_far(facts)
    return f"{span.name} ({'so far' if last else 'part'})"


def goal_grain(facts: Facts) -> Grain | None:
    """The grain of which each value is one whole period, which a goal may be held against."""
    query, read = facts.result.query, facts.result.read_range
    if query.grain is not None:
        latest = latest_whole(facts)
        whole = latest is not None and is_complete(facts, latest[0], query.grain)
        return query.grain if whole else None
    return facts.calendar.grain_of(read) if read and facts.result.unfinished is None else None


def mostly_too_young(facts: Facts) -> bool:
    """Whether less than half of the days read in total are old enough to count."""
    read, maturity = facts.result.read_range, facts.metric.maturity
    through = facts.result.provenance[0].data_through
    if facts.result.query.grain or read is None or read.start is None or through is None:
        return False
    if maturity is None or maturity.immature != "exclude":
        return False
    counted = through + timedelta(days=1 - maturity.after_days) - read.start
    return counted * 2 < read.end - read.start


def still_growing(facts: Facts) -> bool:
    """Whether the newest period is not over, or its rows are still being recorded."""
    read, maturity = facts.result.read_range, facts.metric.maturity
    if facts.result.unfinished is not None and facts.result.query.grain is None:
        return True
    through = facts.result.provenance[0].data_through
    if read is None or maturity is None or maturity.immature == "exclude" or through is None:
        return False
    return through - read.end + timedelta(days=1) < timedelta(days=maturity.after_days)


def metric_columns(result: Result) -> tuple[tuple[int, Column], ...]:
    """The columns that hold asked metrics, with their positions."""
    return tuple((i, c) for i, c in enumerate(result.columns) if c.kind == "metric")


def _is_period(facts: Facts, days: TimeRange) -> bool:
    """Whether the range is one whole period, or a named season."""
    if facts.calendar.grain_of(days):
        return True
    return facts.calendar.year_of(facts.result.query.naming, days) is not None


def _end_of(facts: Facts, days: TimeRange) -> str:
    """The moment of a state: the end of a whole period, or the day itself."""
    whole = facts.result.unfinished is None and facts.calendar.grain_of(days)
    if whole and whole != "day":
        return f"at the end of {facts.span(days).name}"
    return f"on {say_day(days.end - timedelta(days=1))}"


def _as_of(facts: Facts) -> str:
    read = facts.result.read_range
    if read is None:
        return ""
    last = say_day(read.end - timedelta(days=1))
    return (
        f"{'on' if point_in_time(facts.metric, facts.catalog) else 'in all data through'} {last}"
    )
