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
from metrics.planner import FRAMES, leaves, slow
from metrics.query import TimeRange

Held = tuple[TimeRange, ...]

TOO_EARLY = "too early to tell whether that is better or worse"
MISSING = "some data are missing, so it cannot be told whether that is better or worse"

_DAY = timedelta(days=1)


def has_verdict(metric: Metric) -> bool:
    """Whether more of the metric is good or bad, or there is a goal for it."""
    return metric.direction != "neutral" or metric.goal is not None


def held(facts: Facts, row: Row | None = None) -> Held:
    """The days that a row, or the whole result, is judged by: its own first, then the earlier.

    Of a state the days between the two moments matter; of one that is not compared, and of what
    looks back further than its period, all before.
    """
    result, grain = facts.result, facts.result.query.grain
    place = facts.position("time")
    start = row[place] if row is not None and place is not None else None
    if grain is not None and isinstance(start, date):
        return held_period(facts, start, grain)
    days = result.read_range or TimeRange(None, date.max)
    return _held(facts, days, result.compared_range)


def held_period(facts: Facts, start: date, grain: Grain) -> Held:
    """The same for one period of a series, held against the one before it."""
    read, end = facts.result.read_range, facts.calendar.shift(start, grain, 1)
    before = before_period(facts, start, grain)
    earlier = TimeRange(before, facts.calendar.shift(before, grain, 1))
    return _held(facts, TimeRange(start, min(end, read.end) if read else end), earlier)


def _held(facts: Facts, days: TimeRange, before: TimeRange | None) -> Held:
    if facts.result.query.transforms:
        return (TimeRange(None, days.end),)
    if not point_in_time(facts.metric, facts.catalog):
        return (days, before) if before else (days,)
    moment = before.end - _DAY if before is not None and before.end <= days.end else None
    return (TimeRange(moment, days.end),)


def doubt(facts: Facts, metric: Metric, days: Held) -> str:
    """Why no better or worse is told of these days, as words after a colon; empty: it is told."""
    if not has_verdict(metric):
        return ""
    lag = max(slow(part) for part in (metric, *leaves(metric, facts.catalog)))
    through = facts.result.provenance[0].data_through
    young = through is not None and through + _DAY - days[0].end < lag
    if young or mostly_too_young(facts):
        return TOO_EARLY
    spoiled = any(
        (part.start or date.min) <= gap.day < part.end + lag
        for gap in facts.result.gaps
        for part in days
    )
    return MISSING if spoiled else ""


def told_metric(name: str, facts: Facts, row: Row) -> Metric:
    """A metric of the result, without good or bad where none may be told of the row."""
    metric = judged_metric(name, facts.result.query, facts.catalog)
    return neutral(metric) if doubt(facts, metric, held(facts, row)) else metric


def goal_grain(facts: Facts) -> Grain | None:
    """The grain of which each value is one whole period, which a goal may be held against."""
    query, read = facts.result.query, facts.result.read_range
    if any(transform.kind in FRAMES for transform in query.transforms):
        return None
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
