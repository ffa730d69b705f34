"""Days and periods as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.language import FISCAL, is_day, name_of
from metrics.calendar import Calendar
from metrics.model import Grain
from metrics.query import MetricQuery, TimeRange

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days in words: ``October 2026``, and the word before it: ``in``."""

    name: str
    preposition: str

    def __str__(self) -> str:
        """Both words, as a sentence has them."""
        return f"{self.preposition} {self.name}"


def say_day(day: date) -> str:
    """A date in words.

    >>> say_day(date(2026, 10, 1))
    'October 1, 2026'
    """
    return f"{day:%B} {day.day}, {day.year}"


def say_range(days: TimeRange, calendar: Calendar, naming: str = "") -> Span:
    """The shortest true name of a range: a period of the calendar, whole months, or its days.

    ``naming`` is that of the query: a fiscal question is told in fiscal terms, a named day or
    season by its name and its dates.
    """
    if days.start is None:
        return Span(f"all data through {say_day(days.end - _DAY)}", "in")
    name = name_of(days, naming, calendar)
    if name:
        whole = naming == FISCAL and calendar.start_of(days.end, "fiscal_quarter") == days.end
        told = "" if whole else f" ({say_range(days, calendar).name})"
        return Span(name + told, "on" if is_day(naming, calendar) else "in")
    grain = calendar.grain_of(days)
    if grain is not None:
        return say_period(days.start, grain, calendar)
    return Span(_between(days.start, days.end - _DAY, months=_whole_months(days)), "from")


def say_period(start: date, grain: Grain, calendar: Calendar) -> Span:
    """The period of ``grain`` that starts at ``start``."""
    fiscal = f"FY{calendar.fiscal_year_number(start) % 100:02d}"
    names: dict[Grain, str] = {
        "day": say_day(start),
        "week": f"the week of {say_day(start)}",
        "month": f"{start:%B %Y}",
        "quarter": f"Q{(start.month + 2) // 3} {start.year}",
        "year": str(start.year),
        "fiscal_quarter": f"Q{_fiscal_quarter(start, calendar)} {fiscal}",
        "fiscal_year": fiscal,
    }
    return Span(names[grain], "on" if grain == "day" else "in")


def bare(when: str) -> str:
    """A time without its preposition.

    >>> bare("in September 2026"), bare("at the end of June 2026")
    ('September 2026', 'the end of June 2026')
    """
    first, _, rest = when.partition(" ")
    return rest if first in ("in", "on", "from", "at") else when


def framed(query: MetricQuery, when: str) -> str:
    """A time with what is looked back on, where the query is rolling, to date or cumulative.

    >>> from metrics.query import Transform
    >>> query = MetricQuery(("orders",), transforms=(Transform("rolling", "month", 3),))
    >>> framed(query, "in October 2026")
    'in the 3 months through October 2026'
    """
    start = query.time_range.start if query.time_range else None
    for transform in query.transforms:
        match transform.kind, transform.grain:
            case "rolling", str() as grain:
                return f"in the {transform.count} {grain_noun(grain)}s through {bare(when)}"
            case "to_date", str() as grain:
                return f"in the {grain_noun(grain)} to date through {bare(when)}"
            case "cumulative", _:
                since = f"from {say_day(start)}" if start else "in all data"
                return f"{since} through {bare(when)}"
    return when


def frame_name(query: MetricQuery) -> str:
    """What is looked back on, after a label: ``, last 3 months``; empty where nothing is."""
    for transform in query.transforms:
        match transform.kind, transform.grain:
            case "rolling", str() as grain:
                return f", last {transform.count} {grain_noun(grain)}s"
            case "to_date", str() as grain:
                return f", {grain_noun(grain)} to date"
            case "cumulative", _:
                return ", cumulative"
    return ""


def grain_noun(grain: Grain) -> str:
    """The grain as a word.

    >>> grain_noun("fiscal_quarter")
    'fiscal quarter'
    """
    return grain.replace("_", " ")


def _fiscal_quarter(start: date, calendar: Calendar) -> int:
    first = calendar.start_of(start, "fiscal_year")
    return ((start.year - first.year) * 12 + start.month - first.month) // 3 + 1


def _whole_months(days: TimeRange) -> bool:
    return days.start is not None and days.start.day == 1 == days.end.day


def _between(first: date, last: date, *, months: bool) -> str:
    same_year = first.year == last.year
    if months:
        return f"{first:%B}{'' if same_year else f' {first.year}'} to {last:%B} {last.year}"
    if same_year and first.month == last.month:
        return f"{first:%B} {first.day} to {last.day}, {last.year}"
    year = "" if same_year else f", {first.year}"
    return f"{first:%B} {first.day}{year} to {say_day(last)}"
