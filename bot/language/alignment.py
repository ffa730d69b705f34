"""Two periods that are held against each other: in one calendar, in fitting years, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.language.items import Context
from bot.language.parts import Period
from bot.language.ranges import in_one_calendar, in_year
from bot.language.time_productions import calendar_year
from metrics.model import Grain


def aligned(context: Context, said: Period, other: Period) -> tuple[tuple[Period, Period], ...]:
    """(the later, the earlier) of each pair that the words may mean; at least one."""
    year = calendar_year(other)
    if said.named and other.yearless and said.range == other.range:
        year = _start(said).year - 1  # "this summer vs last summer", once both are over
    if said.named and year is not None:
        return (_ordered(said, _named_in(context, said, other, year)),)
    if not alike(said.grain, other.grain):
        return ((said, other),)
    said, other = (_begun(context, p) for p in in_one_calendar(context, said, other))
    pairs = tuple(_in_fitting_years(context, said, other)) or ((said, other),)
    return tuple(dict.fromkeys(_ordered(*pair) for pair in pairs))


def alike(one: Grain | None, other: Grain | None) -> bool:
    """Whether both are of one kind; a fiscal quarter is a quarter."""
    return one == other or {one, other} == {"quarter", "fiscal_quarter"}


def from_one_to_another(period: Period) -> bool:
    """Whether it runs from one period to another of its kind, and not until now."""
    if period.ends is None:
        return False
    first, last = period.ends
    return not last.to_date and alike(first.grain, last.grain)


def _ordered(said: Period, other: Period) -> tuple[Period, Period]:
    forward = _start(other) <= _start(said)
    return (said, other) if forward else (other, said)


def _start(period: Period) -> date:
    return period.range.start or period.range.end


def _named_in(context: Context, said: Period, other: Period, year: int) -> Period:
    """``Holiday season 2025 vs 2024``: the same season of the other year."""
    if other.relative and year == _start(said).year:
        year -= 1
    return in_year(context, said, year) or other


def _begun(context: Context, period: Period) -> Period:
    """One whose year was not said lies in the year before where it has not begun."""
    start = _start(period)
    if start <= context.today or not period.yearless:
        return period
    return in_year(context, period, start.year - 1) or period


def _in_fitting_years(
    context: Context, said: Period, other: Period
) -> Iterator[tuple[Period, Period]]:
    """A year said once holds for both; or it is the nearest one, where that is another."""
    if said.yearless and _has_year(other):
        yield from ((found, other) for found in _years_near(context, said, other))
    elif other.yearless and _has_year(said):
        yield from ((said, found) for found in _years_near(context, other, said))
    elif said.yearless and other.yearless:
        yield (said, other)
        yield from _in_one_year(context, *_ordered(said, other))


def _in_one_year(
    context: Context, later: Period, earlier: Period
) -> Iterator[tuple[Period, Period]]:
    """``November vs December`` in November: both of last year, if that is what was meant."""
    gap = abs((_start(later) - _start(earlier)).days)
    moved = in_year(context, later, _start(later).year - 1)
    if _start(later).year == _start(earlier).year or moved is None:
        return
    if moved.range != earlier.range and abs((_start(moved) - _start(earlier)).days) < gap:
        yield (earlier, moved)


def _has_year(period: Period) -> bool:
    return not (period.yearless or period.relative or period.to_date)


def _years_near(context: Context, bare: Period, fixed: Period) -> tuple[Period, ...]:
    """``October vs October 2024`` is the latest October; "October vs May 2024" is that of 2024."""
    if _is_same_part(context, bare, fixed):
        return (bare,)
    year = _start(bare).year if bare.fiscal else _start(fixed).year
    moved = (in_year(context, bare, year + n) for n in (0, -1, 1))
    found = [
        replace(p, yearless=False) for p in moved if p is not None and _start(p) <= context.today
    ]
    if not found:
        return (bare,)
    nearest = min(found, key=lambda p: abs((_start(p) - _start(fixed)).days))
    same = [p for p in found if _start(p).year == year]
    return tuple(dict.fromkeys((*same, nearest)))


def _is_same_part(context: Context, bare: Period, fixed: Period) -> bool:
    moved = in_year(context, bare, _start(fixed).year)
    return moved is not None and moved.range == fixed.range
