"""The time grammar: named rules that turn words for time into periods, finest first.

Calendar quarters and years are meant unless fiscal is said. Ranges are half-open. Rules that say
"latest" choose the latest such period that has begun.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, cast

from bot.language import periods
from bot.language.items import Context, Item, Items, Made, Rule, period_item
from bot.language.parts import Period
from metrics.calendar import add_months
from metrics.model import Grain
from metrics.query import TimeRange

_NUMBERS: Final = frozenset({"day", "year", "number"})
_QUARTER: Final = 3
_HALF: Final = 6
_MOST_PERIODS: Final = 5_000


def _one(items: Items, *kinds: str) -> Item | None:
    return next((item for item in items if item.kind in kinds), None)


def _grain(items: Items) -> Grain:
    item = _one(items, "grain", "todate", "samelast")
    return cast("Grain", item.name if item else "day")


def _year(items: Items) -> int | None:
    item = _one(items, "year")
    return int(item.number) if item else None


def _made(period: Period | None) -> Made:
    return period_item(period) if period is not None else None


def _rule(name: str, pattern: str, make: Callable[[Items, Context], Period | None]) -> Rule:
    def guarded(items: Items, context: Context) -> Made:
        joined = all(i.words.casefold() in {"of", "in"} for i in items if i.kind == "prep")
        return _made(make(items, context)) if joined else None

    return Rule(name, pattern, guarded)


def _of_periods(items: Items) -> list[Period]:
    return [item.period for item in items if item.period is not None]


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


def _month_day(items: Items, context: Context) -> Period | None:
    month, day = _one(items, "monthname"), _one(items, "day", "ordinal")
    if month is None or day is None:
        return None
    return periods.month_day(context, int(month.name), int(day.number), _year(items))


def _month(items: Items, context: Context) -> Period | None:
    month = _one(items, "monthname")
    return periods.month_of(context, int(month.name), _year(items)) if month else None


def _month_of_year(items: Items, context: Context) -> Period | None:
    year = items[-1].period
    if year is None or year.grain != "year" or year.to_date or year.range.start is None:
        return None
    return periods.month_of(context, int(items[0].name), year.range.start.year)


def _last_month_named(items: Items, context: Context) -> Period:
    found = periods.month_of(context, int(items[-1].name), None)
    start = found.range.start
    if start is not None and found.range.end > context.today:
        found = periods.month_of(context, int(items[-1].name), start.year - 1)
    return Period(found.range, "month")


def _fiscal_year(items: Items, context: Context) -> Period | None:
    number = _one(items, "fiscaltoken", *_NUMBERS)
    fiscal = _one(items, "fiscaltoken", "fiscal") or _grain(items) == "fiscal_year"
    if number is None or not fiscal or not _is_year(number.number):
        return None
    return periods.fiscal_year_of(context, int(number.number))


def _is_year(number: float) -> bool:
    return 15 <= number < 100 or 2000 <= number < 2100  # noqa: PLR2004 - as FY25 or FY2025


def _part_number(items: Items) -> tuple[int, int, Grain | None] | None:
    """(months, number, grain) of a quarter or half-year."""
    token = _one(items, "quartertoken", "halftoken")
    if token is not None:
        quarter = token.kind == "quartertoken"
        return (3 if quarter else 6), int(token.number), "quarter" if quarter else None
    ordinal = _one(items, "ordinal", "last")
    if ordinal is None:
        return None
    if not _one(items, "half") and not _grain(items).endswith("quarter"):
        return None
    months = _HALF if _one(items, "half") else _QUARTER
    number = int(ordinal.number) if ordinal.kind == "ordinal" and not ordinal.name else 0
    if not 1 <= number <= 12 // months:
        return None
    return months, number, "quarter" if months == _QUARTER else None


def _part_of_period(items: Items, _: Context) -> Period | None:
    part, whole = _part_number(items), _of_periods(items)
    return periods.part_of(whole[0], *part) if part and whole else None


def _part_of_year(items: Items, context: Context) -> Period | None:
    part = _part_number(items)
    if part is None:
        return None
    months, number, grain = part
    year = _year(items)
    if _one(items, "fiscal") or _grain(items) == "fiscal_quarter":
        if year is None:
            return periods.latest_fiscal_part(context, months, number, grain)
        return periods.part_of(periods.fiscal_year_of(context, year), months, number, grain)
    make = periods.quarter_of if months == _QUARTER else periods.half_of
    return make(context, number, year)


def _relative(offset: int) -> Callable[[Items, Context], Period]:
    return lambda items, context: periods.relative(context, _grain(items), offset)


def _last_count(items: Items, context: Context) -> Period | None:
    number = _one(items, *_NUMBERS)
    if number is None or not 1 <= number.number <= _MOST_PERIODS:
        return None
    return periods.last_periods(context, _grain(items), int(number.number))


def _next_count(items: Items, context: Context) -> Period | None:
    number = _one(items, *_NUMBERS)
    if number is None or not 1 <= number.number <= _MOST_PERIODS:
        return None
    start = periods.tomorrow(context)
    try:
        end = context.calendar.shift(start, _grain(items), int(number.number))
    except (ValueError, OverflowError):
        return None
    return Period(TimeRange(start, end), relative=True)


def _ago(items: Items, context: Context) -> Period | None:
    number = _one(items, *_NUMBERS)
    count = int(number.number) if number else 1
    if not 1 <= count <= _MOST_PERIODS:
        return None
    try:
        return periods.relative(context, _grain(items), -count)
    except (ValueError, OverflowError):
        return None


def _to_date(items: Items, context: Context) -> Period:
    return periods.to_date(context, _grain(items))


def _same_last_year(items: Items, context: Context) -> Period | None:
    grain = _grain(items)
    if grain == "week":
        return periods.relative(context, "week", -52)
    current = context.calendar.period(context.today, grain)
    if current.start is None:
        return None
    moved = TimeRange(add_months(current.start, -12), add_months(current.end, -12))
    return Period(moved, grain, relative=True)


def _week_of(items: Items, _: Context) -> Period | None:
    day = _of_periods(items)[0]
    return periods.week_from(day.range.start) if day.grain == "day" and day.range.start else None


def _weekend_of(items: Items, _: Context) -> Period | None:
    day = _of_periods(items)[0]
    return periods.weekend_of(day.range.start) if day.grain == "day" and day.range.start else None


def _last_weekend(_: Items, context: Context) -> Period:
    this_week = context.calendar.start_of(context.today, "week")
    found = periods.weekend_of(this_week)
    while found.range.end > context.today:
        start = found.range.start or context.today
        found = periods.weekend_of(start - timedelta(days=7))
    return found


def _season(items: Items, context: Context) -> Period | None:
    season = _one(items, "season")
    found = periods.season_of(context, int(season.name), _year(items)) if season else None
    if found and items[0].kind == "last" and found.range.end > context.today and found.range.start:
        return periods.season_of(context, found.range.start.month, found.range.start.year - 1)
    return found


def _season_of_year(items: Items, context: Context) -> Period | None:
    year = items[-1].period
    if year is None or year.grain != "year" or year.to_date or year.range.start is None:
        return None
    return periods.season_of(context, int(items[0].name), year.range.start.year)


def _named(items: Items, context: Context) -> Period | None:
    named = _one(items, "named")
    return periods.named_day(context, named.name, _year(items)) if named else None


def _weekday(items: Items, context: Context) -> Period:
    return periods.last_weekday(context, int(items[-1].name))


def _from_to(items: Items, _: Context) -> Period | None:
    first, last = _of_periods(items)
    return periods.up_to(first, last)


def _since(items: Items, context: Context) -> Period | None:
    return periods.since(context, _of_periods(items)[0].range.start)


def _after(items: Items, context: Context) -> Period | None:
    return periods.since(context, _of_periods(items)[0].range.end)


def _before(items: Items, _: Context) -> Period | None:
    end = _of_periods(items)[0].range.start
    return Period(TimeRange(None, end)) if end else None


def _ever(_: Items, context: Context) -> Period:
    return Period(TimeRange(None, periods.tomorrow(context)))


_DAY_OF_MONTH: Final = "(monthname (day|ordinal)|(day|ordinal) prep? monthname)"
_PART: Final = "(quartertoken|halftoken|ordinal half|ordinal grain)"

TIME_RULES: Final[tuple[Rule, ...]] = (
    _rule("a day by its date", "isodate", _iso_day),
    _rule("a month by its date", "isomonth", _iso_month),
    _rule("<month> <day>, <year>", f"{_DAY_OF_MONTH} comma? year", _month_day),
    _rule("<month> <day>", _DAY_OF_MONTH, _month_day),
    _rule("<month> <year>", "monthname prep? year", _month),
    _rule("last <month>", "last monthname", _last_month_named),
    _rule("so far this <grain>", "todate", _to_date),
    _rule("all history", "ever", _ever),
    _rule("fiscal <year>", "fiscaltoken|fiscal num|grain (year|day|number)", _fiscal_year),
    _rule("last <n> <grain>s", "(last|past) full? num full? grain", _last_count),
    _rule("next <n> <grain>s", "next num grain", _next_count),
    _rule("<n> <grain>s ago", "num? grain ago", _ago),
    _rule("last <grain>", "last full? grain", _relative(-1)),
    _rule("this <grain>", "this grain", _relative(0)),
    _rule("next <grain>", "next grain", _relative(1)),
    _rule("same <grain> last year", "samelast", _same_last_year),
    _rule("<part> of <a year>", f"{_PART} prep? period", _part_of_period),
    _rule("<a year> <part>", "period (quartertoken|halftoken)", _part_of_period),
    _rule("<part> <year>", f"fiscal? {_PART} prep? year", _part_of_year),
    _rule("<year> <part>", "year (quartertoken|halftoken)", _part_of_year),
    _rule("latest <part>", f"fiscal? {_PART}", _part_of_year),
    _rule("<month> of <a year>", "monthname prep? period", _month_of_year),
    _rule("<season> of <a year>", "season prep? period", _season_of_year),
    _rule("<season> <year>", "last? season (prep? year)?", _season),
    _rule("<named day> <year>", "named (prep? year)?", _named),
    _rule("latest <month>", "monthname", _month),
    _rule("a calendar year", "year", lambda items, _: periods.year_of(int(items[0].number))),
    _rule("yesterday", "dayword", _day_word),
    _rule("week of <day>", "weekof period", _week_of),
    _rule("weekend of <day>", "weekendof period", _weekend_of),
    _rule("last weekend", "last weekend", _last_weekend),
    _rule("last <weekday>", "last? weekday", _weekday),
    _rule("between <a> and <b>", "between period (and|dash) period", _from_to),
    _rule("from <a> to <b>", "from period (to|until|dash) period", _from_to),
    _rule("<a> to <b>", "period (to|until|dash) period", _from_to),
    _rule("since <a>", "since period|from period onwards|period onwards", _since),
    _rule("after <a>", "after period", _after),
    _rule("before <a>", "before period", _before),
)
