"""When better or worse may be told, and why not where it may not."""

from __future__ import annotations

from datetime import date, timedelta

from bot.narrative.facts import (
    Facts,
    Row,
    before_period,
    is_complete,
    judged_metric,
    latest_whole,
    neutral,
    point_in_time,
)
from metrics.model import Grain, Metric
from metrics.planner import leaves, slow
from metrics.query import TimeRange

TOO_EARLY = "too early to tell whether that is better or worse"
MISSING = "some data are missing, so it cannot be told whether that is better or worse"

_DAY = timedelta(days=1)


def has_verdict(metric: Metric) -> bool:
    """Whether more of the metric is good or bad, or there is a goal for it."""
    return metric.direction != "neutral" or metric.goal is not None


def held(facts: Facts, row: Row | None = None) -> TimeRange:
    """The days from the first compared with to the last judged: of a row, or of the whole result.

    Of a state only the days between the two moments matter; where it is not compared all before.
    """
    result, grain = facts.result, facts.result.query.grain
    place = facts.position("time")
    start = row[place] if row is not None and place is not None else None
    if grain is not None and isinstance(start, date):
        return held_period(facts, start, grain)
    days = result.read_range or TimeRange(None, date.max)
    first = days.start
    if result.compared_range is not None:
        first = result.compared_range.start
    if point_in_time(facts.metric, facts.catalog):
        first = result.compared_range.end - _DAY if result.compared_range else None
    return TimeRange(first, days.end)


def held_period(facts: Facts, start: date, grain: Grain) -> TimeRange:
    """The same for one period of a series, held against the one before it."""
    before = before_period(facts, start, grain)
    if point_in_time(facts.metric, facts.catalog):
        before = facts.calendar.shift(before, grain, 1) - _DAY
    end = facts.calendar.shift(start, grain, 1)
    read = facts.result.read_range
    return TimeRange(min(before, end - _DAY), min(end, read.end) if read else end)


def doubt(facts: Facts, metric: Metric, days: TimeRange) -> str:
    """Why no better or worse is told of these days, as words after a colon; empty: it is told."""
    if not has_verdict(metric):
        return ""
    lag = max(slow(part) for part in (metric, *leaves(metric, facts.catalog)))
    through = facts.result.provenance[0].data_through
    if (through is not None and through + _DAY - days.end < lag) or mostly_too_young(facts):
        return TOO_EARLY
    first = days.start or date.min
    late = any(first <= gap.day < days.end + lag for gap in facts.result.gaps)
    return MISSING if late else ""


def told_metric(name: str, facts: Facts, row: Row) -> Metric:
    """A metric of the result, without good or bad where none may be told of the row."""
    metric = judged_metric(name, facts.result.query, facts.catalog)
    return neutral(metric) if doubt(facts, metric, held(facts, row)) else metric


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
    read, cutoff = facts.result.read_range, facts.result.cutoff
    if facts.result.query.grain or read is None or read.start is None or cutoff is None:
        return False
    return (cutoff - read.start) * 2 < read.end - read.start


def still_growing(facts: Facts) -> bool:
    """Whether the total is of a period that is not over."""
    return facts.result.unfinished is not None and facts.result.query.grain is None
