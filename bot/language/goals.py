"""Whether a number can be held against its governed goal, in the shape in which it is asked for.

The goal itself is told with the answer; what is asked for must be something it is a goal for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.language import periods
from bot.language.compare import Doubt
from bot.language.defaults import last_mature_month, young_since
from bot.language.describe import grain_words, lower_first
from bot.language.desk import Desk
from metrics.model import Goal, Metric, Ratio
from metrics.query import MetricQuery, TimeRange

_WHOLE: Final = "The goal of {label} holds for the whole company. Do you mean one of these?"


def against_goal(query: MetricQuery, desk: Desk) -> Doubt | None:
    """The doubt that is left when the query is held against the goal; None if there is none."""
    if len(query.metrics) > 1:
        alone = tuple(replace(query, metrics=(n,)) for n in query.metrics if _has_goal(n, desk))
        return Doubt("A goal is held against one number at a time. Which one do you mean?", alone)
    metric = desk.catalog.metric(query.metrics[0])
    if metric.goal is None:
        question = f"There is no governed goal for {lower_first(metric.label)}."
        return Doubt(f"{question} Do you want the number itself?", (query,))
    if query.dimensions or (query.filters and not isinstance(metric.type, Ratio)):
        whole = replace(query, dimensions=(), filters=(), having=(), order_by=(), limit=None)
        return Doubt(_WHOLE.format(label=lower_first(metric.label)), (whole, query))
    if query.grain is None and _mostly_young(query, desk):
        mature = replace(query, time_range=last_mature_month(query.metrics, desk).range)
        question = "It is too early to tell. Do you mean the last month that is old enough?"
        return Doubt(question, (mature,))
    return _other_period(query, metric, metric.goal, desk)


def _mostly_young(query: MetricQuery, desk: Desk) -> bool:
    """Whether less than half of the days count already."""
    within = query.time_range
    young = young_since(query.metrics[0], desk)
    if young is None or within is None or within.start is None:
        return False
    end = min(within.end, desk.latest_day + timedelta(days=1))
    return (young - within.start) * 2 < end - within.start


def _has_goal(name: str, desk: Desk) -> bool:
    return desk.catalog.metric(name).goal is not None


def _other_period(query: MetricQuery, metric: Metric, goal: Goal, desk: Desk) -> Doubt | None:
    """A goal for each month says nothing of a year, nor of a month that is not over."""
    within = query.time_range
    if goal.grain is None or query.grain == goal.grain or within is None:
        return None
    over = within.end <= desk.context.today
    if desk.context.calendar.grain_of(within) == goal.grain and over:
        return None
    last = periods.relative(desk.context, goal.grain, -1).range
    if goal.grain == "month":
        last = last_mature_month(query.metrics, desk).range
    queries = [replace(query, time_range=last, compare_to=None)]
    if _days(within) > _days(last):
        queries.append(replace(query, grain=goal.grain, compare_to=None))
    each = grain_words(goal.grain)
    question = f"The goal of {lower_first(metric.label)} is for a whole {each}. Which do you mean?"
    return Doubt(question, tuple(queries))


def _days(within: TimeRange) -> int:
    return (within.end - within.start).days if within.start else 0
