"""The few words of a day's rule: "4th thursday of november", "the day after thanksgiving"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from typing import Final, Protocol

from metrics.errors import near_names
from metrics.model import DayRule, DaysFrom, Easter, FixedDate, WeekdayFrom, WeekdayOfMonth

MAX_DAYS: Final = 183
HOW_TO_WRITE: Final = (
    'Write it like "december 25", "4th thursday of november", "last monday of may", '
    '"2 days before easter", "the tuesday after the 1st monday of november" or by the name of '
    "another named day."
)
LONGEST: Final = 120
_LEAP_YEAR: Final = 2000
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WEEKDAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_NTH: Final = {
    word: number
    for number, words in {1: "1st first", 2: "2nd second", 3: "3rd third", 4: "4th fourth"}.items()
    for word in words.split()
} | {"last": -1}
_SIGNS: Final = {"after": 1, "before": -1}
_WORD: Final = re.compile(r"[a-z0-9]+(?:[_'][a-z0-9]+)*")
_DAYS: Final = frozenset({"day", "days"})
_VOCABULARY: Final = (*_MONTHS, *_WEEKDAYS, *_NTH, *_SIGNS, "easter")


class UnreadableRuleError(Exception):
    """The text is no rule; the message is a sentence that says why, or how to write one."""


class Days(Protocol):
    """The named days that a rule may be counted from."""

    @property
    def names(self) -> Collection[str]:
        """Their names."""

    def rule_of(self, name: str) -> DayRule:
        """The rule of one of them; raises :class:`UnreadableRuleError` for a circle."""


def read_rule(text: str, days: Days) -> DayRule:
    """The rule that the text says; it may be counted from one of ``days``.

    Raises:
        UnreadableRuleError: it says none.
    """
    if len(text) > LONGEST:
        raise UnreadableRuleError(f"A rule has {LONGEST} characters at most.")
    words = [word for word in _WORD.findall(text.lower()) if word != "the"]
    if not words or _WORD.sub("", text.lower()).strip(" "):
        raise UnreadableRuleError(HOW_TO_WRITE)
    return _read(words, days)


def _read(words: list[str], named: Days) -> DayRule:
    match words:
        case ["easter"]:
            return Easter()
        case [month, day] if month in _MONTHS and day.isdecimal():
            return _fixed(month, int(day))
        case [nth, weekday, "of", month] if weekday in _WEEKDAYS and month in _MONTHS:
            return _weekday_of(nth, _WEEKDAYS.index(weekday), _MONTHS.index(month) + 1)
        case [count, days, sign, *rest] if count.isdecimal() and days in _DAYS and sign in _SIGNS:
            return DaysFrom(_SIGNS[sign] * _few(int(count)), _read(rest, named))
        case [day, sign, *rest] if sign in _SIGNS:
            return _next_to(day, _SIGNS[sign], _read(rest, named))
        case _:
            return _by_name(words, named)


def _fixed(month: str, day: int) -> FixedDate:
    number = _MONTHS.index(month) + 1
    if not 1 <= day <= monthrange(_LEAP_YEAR, number)[1]:
        raise UnreadableRuleError(f"There is no {month} {day}.")
    return FixedDate(number, day)


def _weekday_of(nth: str, weekday: int, month: int) -> WeekdayOfMonth:
    if nth not in _NTH:
        raise UnreadableRuleError(f'Every month has a 1st to 4th and a last one, but no "{nth}".')
    return WeekdayOfMonth(_NTH[nth], weekday, month)


def _next_to(day: str, sign: int, other: DayRule) -> DayRule:
    if day == "day":
        return DaysFrom(sign, other)
    if day in _WEEKDAYS:
        return WeekdayFrom(_WEEKDAYS.index(day), sign > 0, other)
    near = near_names(day, (*_WEEKDAYS, "day"), limit=1)
    raise UnreadableRuleError(f'Did you mean "{near[0]}"?' if near else HOW_TO_WRITE)


def _few(days: int) -> int:
    if not 1 <= days <= MAX_DAYS:
        raise UnreadableRuleError(f"An offset has 1 to {MAX_DAYS} days.")
    return days


def _by_name(words: list[str], named: Days) -> DayRule:
    name = "_".join(words)
    if name in named.names:
        return named.rule_of(name)
    near = near_names(name, named.names, limit=1)
    for word in words:
        if word not in _VOCABULARY and not near:
            near = near_names(word, _VOCABULARY, limit=1)
    raise UnreadableRuleError(f'Did you mean "{near[0]}"?' if near else HOW_TO_WRITE)
