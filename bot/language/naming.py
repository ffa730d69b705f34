"""The name of a range of days, in the terms in which it was asked: fiscal, a named day, a season.

``naming`` is that of a :class:`metrics.query.MetricQuery`; a range that is not what it says has no
name, and is told by its dates alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from metrics.calendar import Calendar, add_months
from metrics.model import NamedDay
from metrics.query import TimeRange

FISCAL: Final = "fiscal"
_DAY: Final = timedelta(days=1)
_HALF: Final = 6
_QUARTER: Final = 3
_YEAR: Final = 12


def name_of(within: TimeRange, naming: str, calendar: Calendar) -> str:
    """``Q1 FY27``, ``Black Friday 2025``, ``holiday season 2025``; empty where it has no name."""
    if within.start is None or not naming:
        return ""
    if naming == FISCAL:
        return _fiscal(within.start, within.end, calendar)
    year, named = calendar.year_of(naming, within), calendar.named(naming)
    if year is None or named is None:
        return ""
    crosses = (within.end - _DAY).year > year
    return f"{named.label} {year}{f'/{(year + 1) % 100:02d}' if crosses else ''}"


def is_day(naming: str, calendar: Calendar) -> bool:
    """Whether the naming is that of a single day."""
    return isinstance(calendar.named(naming), NamedDay)


def _fiscal(start: date, end: date, calendar: Calendar) -> str:
    """Of one fiscal year, half or quarter, several whole ones, or of the year to date.

    Days of a year's first quarter may be of the quarter so far as well, and have no name.
    """
    first = calendar.start_of(start, "fiscal_year")
    whole = _whole(start, end, calendar)
    if not whole:
        to_date = start == first and add_months(first, _QUARTER) < end <= add_months(first, _YEAR)
        return f"{_year(start, calendar)} to date" if to_date else ""
    ahead = _months(first, start)
    if whole == _HALF and ahead % _HALF == 0:
        return f"H{ahead // _HALF + 1} {_year(start, calendar)}"
    grain = "fiscal_year" if whole % _YEAR == ahead == 0 else "fiscal_quarter"
    last = add_months(end, -(_YEAR if grain == "fiscal_year" else _QUARTER))
    names = [_period(day, calendar, by_year=grain == "fiscal_year") for day in (start, last)]
    return " to ".join(dict.fromkeys(names))


def _whole(start: date, end: date, calendar: Calendar) -> int:
    """The months of whole fiscal quarters; 0 where it is cut."""
    cut = any(calendar.start_of(day, "fiscal_quarter") != day for day in (start, end))
    return 0 if cut else _months(start, end)


def _period(start: date, calendar: Calendar, *, by_year: bool) -> str:
    if by_year:
        return _year(start, calendar)
    ahead = _months(calendar.start_of(start, "fiscal_year"), start)
    return f"Q{ahead // _QUARTER + 1} {_year(start, calendar)}"


def _year(day: date, calendar: Calendar) -> str:
    return f"FY{calendar.fiscal_year_number(day) % 100:02d}"


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * _YEAR + last.month - first.month
