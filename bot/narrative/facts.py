"""What the wording works on: one result, taken apart once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.narrative.numbers import number_of
from bot.narrative.times import Span, framed, say_day, say_period, say_range
from metrics.calendar import Calendar
from metrics.catalog import Catalog
from metrics.model import Balance, Grain, Metric, Snapshot
from metrics.planner import adds_up, is_mixed, is_part_of_goal, leaves
from metrics.query import MetricQuery, TimeRange
from metrics.result import Cell, Column, Result

Row = tuple[Cell, ...]

_DAY = timedelta(days=1)


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
        """Whether the result holds an earlier time to compare with."""
        return self.result.compared_range is not None

    @property
    def adds_up(self) -> bool:
        """Whether the parts of a split add up to the whole."""
        return adds_up(self.metric, self.catalog)

    @property
    def part_of_goal(self) -> bool:
        """Whether the numbers are parts of what the goal is for as a whole."""
        query, narrowed = self.result.query, self.result.narrowed
        return is_part_of_goal(self.metric, query, self.catalog, narrowed=narrowed)

    @property
    def beside_goal(self) -> bool:
        """Whether the result holds the goal to compare with."""
        return self.result.query.compare_to == "goal"

    def span(self, days: TimeRange) -> Span:
        """A range in the terms in which it was asked."""
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

    def metric_of(self, column: Column) -> Metric:
        """The definition of the metric that a column belongs to."""
        return self.catalog.metric(column.metric)

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
    """The metric, without good or bad where the query leaves them no meaning.

    Rows sorted by what they are by today are of different age: a claim that is not paid yet is
    young, not better. And some numbers are judged within one value of a dimension only.
    """
    metric = catalog.metric(name)
    aging = any(catalog.dimension(used).as_of_today for used in dimensions_of(query))
    return neutral(metric) if aging or is_mixed(metric, query) else metric


def neutral(metric: Metric) -> Metric:
    """The metric without good or bad."""
    return replace(metric, direction="neutral", goal=None)


def dimensions_of(query: MetricQuery) -> tuple[str, ...]:
    """All dimensions that the query splits and filters by."""
    return (*query.dimensions, *(condition.dimension for condition in query.filters))


def point_in_time(metric: Metric, catalog: Catalog) -> bool:
    """Whether the metric is a state at the end of a period, such as what is open."""
    kinds = [leaf.type for leaf in leaves(metric, catalog)]
    return all(isinstance(k, Balance | Snapshot) for k in kinds)


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
    return framed(facts.result.query, _when(facts))


def _when(facts: Facts) -> str:
    read, asked = facts.result.read_range, facts.result.query.time_range
    if read is None or (asked is None and facts.result.query.grain is None):
        return _as_of(facts)
    if point_in_time(facts.metric, facts.catalog):
        return _end_of(facts, read)
    end = counted_to(facts, read)
    if asked is not None and asked.end > end and _is_period(facts, asked):
        so_far = " so far" if asked.end > read.end else ""
        return f"{facts.span(asked)}{so_far} (through {say_day(end - _DAY)})"
    return str(facts.span(replace(read, end=end)))


def counted_to(facts: Facts, days: TimeRange) -> date:
    """The end of the days that count: young rows are left out, unless all of them are young."""
    young = facts.result.cutoff
    return min(young, days.end) if young and young > (days.start or date.min) else days.end


def when_compared(facts: Facts) -> str:
    """The time that the whole result is compared with."""
    days = facts.result.compared_range
    if days is None:
        return ""
    if point_in_time(facts.metric, facts.catalog):
        return _end_of(facts, days)
    return framed(facts.result.query, str(facts.span(days)))


def when_period(facts: Facts, start: date, grain: Grain) -> str:
    """The time of one period of a series; of one that is not read whole, the days that are."""
    return framed(facts.result.query, _when_period(facts, start, grain))


def _when_period(facts: Facts, start: date, grain: Grain) -> str:
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
    return f"on {say_day(days.end - _DAY)}"


def _as_of(facts: Facts) -> str:
    read = facts.result.read_range
    if read is None:
        return ""
    last = say_day(read.end - _DAY)
    return (
        f"{'on' if point_in_time(facts.metric, facts.catalog) else 'in all data through'} {last}"
    )
