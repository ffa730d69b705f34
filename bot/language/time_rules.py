"""The time grammar: named rules that turn words for time into periods, finest first.

Calendar quarters and years are meant unless fiscal is said. Ranges are half-open. Rules that say
"latest" choose the latest such period that has begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.language import periods, ranges
from bot.language.items import Context, Items, Made, Rule, period_item
from bot.language.named_rules import NAMED_RULES, NEAR_RULES
from bot.language.parts import Period
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
from metrics.model import Grain
from metrics.query import TimeRange

_QUARTER: Final = 3
_HALF: Final = 6
_FORTNIGHT: Final = 14
_TWO_DIGITS: Final = 100


def _day_word(items: Items, context: Context) -> Period:
    return Period(
        periods.day_of(context.today + timedelta(days=int(items[0].name))).range,
        "day",
        relative=True,
    )


def _iso_day(items: Items, _: Context) -> Period | None:
    try:
        return periods.day_of(date.fromisoformat(items[-1].name))
    except ValueError:
        return None


def _iso_month(items: Items, context: Context) -> Period:
    year, month = items[0].name.split("-")
    return periods.month_of(context, int(month), int(year))


def _by_numbers(items: Items, _: Context) -> Period | None:
    first, second, year = (int(number) for number in items[0].names)
    return periods.by_numbers(first, second, year)


def _month_day(items: Items, context: Context) -> Period | None:
    month, day = one(items, "monthname"), one(items, "day", "ordinal")
    if month is None or day is None:
        return None
    if [item.kind for item in items] == ["monthname", "day"]:
        return periods.month_or_day(context, int(month.name), int(day.number))
    return periods.month_day(context, int(month.name), int(day.number), year_in(items))


def _month(items: Items, context: Context) -> Period | None:
    month = one(items, "monthname")
    return periods.month_of(context, int(month.name), year_in(items)) if month else None


def _month_of_year(items: Items, context: Context) -> Period | None:
    year = calendar_year(items[-1].period)
    return periods.month_of(context, int(items[0].name), year) if year is not None else None


def _last_month_named(items: Items, context: Context) -> Period:
    found = periods.month_of(context, int(items[-1].name), None)
    start = found.range.start
    if start is not None and found.range.end > context.today:
        found = periods.month_of(context, int(items[-1].name), start.year - 1)
    return Period(found.range, "month")


def _fiscal_year(items: Items, context: Context) -> Period | None:
    number = one(items, "fiscaltoken", *NUMBERS)
    fiscal = one(items, "fiscaltoken", "fiscal") or grain_in(items) == "fiscal_year"
    if number is None or not fiscal or not _is_year(number.number):
        return None
    return periods.fiscal_year_of(context, int(number.number))


def _is_year(number: float) -> bool:
    return 15 <= number < 100 or 2000 <= number < 2100  # noqa: PLR2004 - as FY25 or FY2025


def _fiscal_part(items: Items, context: Context) -> Period | None:
    year = periods.fiscal_year_of(context, int(items[0].name))
    return periods.part_of(year, _QUARTER, int(items[0].number), "quarter")


def _says_fiscal(items: Items) -> bool:
    """``Fiscal Q1``, ``FQ1`` and the first fiscal quarter."""
    token = one(items, "quartertoken", "halftoken")
    if token is not None and token.words.casefold().startswith("f"):
        return True
    return one(items, "fiscal") is not None or grain_in(items) == "fiscal_quarter"


def _part_number(items: Items) -> tuple[int, int, Grain | None] | None:
    """(months, number, grain) of a quarter or half-year."""
    token = one(items, "quartertoken", "halftoken")
    if token is not None:
        quarter = token.kind == "quartertoken"
        return (3 if quarter else 6), int(token.number), "quarter" if quarter else None
    ordinal = one(items, "ordinal", "last")
    if ordinal is None:
        return None
    if not one(items, "half") and not grain_in(items).endswith("quarter"):
        return None
    months = _HALF if one(items, "half") else _QUARTER
    number = int(ordinal.number) if ordinal.kind == "ordinal" and not ordinal.name else 0
    if not 1 <= number <= 12 // months:
        return None
    return months, number, "quarter" if months == _QUARTER else None


def _part_of_period(items: Items, _: Context) -> Period | None:
    part, whole = _part_number(items), periods_in(items)
    if not part or not whole or (_says_fiscal(items) and not whole[0].fiscal):
        return None
    return periods.part_of(whole[0], *part)


def _part_of_year(items: Items, context: Context) -> Period | None:
    part = _part_number(items)
    if part is None:
        return None
    months, number, grain = part
    year = year_in(items)
    if _says_fiscal(items):
        if year is None:
            return periods.latest_fiscal_part(context, months, number, grain)
        return periods.part_of(periods.fiscal_year_of(context, year), months, number, grain)
    make = periods.quarter_of if months == _QUARTER else periods.half_of
    return make(context, number, year)


def _relative(offset: int) -> Callable[[Items, Context], Period]:
    return lambda items, context: periods.relative(context, grain_in(items), offset)


def _last_count(items: Items, context: Context) -> Period | None:
    count = count_in(items)
    return periods.last_periods(context, grain_in(items), count) if count else None


def _fortnight(items: Items, context: Context) -> Period | None:
    if items[-1].kind == "ago":
        return periods.relative(context, "week", -2)
    return periods.last_periods(context, "day", _FORTNIGHT)


def _next_count(items: Items, context: Context) -> Period | None:
    count = count_in(items)
    if count is None:
        return None
    start = periods.tomorrow(context)
    end = context.calendar.shift(start, grain_in(items), count)
    return Period(TimeRange(start, end), relative=True)


def _ago(items: Items, context: Context) -> Period | None:
    count, grain = count_in(items), grain_in(items)
    if count is None:
        return None
    found = periods.relative(context, grain, -count)
    return replace(found, years_back=count if grain.endswith("year") else 0)


def _to_date(items: Items, context: Context) -> Period:
    return periods.to_date(context, grain_in(items))


def _same_last_year(items: Items, context: Context) -> Period:
    grain, calendar = grain_in(items), context.calendar
    before = calendar.before(calendar.period(context.today, grain), grain, "previous_year")
    return Period(before, grain, relative=True, years_back=1)


def _week_of(items: Items, context: Context) -> Period | None:
    day = periods_in(items)[0]
    if day.grain != "day" or day.range.start is None:
        return None
    if day.named:
        return periods.week_from(context.calendar.start_of(day.range.start, "week"))
    from_it = not items[0].words.casefold().endswith("of")
    return (
        periods.week_from(day.range.start)
        if from_it
        else periods.week_of(context, day.range.start)
    )


def _weekend_of(items: Items, _: Context) -> Period | None:
    day = periods_in(items)[0]
    return periods.weekend_of(day.range.start) if day.grain == "day" and day.range.start else None


def _last_weekend(_: Items, context: Context) -> Period:
    this_week = context.calendar.start_of(context.today, "week")
    found = periods.weekend_of(this_week)
    while found.range.end > context.today:
        start = found.range.start or context.today
        found = periods.weekend_of(start - timedelta(days=7))
    return found


def _weekday(items: Items, context: Context) -> Period:
    return periods.last_weekday(context, int(items[-1].name))


def _from_to(items: Items, context: Context) -> Period | None:
    first, last = periods_in(items)
    if not _at_ends(items):
        return None
    found = ranges.up_to(context, first, last)
    either_way = found is None and items[0].kind == "between"
    return ranges.up_to(context, last, first) if either_way else found


def _at_ends(items: Items) -> bool:
    """``Until the end of September`` is through September; "as of" is something else."""
    return all(i.words.casefold().endswith("end of") for i in items if i.kind == "asof")


def _since(items: Items, context: Context) -> Period | None:
    first = periods_in(items)[0]
    return ranges.since(context, first, first.range.start)


def _since_start(items: Items, context: Context) -> Period | None:
    """``Since the start of the year``: of the current one."""
    if not items[-2].words.casefold().endswith("of"):
        return None
    current = periods.relative(context, grain_in(items), 0)
    return ranges.since(context, current, current.range.start)


def _to_now(items: Items, context: Context) -> Period | None:
    until = items[-1]
    said = until.kind == "now" or until.words.casefold() == "to date"
    return _since(items, context) if said else None


def _after(items: Items, context: Context) -> Period | None:
    first = periods_in(items)[0]
    return ranges.since(context, first, first.range.end)


def _before(items: Items, _: Context) -> Period | None:
    end = periods_in(items)[0].range.start
    return Period(TimeRange(None, end)) if end else None


def _until(items: Items, _: Context) -> Period | None:
    """``Until June`` may leave June out or not, "until the end of June" does not."""
    within = periods_in(items)[0].range
    through = Period(TimeRange(None, within.end))
    if one(items, "asof"):
        return through if _at_ends(items) else None
    if within.start is None or items[0].words.casefold() not in {"until", "till"}:
        return None
    return replace(through, others=(Period(TimeRange(None, within.start)),))


def _on_or_in(items: Items, _: Context) -> Made:
    """``On Oct 26`` is the day, ``in Oct 26`` the month."""
    period, word = items[-1].period, items[0].words.casefold()
    if period is None or not period.others or word not in {"on", "in", "during"}:
        return None
    each = (replace(period, others=()), *period.others)
    fitting = [one for one in each if (one.grain == "day") == (word == "on")]
    if not 0 < len(fitting) < len(each):
        return None
    return period_item(replace(fitting[0], others=tuple(fitting[1:])))


def _ever(_: Items, context: Context) -> Period:
    return Period(TimeRange(None, periods.tomorrow(context)))


_DAY_OF_MONTH: Final = "(monthname (day|ordinal)|(day|ordinal) prep? monthname)"
_PART: Final = "(quartertoken|halftoken|ordinal half|ordinal grain)"
_TO: Final = "(to|until|dash)"

TIME_RULES: Final[tuple[Rule, ...]] = (
    rule("a day by its date", "isodate", _iso_day),
    rule("a month by its date", "isomonth", _iso_month),
    rule("a day by its numbers", "slashdate", _by_numbers),
    rule("<month> <day>, <year>", f"{_DAY_OF_MONTH} comma? year", _month_day),
    rule("<month> <day>", _DAY_OF_MONTH, _month_day),
    rule("<month> <year>", "monthname prep? year", _month),
    rule("last <month>", "last monthname", _last_month_named),
    rule("so far this <grain>", "todate", _to_date),
    rule("fiscal <year>", "fiscaltoken|fiscal num|grain (year|day|number)", _fiscal_year),
    rule("fiscal <part><year>", "fiscalpart", _fiscal_part),
    rule("last <n> <grain>s", "(last|past) full? num full? grain", _last_count),
    rule("next <n> <grain>s", "next num grain", _next_count),
    rule("last fortnight", "(last|past) fortnight|fortnight ago", _fortnight),
    rule("<n> <grain>s ago", "num? grain ago", _ago),
    rule("last <grain>", "last full? grain", _relative(-1)),
    rule("this <grain>", "this grain", _relative(0)),
    rule("next <grain>", "next grain", _relative(1)),
    rule("same <grain> last year", "samelast", _same_last_year),
    rule("<part> of <a year>", f"{_PART} prep? period", _part_of_period),
    rule("<a year> <part>", "period (quartertoken|halftoken)", _part_of_period),
    rule("<part> <year>", f"fiscal? {_PART} prep? year", _part_of_year),
    rule("<year> <part>", "year (quartertoken|halftoken)", _part_of_year),
    rule("latest <part>", f"fiscal? {_PART}", _part_of_year),
    rule("<month> of <a year>", "monthname prep? period", _month_of_year),
    *NAMED_RULES,
    rule("latest <month>", "monthname", _month),
    rule("a calendar year", "year", lambda items, _: periods.year_of(int(items[0].number))),
    rule("yesterday", "dayword", _day_word),
    rule("week of <day>", "weekof period", _week_of),
    rule("weekend of <day>", "weekendof period", _weekend_of),
    rule("last weekend", "last weekend", _last_weekend),
    rule("last <weekday>", "last? weekday", _weekday),
    Rule("on <day>", "prep period", _on_or_in),
    *NEAR_RULES,
    rule("between <a> and <b>", "between startof? period (and|dash) asof? period", _from_to),
    rule("from <a> to now", f"(from|since)? startof? period {_TO} now", _to_now),
    rule("from <a> to date", "(from|since) startof? period ever", _to_now),
    rule("from <a> to <b>", f"(from|since) startof? period {_TO} asof? period", _from_to),
    rule("<a> to <b>", f"startof? period {_TO} asof? period", _from_to),
    rule("since the start of the <grain>", "(from|since) startof? grain", _since_start),
    rule("since <a>", "since startof? period|from period onwards|period onwards", _since),
    rule("after <a>", "after period", _after),
    rule("before <a>", "before startof? period", _before),
    rule("until <a>", "until asof? period", _until),
    rule("all history", "ever", _ever),
)
