"""Days and periods, counted day by day, so that they owe nothing to the calendar under test."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.query import CompareTo, TimeRange

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``start`` up to the one before ``end``; none where they are not in order."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __len__(self) -> int:
        return max(0, (self.end - self.start).days)

    def __iter__(self) -> Iterator[date]:
        return (self.start + DAY * count for count in range(len(self)))


@dataclass(frozen=True, slots=True)
class Wall:
    """The company's wall calendar: where its weeks and fiscal years start, and its history."""

    week_start: str
    fiscal: int
    first: date

    def is_first(self, day: date, grain: str) -> bool:
        """Whether a period of the grain starts on this day."""
        if grain == "day":
            return True
        if grain == "week":
            return day.strftime("%A").lower() == self.week_start
        starts = {
            "month": range(1, 13),
            "quarter": (1, 4, 7, 10),
            "year": (1,),
            "fiscal_quarter": [(self.fiscal - 1 + months) % 12 + 1 for months in (0, 3, 6, 9)],
            "fiscal_year": (self.fiscal,),
        }
        return day.day == 1 and day.month in starts[grain]

    def period(self, day: date, grain: str) -> Days:
        """The period that the day lies in."""
        start, end = day, day + DAY
        while not self.is_first(start, grain):
            start -= DAY
        while not self.is_first(end, grain):
            end += DAY
        return Days(start, end)

    def is_period(self, days: Days) -> bool:
        """Whether the days are exactly one period of some grain."""
        return any(self.period(days.start, grain) == days for grain in GRAINS)

    def earlier(self, days: Days, how: CompareTo) -> Days:
        """The whole days that these whole days are compared with."""
        if isinstance(how, TimeRange):
            return Days(how.start or self.first, how.end)
        is_week = self.period(days.start, "week") == days
        if how == "aligned_weekday" or (how == "previous_year" and is_week):
            return Days(days.start - DAY * 364, days.end - DAY * 364)
        if how == "previous_year":
            return _moved(days, 12)
        if days.start.day == 1 and days.end.day == 1:
            count = (days.end.year - days.start.year) * 12 + days.end.month - days.start.month
            return _moved(days, count)
        return Days(days.start - DAY * len(days), days.start)


GRAINS = ("day", "week", "month", "quarter", "fiscal_quarter", "year", "fiscal_year")


def months_later(day: date, count: int) -> date:
    """The same day so many months later; the last one of a month that has no such day."""
    year, month = day.year, day.month
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        year, month = year + (month == 13) - (month == 0), (month - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def later(day: date, count: int, unit: str) -> date:
    """The day that lies so many days, weeks, months, quarters or years later."""
    if unit in ("day", "week"):
        return day + DAY * count * (7 if unit == "week" else 1)
    return months_later(day, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def _moved(days: Days, months: int) -> Days:
    """So many months earlier: whole months are whole months again."""
    if days.end.day == 1 and days.start.day == 1:
        return Days(months_later(days.start, -months), months_later(days.end, -months))
    last = months_later(days.end - DAY, -months)
    return Days(months_later(days.start, -months), last + DAY)
