"""Named days and seasons as people say them, and the days before and after any period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.language.items import Context
from bot.language.naming import is_day
from bot.language.parts import Period
from metrics.calendar import add_months
from metrics.model import Grain
from metrics.query import TimeRange

_YEARS: Final = 9  # a leap day may be eight years away
_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)


def latest(context: Context, name: str) -> Period | None:
    """The latest one that has begun."""
    found = (p for p in _back(context, name) if p.range.start and p.range.start <= context.today)
    return _yearless(next(found, None))


def last(context: Context, name: str) -> Period | None:
    """The latest one that is over."""
    over = (p for p in _back(context, name) if p.range.end <= context.today)
    return _yearless(next(over, None))


def of_this_year(context: Context, name: str) -> Period | None:
    """The one of this year, or the one from last year that is not over yet.

    One that is still far off may mean the one that was not long ago.
    """
    current, found = latest(context, name), in_year(context, name, context.today.year)
    if current is None or found is None or current.range.end > context.today:
        return current or found
    ahead = (found.range.start or found.range.end) - context.today
    if ahead > context.today - current.range.end:
        return replace(current, others=(found,))
    return found


def coming(context: Context, name: str) -> Period | None:
    """The next one that has not begun."""
    years = range(context.today.year, context.today.year + _YEARS)
    found = (in_year(context, name, year) for year in years)
    return next((p for p in found if p and (p.range.start or p.range.end) > context.today), None)


def in_year(context: Context, name: str, year: int) -> Period | None:
    """The one that starts in ``year``; None if there is none."""
    within = context.calendar.occurrence(name, year)
    if within is None:
        return None
    return Period(within, "day" if is_day(name, context.calendar) else None, naming=name)


def said_in_year(context: Context, name: str, year: int) -> Period | None:
    """The one of ``year``; a season over New Year may be that which ends in it as well."""
    found, before = in_year(context, name, year), in_year(context, name, year - 1)
    if found is None or before is None or (before.range.end - _DAY).year < year:
        return found
    return replace(found, others=(before,))


def ahead_of(context: Context, grain: Grain, count: int, period: Period) -> Period | None:
    """``The week before Christmas``: the days up to it; "2 weeks before" may be one of them."""
    end = period.range.start
    if end is None or count < 1:
        return None
    run = _run_before(context, grain, count, period)
    if run is None or count == 1 or run.range.start is None:
        return run
    return replace(run, others=(_first_of(context, grain, run, after=False),))


def following(context: Context, grain: Grain, count: int, period: Period) -> Period | None:
    """``The week after Christmas``: the days that follow it."""
    if period.range.start is None or count < 1 or grain not in {"day", "week"}:
        return None
    days = (_WEEK if grain == "week" else _DAY) * count
    start = period.range.end
    run = Period(TimeRange(start, start + days), grain if count == 1 else None)
    if count == 1:
        return run
    return replace(run, others=(_first_of(context, grain, run, after=True),))


def _run_before(context: Context, grain: Grain, count: int, period: Period) -> Period | None:
    end = period.range.start or period.range.end
    if grain in {"day", "week"}:
        start = end - (_WEEK if grain == "week" else _DAY) * count
        return Period(TimeRange(start, end), grain if count == 1 else None)
    aligned = context.calendar.start_of(end, grain) == end
    start = context.calendar.shift(context.calendar.start_of(end, grain), grain, -count)
    whole = TimeRange(start, context.calendar.start_of(end, grain))
    found = Period(whole, grain if count == 1 else None)
    if aligned:
        return found
    if grain != "month" or count > 1:
        return None
    return replace(found, others=(Period(TimeRange(add_months(end, -1), end)),))


def _first_of(context: Context, grain: Grain, run: Period, *, after: bool) -> Period:
    """The one day, week or month that lies so far away."""
    start, end = run.range.start or run.range.end, run.range.end
    if after:
        start = context.calendar.shift(end, grain, -1)
    return Period(TimeRange(start, context.calendar.shift(start, grain, 1)), grain)


def _back(context: Context, name: str) -> Iterator[Period]:
    for year in range(context.today.year, context.today.year - _YEARS, -1):
        found = in_year(context, name, year)
        if found is not None:
            yield found


def _yearless(period: Period | None) -> Period | None:
    return replace(period, yearless=True) if period is not None else None
