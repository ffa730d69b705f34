"""What a single value is held against when nobody asked for a comparison."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.language import FISCAL
from bot.narrative.facts import point_in_time
from metrics.calendar import Calendar, add_months
from metrics.catalog import Catalog
from metrics.model import Grain
from metrics.query import CompareTo, MetricQuery, TimeRange

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")
_FISCAL: tuple[Grain, ...] = ("month", "fiscal_quarter", "fiscal_year")


def context_query(query: MetricQuery, catalog: Catalog) -> MetricQuery | None:
    """The same value beside the period before, or a month before for a state on one day.

    A month, quarter or year to date is held against the same days of the one before. Days, of
    which there is less than a week, are held against the same weekdays a week before:
    a Monday has little to do with a Sunday. None where the query is no plain value of one metric
    in a range, or compares already.
    """
    plain = not (query.dimensions or query.grain or query.compare_to or query.having)
    days = query.time_range
    if not plain or len(query.metrics) != 1 or days is None or days.start is None:
        return None
    if days.end - days.start == _DAY and point_in_time(catalog.metric(query.metrics[0]), catalog):
        month_before = add_months(days.start, -1)
        return replace(query, compare_to=TimeRange(month_before, month_before + _DAY))
    if is_named(query, catalog.calendar):
        return replace(query, compare_to=year_before(query, catalog.calendar))
    if days.end - days.start < _WEEK:
        week_before = TimeRange(days.start - _WEEK, days.end - _WEEK)
        return replace(query, compare_to=week_before)
    return replace(query, compare_to=_same_days(query, days, catalog.calendar))


def _same_days(query: MetricQuery, days: TimeRange, calendar: Calendar) -> CompareTo:
    """Of a period that is cut ("year to date"): as many days from the start of the one before."""
    if days.start is None or days.end.day == 1:
        return "previous_period"
    for grain in _FISCAL if query.naming == FISCAL else _GRAINS:
        whole = calendar.period(days.start, grain)
        if whole.start == days.start and days.end < whole.end:
            before = calendar.period(days.start, grain, -1)
            start = before.start or days.start
            return TimeRange(start, min(start + (days.end - days.start), before.end))
    return "previous_period"


def is_named(query: MetricQuery, calendar: Calendar) -> bool:
    """Whether the query asks about a named day or season."""
    within = query.time_range
    return within is not None and calendar.year_of(query.naming, within) is not None


def year_before(query: MetricQuery, calendar: Calendar) -> CompareTo:
    """A year before; of a named day or season its own dates in that year, if they are others."""
    within = query.time_range
    if within is None or query.grain is not None or not is_named(query, calendar):
        return "previous_year"
    return calendar.year_before(within, query.naming)
