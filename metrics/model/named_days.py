"""Days and seasons with a name, by a rule or by their dates where there is no rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FixedDate:
    """The same date every year; February 29 is in leap years only."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WeekdayOfMonth:
    """The ``nth`` such weekday of a month, its last where ``nth`` is -1. Monday is 0."""

    nth: int
    weekday: int
    month: int


@dataclass(frozen=True, slots=True)
class DaysFrom:
    """``days`` days after another day; before it where ``days`` is negative."""

    days: int
    of: DayRule


@dataclass(frozen=True, slots=True)
class WeekdayFrom:
    """The first such weekday after another day, or the last before it; never that day itself."""

    weekday: int
    after: bool
    of: DayRule


@dataclass(frozen=True, slots=True)
class Easter:
    """Easter Sunday of the Western churches."""


@dataclass(frozen=True, slots=True)
class ListedDays:
    """The days themselves, in order, at most one a year."""

    days: tuple[date, ...]


DayRule = FixedDate | WeekdayOfMonth | DaysFrom | WeekdayFrom | Easter | ListedDays


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that people call by a name; ``label`` is written as it is said in a sentence."""

    name: str
    label: str
    rule: DayRule
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Between:
    """From one day to another, both included: to that of the next year where it lies before."""

    first: DayRule
    last: DayRule


@dataclass(frozen=True, slots=True)
class ListedSpans:
    """First and last days, both included, in order, none before the one above has ended."""

    spans: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Season:
    """Some days that people call by a name, counted to the year in which they start."""

    name: str
    label: str
    span: Between | ListedSpans
    synonyms: tuple[str, ...] = ()
