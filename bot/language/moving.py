"""The period that a follow-up asks about, in relation to the one that was asked about before."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.compare import Doubt, no_dates
from bot.language.draft import Draft
from bot.language.items import Context
from bot.language.parts import Period
from bot.language.ranges import in_one_calendar
from metrics.model import Grain
from metrics.query import MetricQuery, TimeRange

_OTHER_LENGTH: Final = "You asked about another length of time. Which one do you mean?"
_WHICH_CALENDAR: Final = "Do you mean the fiscal one, or that of the calendar year?"
_WHICH: Final = "Which period do you mean?"


def period_meant(previous: MetricQuery, draft: Draft, context: Context) -> Period | Doubt | None:
    """The period of a follow-up; None where it names none."""
    if draft.undated:
        return no_dates(draft.undated[0])
    asked = period_of(previous, context)
    if draft.before:
        return _before(previous, asked, draft.before[0].grain, context)
    if not draft.during:
        return None
    said = draft.during[0].period
    if said.years_back:
        return _years_back(previous, asked, said, context)
    if asked is not None and asked.fiscal and said.part and said.yearless:
        fiscal, _ = in_one_calendar(context, said, asked)
        return Doubt(_WHICH_CALENDAR, (about(previous, fiscal), about(previous, said)))
    return said


def period_of(query: MetricQuery, context: Context) -> Period | None:
    """What a query asks about, as a period of its grain and name."""
    within = query.time_range
    if within is None:
        return None
    return Period(within, context.calendar.grain_of(within), naming=query.naming)


def _before(
    previous: MetricQuery, asked: Period | None, grain: Grain | None, context: Context
) -> Period | Doubt:
    """``And the month before?``: of a month that one, of a quarter perhaps its own kind."""
    if asked is None or asked.range.start is None:
        return Doubt(_WHICH)
    if grain in {"year", "fiscal_year"}:
        return _moved(asked, 1, context)
    before = context.calendar.before(asked.range, asked.grain, "previous_period")
    own = replace(asked, range=before)
    if grain is None or _fits(grain, asked):
        return own
    start = context.calendar.start_of(asked.range.start, grain)
    other = Period(context.calendar.period(start, grain, -1), grain)
    return Doubt(_OTHER_LENGTH, (about(previous, other), about(previous, own)))


def _years_back(
    previous: MetricQuery, asked: Period | None, said: Period, context: Context
) -> Period | Doubt:
    """``A year ago``: the same days that many years before; a year alone stands for itself."""
    if asked is None or asked.range.start is None:
        return said
    moved = _moved(asked, said.years_back, context)
    if said.grain in {"year", "fiscal_year"} or _fits(said.grain, asked):
        return moved
    return Doubt(_OTHER_LENGTH, (about(previous, said), about(previous, moved)))


def _moved(asked: Period, years: int, context: Context) -> Period:
    within = asked.range
    for _ in range(years):
        within = context.calendar.year_before(within, asked.naming)
    return replace(asked, range=within)


def _fits(grain: Grain | None, asked: Period) -> bool:
    """Whether the period is one of that grain; a fiscal quarter is a quarter."""
    return grain is not None and asked.grain in {grain, f"fiscal_{grain}"}


def about(previous: MetricQuery, period: Period) -> MetricQuery:
    """The last question of another period; a range compared with belonged to the old one."""
    kept = None if isinstance(previous.compare_to, TimeRange) else previous.compare_to
    return replace(previous, time_range=period.range, compare_to=kept, naming=period.said_as)
