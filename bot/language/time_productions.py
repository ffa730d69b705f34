"""What the productions of the time grammar share: numbers, grains, and words of two meanings.

A period may carry other readings of its words ("Oct 26": the day, or the month of 2026). A rule
that makes a period of others makes one of each reading, and keeps those that make sense.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Final, cast

from bot.language.items import Context, Item, Items, Made, Rule, period_item
from bot.language.parts import Period
from bot.language.productions import one
from metrics.model import Grain

NUMBERS: Final = frozenset({"day", "year", "number"})
_JOINING: Final = frozenset({"of", "in"})
_MOST_PERIODS: Final = 5_000

Make = Callable[[Items, Context], Period | None]


def rule(name: str, pattern: str, make: Make) -> Rule:
    """A rule that makes a period; its words may be joined by "of" or "in" only."""

    def guarded(items: Items, context: Context) -> Made:
        joined = all(i.words.casefold() in _JOINING for i in items if i.kind == "prep")
        period = _all_readings(items, context, make) if joined else None
        return period_item(period) if period is not None else None

    return Rule(name, pattern, guarded)


def grain_in(items: Items) -> Grain:
    """The grain that is said."""
    item = one(items, "grain", "todate", "samelast", "prevperiod")
    return cast("Grain", item.name if item and item.name else "day")


def year_in(items: Items) -> int | None:
    """The year that is said."""
    item = one(items, "year")
    return int(item.number) if item else None


def count_in(items: Items) -> int | None:
    """The number that is said, 1 where there is none; None where it counts no periods."""
    number = one(items, *NUMBERS)
    if number is None:
        return 1
    return int(number.number) if 1 <= number.number <= _MOST_PERIODS else None


def periods_in(items: Items) -> list[Period]:
    """The periods, in order."""
    return [item.period for item in items if item.period is not None]


def calendar_year(period: Period | None) -> int | None:
    """The year, where the period is a whole calendar one."""
    if period is None or period.grain != "year" or period.to_date or period.range.start is None:
        return None
    return period.range.start.year


def _all_readings(items: Items, context: Context, make: Make) -> Period | None:
    found: dict[Period, None] = {}
    for chosen in _choices(items):
        made = _safely(make, chosen, context)
        if made is not None:
            found.update(dict.fromkeys((replace(made, others=()), *made.others)))
    if not found:
        return None
    first, *others = found
    return replace(first, others=tuple(others))


def _safely(make: Make, items: Items, context: Context) -> Period | None:
    """Far beyond any calendar there is no period."""
    try:
        return make(items, context)
    except (ValueError, OverflowError):
        return None


def _choices(items: Items) -> Iterator[Items]:
    """The items in every reading; where some are of one kind of period throughout, only those."""
    every = [tuple(chosen) for chosen in product(*(_readings(item) for item in items))]
    alike = [c for c in every if len({p.grain for p in periods_in(c)}) == 1]
    yield from alike if len(every) > 1 and alike else every


def _readings(item: Item) -> tuple[Item, ...]:
    period = item.period
    if period is None or not period.others:
        return (item,)
    each = (replace(period, others=()), *period.others)
    return tuple(replace(item, period=reading) for reading in each)
