"""The rules for named days and seasons, and for the days before and after any period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.language import named_periods, periods
from bot.language.items import Context, Items, Made, Rule, done
from bot.language.parts import Period, Undated
from bot.language.productions import one
from bot.language.time_productions import (
    NUMBERS,
    calendar_year,
    count_in,
    grain_in,
    periods_in,
    rule,
    year_in,
)

_CHOOSERS: Final[Mapping[str, Callable[[Context, str], Period | None]]] = {
    "last": named_periods.last,
    "this": named_periods.of_this_year,
    "next": named_periods.coming,
}


def _named(items: Items, context: Context) -> Period | None:
    named = one(items, "named", "season")
    if named is None:
        return None
    year = year_in(items)
    if year is None:
        return _CHOOSERS.get(items[0].kind, named_periods.latest)(context, named.name)
    return named_periods.said_in_year(context, named.name, year)


def _named_of_year(items: Items, context: Context) -> Period | None:
    year = calendar_year(items[-1].period)
    return named_periods.said_in_year(context, items[0].name, year) if year is not None else None


def _week_of_named(items: Items, context: Context) -> Period | None:
    """``Christmas week``."""
    day = _named(items, context)
    if day is None or day.range.start is None or grain_in(items) != "week":
        return None
    return periods.week_from(context.calendar.start_of(day.range.start, "week"))


def _ahead(items: Items, context: Context) -> Period | None:
    count, (period,) = _count(items), periods_in(items)
    said = one(items, "grain", "prevperiod")
    if count is None or said is None or not said.name:
        return None
    return named_periods.ahead_of(context, grain_in(items), count, period)


def _following(items: Items, context: Context) -> Period | None:
    count, (period,) = _count(items), periods_in(items)
    return named_periods.following(context, grain_in(items), count, period) if count else None


def _count(items: Items) -> int | None:
    """``The weeks before Christmas`` does not say how many."""
    grain = one(items, "grain")
    several = grain is not None and grain.words.casefold().endswith("s")
    return None if several and one(items, *NUMBERS) is None else count_in(items)


def _undated(items: Items, context: Context) -> Made:
    said = one(items, "named", "season")
    named = context.calendar.named(said.name) if said else None
    return done(Undated(named.label, year_in(items))) if named is not None else None


_ONE: Final = "(named|season)"
_NO_SPLIT: Final = "(?<![by which what rank])"

NAMED_RULES: Final[tuple[Rule, ...]] = (
    rule("<named day> week", "(last|this|next)? named grain (prep? year)?", _week_of_named),
    rule("<season> of <a year>", f"{_ONE} prep? period", _named_of_year),
    rule("<season> <year>", f"{_ONE} prep? year", _named),
    rule("last <season>", f"(last|this|next) {_ONE}", _named),
    Rule("<season> without dates", f"{_ONE} prep? year|(last|this|next) {_ONE}", _undated),
    rule("latest <season>", _ONE, _named),
    Rule("<season> without any dates", _ONE, _undated),
)

NEAR_RULES: Final[tuple[Rule, ...]] = (
    rule(
        "<n> <grain>s before <a>",
        f"num? prevperiod period|{_NO_SPLIT}num? grain before period",
        _ahead,
    ),
    rule("<n> <grain>s after <a>", f"{_NO_SPLIT}num? grain after period", _following),
)
