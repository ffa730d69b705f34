"""Periods of dates as people name them, computed over the company's calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from bot.language.items import Context
from bot.language.parts import Period
from metrics.calendar import add_months
from metrics.model import Grain
from metrics.query import TimeRange

DAY: Final = timedelta(days=1)
THURSDAY: Final = 3
SATURDAY: Final = 5
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
    return Period(TimeRange(start, end), grain if count == 1 else None, relative=True)


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
    named = "fiscal_quarter" if grain and whole.grain == "fiscal_year" else grain
    return Period(TimeRange(first, add_months(first, months)), named)


def latest_fiscal_part(context: Context, months: int, number: int, grain: Grain | None) -> Period:
    """The ``number``-th part of the latest fiscal year in which it has begun."""
    year = context.calendar.fiscal_year_number(context.today)
    for candidate in (year, year - 1):
        found = part_of(fiscal_year_of(context, candidate), months, number, grain)
        if found and found.range.start and found.range.start <= context.today:
            return found
    raise AssertionError("last year's parts have all begun")


def season_of(context: Context, month: int, year: int | None) -> Period:
    """Three months from the first of ``month`` (meteorological seasons)."""
    return _part_of_year(context, month, 3, year, None)


def last_weekday(context: Context, weekday: int) -> Period:
    """The latest such day before today."""
    back = (context.today.weekday() - weekday - 1) % 7 + 1
    return day_of(context.today - timedelta(days=back))


def week_from(day: date) -> Period:
    """Seven days from ``day``; a week of the calendar where the day starts one."""
    return Period(TimeRange(day, day + timedelta(days=7)), "week")


def weekend_of(day: date) -> Period:
    """The Saturday and Sunday around or after ``day``."""
    saturday = day + timedelta(days=(SATURDAY - day.weekday()) % 7)
    if day.weekday() > SATURDAY:
        saturday = day - DAY
    return Period(TimeRange(saturday, saturday + timedelta(days=2)))


def named_day(context: Context, name: str, year: int | None) -> Period:
    """A day with a name, the latest that has come where no year is said."""
    make = NAMED_DAYS[name]
    found = make(year or _latest_year(context, make))
    return day_of(found, yearless=year is None)


def since(context: Context, first: date | None) -> Period | None:
    """From ``first`` through today; None if that is in the future."""
    if first is not None and first > context.today:
        return None
    return Period(TimeRange(first, tomorrow(context)), spanned=True)


def up_to(first: Period, last: Period) -> Period | None:
    """From the start of ``first`` through the end of ``last``; years said once hold for both."""
    start, end = first.range.start, last.range.end
    last_start = last.range.start
    if start is None or last_start is None or first.to_date or last.to_date:
        return None
    if first.spanned or last.spanned:
        return None
    if last.yearless and not first.yearless:
        end = add_months(end, 12 * _years_until(last_start, start))
    elif first.yearless:
        start = add_months(start, -12 * _years_until(start, last_start, back=True))
    return Period(TimeRange(start, end), spanned=True) if start < end else None


def _years_until(moved: date, fixed: date, *, back: bool = False) -> int:
    """By how many years ``moved`` goes so that it is nearest to ``fixed`` on the right side."""
    years = moved.year - fixed.year if back else fixed.year - moved.year
    same = add_months(moved, -12 * years if back else 12 * years)
    return years + ((same > fixed) if back else (same < fixed))


def _part_of_year(
    context: Context, month: int, months: int, year: int | None, grain: Grain | None
) -> Period:
    chosen = year or _latest_year(context, lambda y: date(y, month, 1))
    start = date(chosen, month, 1)
    return Period(TimeRange(start, add_months(start, months)), grain, yearless=year is None)


def _latest_year(context: Context, make: Callable[[int], date]) -> int:
    year = context.today.year
    return year if make(year) <= context.today else year - 1


def _full_year(number: int) -> int:
    return number + 2000 if number < _CENTURY else number


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _thanksgiving(year: int) -> date:
    return _nth_weekday(year, 11, THURSDAY, 4)


def _memorial_day(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


NAMED_DAYS: Final[Mapping[str, Callable[[int], date]]] = {
    "thanksgiving": _thanksgiving,
    "black friday": lambda year: _thanksgiving(year) + DAY,
    "cyber monday": lambda year: _thanksgiving(year) + 4 * DAY,
    "christmas": lambda year: date(year, 12, 25),
    "new year": lambda year: date(year, 1, 1),
    "independence day": lambda year: date(year, 7, 4),
    "labor day": lambda year: _nth_weekday(year, 9, 0, 1),
    "memorial day": _memorial_day,
}
