"""From one period to another; what a neighbour says of a period's year and calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from bot.language import periods
from bot.language.items import Context
from bot.language.naming import FISCAL
from bot.language.parts import Period
from metrics.calendar import add_months
from metrics.model import Grain
from metrics.query import TimeRange

_QUARTER: Final = 3


def since(context: Context, first: Period, start: date | None) -> Period | None:
    """From ``start``, an edge of ``first``, through today; None if that is in the future."""
    if start is not None and start > context.today:
        return None
    end = periods.tomorrow(context)
    now = Period(TimeRange(context.today, end), to_date=True)
    naming = FISCAL if first.fiscal else ""
    return Period(TimeRange(start, end), spanned=True, ends=(first, now), naming=naming)


def up_to(context: Context, first: Period, last: Period) -> Period | None:
    """From the start of ``first`` through the end of ``last``; years said once hold for both."""
    if first.to_date or last.to_date or first.spanned or last.spanned:
        return None
    first, last = in_one_calendar(context, first, last)
    ends = _in_one_run(context, first, last)
    if ends is None:
        return None
    first, last = ends
    start, end = first.range.start, last.range.end
    if start is None or start >= end:
        return None
    naming = FISCAL if first.fiscal and last.fiscal else ""
    return Period(TimeRange(start, end), spanned=True, ends=ends, naming=naming)


def a_year_before(context: Context, period: Period) -> TimeRange:
    """The range a year before; what was said by the names of days by their dates then."""
    calendar, ends = context.calendar, period.ends
    if ends is None or not any(end.named for end in ends):
        return calendar.year_before(period.range, period.naming)
    first, last = (calendar.year_before(end.range, end.naming) for end in ends)
    return TimeRange(first.start, last.end)


def in_one_calendar(context: Context, first: Period, last: Period) -> tuple[Period, Period]:
    """``Q1 to Q3 FY26``: a part said by its number alone is of the same calendar as the other."""
    if first.fiscal and last.part and last.yearless:
        return first, _fiscal_part(context, last, first)
    if last.fiscal and first.part and first.yearless:
        return _fiscal_part(context, first, last), last
    return first, last


def _fiscal_part(context: Context, bare: Period, other: Period) -> Period:
    start = other.range.start
    if bare.part is None or start is None:
        return bare
    months, number = bare.part
    year = periods.fiscal_year_of(context, context.calendar.fiscal_year_number(start))
    grain: Grain | None = "quarter" if months == _QUARTER else None
    found = periods.part_of(year, months, number, grain)
    return replace(found, yearless=True) if found is not None else bare


def _in_one_run(context: Context, first: Period, last: Period) -> tuple[Period, Period] | None:
    """The nearest years in which the last period does not come before the first."""
    start, last_start = first.range.start, last.range.start
    if start is None or last_start is None:
        return None
    if last.yearless and not first.yearless:
        later = (in_year(context, last, start.year + n) for n in (0, 1))
        found = next((p for p in later if p and (p.range.start or start) >= start), None)
        return (first, found) if found else None
    if first.yearless:
        # "From Nov 20 to Nov 10, 2026" is rather turned round than nearly a year long.
        within = first.grain == "day" and last.grain == "day" and start.month == last_start.month
        earlier = (
            in_year(context, first, last_start.year - n) for n in ((0,) if within else (0, 1))
        )
        found = next((p for p in earlier if p and (p.range.start or start) <= last_start), None)
        return (found, last) if found else None
    return first, last


def in_year(context: Context, period: Period, year: int) -> Period | None:
    """The same period of another year; None if that has none."""
    start, end = period.range.start, period.range.end
    if start is None:
        return None
    if period.named:
        within = context.calendar.occurrence(period.naming, year)
        return replace(period, range=within) if within is not None else None
    if period.grain == "day":
        try:
            return replace(period, range=periods.day_of(start.replace(year=year)).range)
        except ValueError:
            return None
    months = 12 * (year - start.year)
    return replace(period, range=TimeRange(add_months(start, months), add_months(end, months)))
