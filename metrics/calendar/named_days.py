"""From the rule of a named day or season to its dates in one year."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from metrics.model import (
    Between,
    DayRule,
    DaysFrom,
    Easter,
    FixedDate,
    ListedDays,
    NamedDay,
    Season,
    WeekdayFrom,
    WeekdayOfMonth,
)
from metrics.query import TimeRange

_DAY: Final = timedelta(days=1)
_FEBRUARY: Final = 2
_LEAP_DAY: Final = 29
_WEEK: Final = 7


def dates_of(named: NamedDay | Season, year: int) -> TimeRange | None:
    """The day, or the season that starts, in ``year``; None if there is none in it."""
    if isinstance(named, NamedDay):
        day = _dated(named.rule, year)
        return TimeRange(day, day + _DAY) if day is not None else None
    if isinstance(named.span, Between):
        return _between(named.span, year)
    found = (span for span in named.span.spans if span[0].year == year)
    return next((TimeRange(first, last + _DAY) for first, last in found), None)


def _between(span: Between, year: int) -> TimeRange | None:
    first = _dated(span.first, year)
    if first is None:
        return None
    ends = (_dated(span.last, when) for when in (year, year + 1))
    last = next((day for day in ends if day is not None and day >= first), None)
    return TimeRange(first, last + _DAY) if last is not None else None


def _dated(rule: DayRule, year: int) -> date | None:
    """The day of the rule whose own date lies in ``year``: an offset may cross the year's end."""
    return next((day for day in _around(rule, year) if day.year == year), None)


def _around(rule: DayRule, year: int) -> Iterator[date]:
    if isinstance(rule, ListedDays):
        yield from rule.days
        return
    for base in (year, year - 1, year + 1):
        day = _day_in(rule, base)
        if day is not None:
            yield day


def _day_in(rule: DayRule, year: int) -> date | None:
    """What the rule comes to when it is counted from days of ``year``."""
    match rule:
        case FixedDate(month, day):
            exists = (month, day) != (_FEBRUARY, _LEAP_DAY) or isleap(year)
            return date(year, month, day) if exists else None
        case WeekdayOfMonth(nth, weekday, month):
            return _weekday_of_month(nth, weekday, year, month)
        case Easter():
            return _easter(year)
        case ListedDays(days):
            return next((day for day in days if day.year == year), None)
        case DaysFrom(days, of):
            start = _day_in(of, year)
            return start + timedelta(days=days) if start is not None else None
        case WeekdayFrom(weekday, after, of):
            start = _day_in(of, year)
            return _weekday_from(start, weekday, after=after) if start is not None else None


def _weekday_of_month(nth: int, weekday: int, year: int, month: int) -> date:
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (nth - 1))


def _weekday_from(start: date, weekday: int, *, after: bool) -> date:
    if after:
        return start + timedelta(days=(weekday - start.weekday() - 1) % _WEEK + 1)
    return start - timedelta(days=(start.weekday() - weekday - 1) % _WEEK + 1)


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon_shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
