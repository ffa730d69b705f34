"""Periods by the company's calendar definition: where they start, end and what came before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.calendar.named_days import dates_of
from metrics.model import GRAINS, MONTHS, CalendarDefinition, Grain, NamedDay, Season
from metrics.query import CompareTo, TimeRange

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_SATURDAY = 5
_WEEKS_A_YEAR = timedelta(weeks=52)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month where it has no such day.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_weekend(days: TimeRange) -> bool:
    """Whether the range is a Saturday and the Sunday after it.

    >>> is_weekend(TimeRange(date(2026, 10, 31), date(2026, 11, 2)))
    True
    """
    start = days.start
    return start is not None and start.weekday() == _SATURDAY and days.end - start == 2 * _DAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods by a :class:`CalendarDefinition`; every method is pure."""

    definition: CalendarDefinition

    def today(self, now: datetime) -> date:
        """The company's date at ``now``, an aware instant; a naive one is taken as local time."""
        if now.tzinfo is None:
            return now.date()
        return now.astimezone(ZoneInfo(self.definition.time_zone)).date()

    def start_of(self, day: date, grain: Grain) -> date:
        """The first day of the period that ``day`` lies in."""
        if grain == "day":
            return day
        if grain == "week":
            first = 0 if self.definition.week_start == "monday" else 6
            return day - timedelta(days=(day.weekday() - first) % 7)
        months = MONTHS[grain]
        offset = self.month_offset(grain)
        index = day.year * 12 + day.month - 1 - offset
        index = index - index % months + offset
        return date(index // 12, index % 12 + 1, 1)

    def month_offset(self, grain: Grain) -> int:
        """By how many months the grain's periods start later than the calendar's."""
        if grain in ("fiscal_quarter", "fiscal_year"):
            return (self.definition.fiscal_start_month - 1) % MONTHS[grain]
        return 0

    def shift(self, start: date, grain: Grain, periods: int) -> date:
        """The start of the period that lies ``periods`` after the one starting at ``start``."""
        if grain == "day":
            return start + timedelta(days=periods)
        if grain == "week":
            return start + timedelta(weeks=periods)
        return add_months(start, periods * MONTHS[grain])

    def period(self, day: date, grain: Grain, offset: int = 0) -> TimeRange:
        """The period that ``day`` lies in, or the one ``offset`` periods later."""
        start = self.shift(self.start_of(day, grain), grain, offset)
        return TimeRange(start, self.shift(start, grain, 1))

    def grain_of(self, within: TimeRange) -> Grain | None:
        """The grain of which the range is exactly one period; a calendar one before a fiscal."""
        if within.start is None or not MINYEAR < within.start.year < MAXYEAR:
            return None
        for grain in (*(g for g in GRAINS if not g.startswith("fiscal")), *GRAINS):
            if self.period(within.start, grain) == within:
                return grain
        return None

    def before(self, whole: TimeRange, grain: Grain | None, compare_to: CompareTo) -> TimeRange:
        """The whole period or range that ``whole`` is compared with.

        Args:
            whole: a range that has a start.
            grain: the grain of which it is one period, or None.
            compare_to: a year before (52 weeks for weeks), the same weekdays a year before (364
                days), the period before (where it is no period of one grain as many months or
                days, of a weekend the one before), or a range of its own.
        """
        if isinstance(compare_to, TimeRange):
            return compare_to
        start, end = whole.start or whole.end, whole.end
        if compare_to == "aligned_weekday":
            return TimeRange(start - _WEEKS_A_YEAR, end - _WEEKS_A_YEAR)
        if compare_to == "previous_year":
            return _year_before(start, end, grain)
        if grain is not None:
            return TimeRange(self.shift(start, grain, -1), start)
        if start.day == 1 and end.day == 1:
            months = (end.year - start.year) * 12 + end.month - start.month
            return TimeRange(add_months(start, -months), start)
        back = _WEEK if is_weekend(whole) else end - start
        return TimeRange(start - back, end - back)

    def named(self, name: str) -> NamedDay | Season | None:
        """The named day or season of that name."""
        known: tuple[NamedDay | Season, ...] = (
            *self.definition.named_days,
            *self.definition.seasons,
        )
        return next((one for one in known if one.name == name), None)

    def occurrence(self, name: str, year: int) -> TimeRange | None:
        """The dates of a named day or season in ``year``, where it starts; None for no such."""
        found = self.named(name)
        return dates_of(found, year) if found is not None else None

    def year_of(self, name: str, within: TimeRange) -> int | None:
        """The year whose occurrence of a named day or season the range is; None: it is none."""
        if within.start is None or self.occurrence(name, within.start.year) != within:
            return None
        return within.start.year

    def year_before(self, within: TimeRange, name: str = "") -> TimeRange:
        """The range a year before; of a named day or season its own dates in the year before.

        Args:
            within: a range that has a start.
            name: the named day or season that the range may be one of.
        """
        year = self.year_of(name, within)
        moved = self.occurrence(name, year - 1) if year is not None else None
        return moved or self.before(within, self.grain_of(within), "previous_year")

    def spine(self, within: TimeRange, grain: Grain) -> Iterator[date]:
        """The starts of all periods that touch the range, in order."""
        if within.start is None:
            within = TimeRange(self.definition.history_starts, within.end)
        start = self.start_of(within.start or within.end, grain)
        while start < within.end:
            yield start
            start = self.shift(start, grain, 1)

    def fiscal_year(self, number: int) -> TimeRange:
        """Fiscal year ``number``, named by the year that it ends in."""
        month = self.definition.fiscal_start_month
        start = date(number - (month > 1), month, 1)
        return TimeRange(start, add_months(start, 12))

    def fiscal_year_number(self, day: date) -> int:
        """The number of the fiscal year that ``day`` lies in."""
        start = self.start_of(day, "fiscal_year")
        return start.year + (self.definition.fiscal_start_month > 1)


def _year_before(start: date, end: date, grain: Grain | None) -> TimeRange:
    if grain == "week":
        return TimeRange(start - _WEEKS_A_YEAR, end - _WEEKS_A_YEAR)
    first = add_months(start, -12)
    if start.day == 1 and end.day == 1:
        return TimeRange(first, add_months(end, -12))
    return TimeRange(first, add_months(end - _DAY, -12) + _DAY)
