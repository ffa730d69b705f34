"""Periods of dates as people name them, computed over the company's calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.language.items import Context
from bot.language.naming import FISCAL
from bot.language.parts import Period
from metrics.calendar import add_months
from metrics.model import Grain
from metrics.query import TimeRange

DAY: Final = timedelta(days=1)
MONDAY: Final = 0
SATURDAY: Final = 5
SUNDAY: Final = 6
_FAR: Final = 4  # days to a Saturday; on a Monday or Tuesday the one before is nearer
_CENTURY: Final = 100


def tomorrow(context: Context) -> date:
    """The end of a range that runs through today."""
    return context.today + DAY


def relative(context: Context, grain: Grain, offset: int) -> Period:
    """The period of ``grain`` that lies ``offset`` from the current one."""
    return Period(context.calendar.period(context.today, grain, offset), grain, relative=True)


def last_periods(context: Context, grain: Grain, count: int) -> Period | None:
    """The last ``count`` full periods; days run through today."""
    calendar = context.calendar
    end = tomorrow(context) if grain == "day" else calendar.start_of(context.today, grain)
    try:
        start = calendar.shift(end, grain, -count)
    except (ValueError, OverflowError):
        return None
    naming = FISCAL if grain.startswith(FISCAL) else ""
    within = TimeRange(start, end)
    return Period(within, grain if count == 1 else None, relative=True, naming=naming)


def to_date(context: Context, grain: Grain) -> Period:
    """From the start of the current period through today."""
    start = context.calendar.start_of(context.today, grain)
    return Period(TimeRange(start, tomorrow(context)), grain, relative=True, to_date=True)


def day_of(day: date, *, yearless: bool = False) -> Period:
    """One day."""
    return Period(TimeRange(day, day + DAY), "day", yearless=yearless)


def month_of(context: Context, month: int, year: int | None) -> Period:
    """A month, the latest that has begun where no year is said."""
    chosen = year or _latest_year(context, lambda y: date(y, month, 1))
    start = date(chosen, month, 1)
    return Period(TimeRange(start, add_months(start, 1)), "month", yearless=year is None)


def month_or_day(context: Context, month: int, number: int) -> Period | None:
    """``Oct 26``: the day, or the month of that year where the data have such a year."""
    day = month_day(context, month, number, None)
    year = _full_year(number)
    if not context.calendar.definition.history_starts.year <= year <= context.today.year:
        return day
    whole = month_of(context, month, year)
    return replace(day, others=(whole,)) if day is not None else whole


def by_numbers(first: int, second: int, year: int) -> Period | None:
    """``10/12/2026``: the month comes first, or the day; both where both are dates."""
    found = dict.fromkeys(_day_of(year, *pair) for pair in ((first, second), (second, first)))
    days = [day for day in found if day is not None]
    if not days:
        return None
    return replace(days[0], others=tuple(days[1:]))


def _day_of(year: int, month: int, day: int) -> Period | None:
    try:
        return day_of(date(year, month, day))
    except ValueError:
        return None


def month_day(context: Context, month: int, day: int, year: int | None) -> Period | None:
    """A day of a month, the latest that has begun where no year is said; None if there is none."""
    if year is not None:
        try:
            return day_of(date(year, month, day))
        except ValueError:
            return None
    for candidate in range(context.today.year, context.today.year - 5, -1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found <= context.today:
            return day_of(found, yearless=True)
    return None


def quarter_of(context: Context, number: int, year: int | None) -> Period:
    """A calendar quarter."""
    return _part_of_year(context, 3 * number - 2, 3, year, "quarter")


def half_of(context: Context, number: int, year: int | None) -> Period:
    """A calendar half-year."""
    return _part_of_year(context, 6 * number - 5, 6, year, None)


def year_of(number: int) -> Period:
    """A calendar year."""
    return Period(TimeRange(date(number, 1, 1), date(number + 1, 1, 1)), "year")


def fiscal_year_of(context: Context, number: int) -> Period:
    """A fiscal year by its number, 26 or 2026."""
    return Period(context.calendar.fiscal_year(_full_year(number)), "fiscal_year")


def part_of(whole: Period, months: int, number: int, grain: Grain | None) -> Period | None:
    """The ``number``-th part of ``months`` months of a year, calendar or fiscal."""
    start = whole.range.start
    if start is None or whole.grain not in {"year", "fiscal_year"} or whole.to_date:
        return None
    first = add_months(start, months * (number - 1))
    fiscal = whole.grain == "fiscal_year"
    within = TimeRange(first, add_months(first, months))
    named: Grain | None = "fiscal_quarter" if grain and fiscal else grain
    return Period(within, named, naming=FISCAL if fiscal else "")


def latest_fiscal_part(context: Context, months: int, number: int, grain: Grain | None) -> Period:
    """The ``number``-th part of the latest fiscal year in which it has begun."""
    year = context.calendar.fiscal_year_number(context.today)
    for candidate in (year, year - 1):
        found = part_of(fiscal_year_of(context, candidate), months, number, grain)
        if found and found.range.start and found.range.start <= context.today:
            return replace(found, yearless=True)
    raise AssertionError("last year's parts have all begun")


def last_weekday(context: Context, weekday: int) -> Period:
    """The latest such day before today."""
    back = (context.today.weekday() - weekday - 1) % 7 + 1
    return day_of(context.today - timedelta(days=back))


def week_of(context: Context, day: date) -> Period:
    """The week of the calendar that ``day`` lies in; one that starts on a Sunday or Monday."""
    if day.weekday() in {MONDAY, SUNDAY}:
        return week_from(day)
    return week_from(context.calendar.start_of(day, "week"))


def week_from(day: date) -> Period:
    """Seven days from ``day``."""
    return Period(TimeRange(day, day + timedelta(days=7)), "week")


def weekend_of(day: date) -> Period:
    """The Saturday and Sunday nearest to ``day``: before a Monday, after a Friday."""
    ahead = (SATURDAY - day.weekday()) % 7
    saturday = day + timedelta(days=ahead if ahead < _FAR else ahead - 7)
    return Period(TimeRange(saturday, saturday + timedelta(days=2)))


def _part_of_year(
    context: Context, month: int, months: int, year: int | None, grain: Grain | None
) -> Period:
    chosen = year or _latest_year(context, lambda y: date(y, month, 1))
    start = date(chosen, month, 1)
    within = TimeRange(start, add_months(start, months))
    said = (months, (month + months - 1) // months) if year is None else None
    return Period(within, grain, yearless=year is None, part=said)


def _latest_year(context: Context, make: Callable[[int], date]) -> int:
    year = context.today.year
    return year if make(year) <= context.today else year - 1


def _full_year(number: int) -> int:
    return number + 2000 if number < _CENTURY else number
