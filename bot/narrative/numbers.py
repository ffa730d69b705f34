"""Numbers as people read them: thousands, money, percent, points. Exact values stay elsewhere."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from metrics.model import Currency, Format, Metric
from metrics.result import Cell

_NOTHING_AFTER_POINT = re.compile(r"\.0+(?![0-9])")
_MILLION = 1_000_000
_BILLION = 1_000_000_000
_SMALL_MONEY = 1_000
_UNNAMED = Currency("", "")
_HUGE = 1e15  # a float has no decimals to round from here on
_TEN_PERCENT = 0.0995
_TENFOLD = 10


def number_of(cell: Cell) -> float | None:
    """The cell as a number, None where it holds none.

    >>> number_of(None) is None, number_of(float("nan")) is None
    (True, True)
    """
    value = float(cell) if isinstance(cell, int | float | Decimal) else math.nan
    return value if math.isfinite(value) else None


def say_number(cell: Cell, metric: Metric, *, short: bool = False) -> str:
    """A metric's value with its unit, in a sentence; ``short`` rounds money to millions."""
    value = number_of(cell)
    if value is None:
        return "no value"
    text = say_value(value, metric.format, metric.currency, short=short)
    return f"{text}{_unit(metric, value)}"


def say_goal(value: float, metric: Metric) -> str:
    """A goal with its unit; goals are round, so decimals that say nothing are left out."""
    return _NOTHING_AFTER_POINT.sub("", say_number(value, metric, short=True))


def say_value(
    value: float, kind: Format | None, currency: Currency | None = None, *, short: bool = False
) -> str:
    """A number without its unit, except the signs that stand at a number.

    >>> euros, kroner = Currency("EUR", "€"), Currency("DKK", "kr", "after")
    >>> say_value(1234567.5, "currency", euros), say_value(-12.5, "currency", kroner)
    ('€1,234,568', '-12.50 kr')
    >>> say_value(1234567.5, "currency", euros, short=True)
    '€1.23 million'
    >>> say_value(0.1234, "percent"), say_value(862, "integer"), say_value(4.256, "per_thousand")
    ('12.3 %', '862', '4.26')
    """
    if kind == "currency":
        return _money(value, currency or _UNNAMED, short=short)
    return _said(value, kind, 0)


def say_closer(value: float, metric: Metric) -> str:
    """A metric's value with one more decimal; money and counts have no more."""
    kind = metric.format
    if kind in ("currency", "integer"):
        return say_value(value, kind, metric.currency)
    return _said(value, kind, 1)


def is_slight(now: float, before: float, kind: Format | None) -> bool:
    """Whether a change is less than can be shown, however the two values are rounded.

    >>> is_slight(0.01164, 0.01148, "percent"), is_slight(0.0121, 0.0109, "percent")
    (True, False)
    """
    if kind == "percent":
        return say_points(now - before).startswith("less")
    nothing = _said(abs(now - before), kind, 0)
    return not nothing.strip("0.") or (0 not in (now, before) and _is_nothing(now / before - 1))


def say_cell(cell: Cell, kind: Format | None = None, currency: Currency | None = None) -> str:
    """A cell of a table: formatted where it is a metric's, plain where it is a dimension's."""
    if cell is None:
        return "—"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return f"{cell:%B} {cell.day}, {cell.year}"
    if isinstance(cell, str):
        return cell
    return str(cell) if kind is None else say_value(float(cell), kind, currency)


def say_share(part: float, whole: float) -> str:
    """A share in whole percent.

    >>> say_share(1, 3)
    '33 %'
    """
    return f"{_fixed(100 * part / whole, 0)} %"


def say_ratio(ratio: float) -> str:
    """The size of a relative change, without its sign.

    >>> say_ratio(-0.0724), say_ratio(0.256), say_ratio(-0.0004)
    ('7.2 %', '26 %', 'less than 0.1 %')
    """
    size = abs(ratio)
    if _is_nothing(ratio):
        return "less than 0.1 %"
    if size >= _TENFOLD:
        return f"{_fixed(size * 100, 0)} %"
    return f"{_trim(_fixed(size * 100, 0 if size >= _TEN_PERCENT else 1))} %"


def say_points(change: float) -> str:
    """The size of a change of a rate, in percentage points.

    >>> say_points(-0.013), say_points(0.01)
    ('1.3 percentage points', '1 percentage point')
    """
    size = abs(change) * 100
    text = _trim(_fixed(size, 1))
    if text == "0" and size:
        return "less than 0.1 percentage points"
    return f"{text} percentage point{'' if text == '1' else 's'}"


def _said(value: float, kind: Format | None, more: int) -> str:
    match kind:
        case "percent":
            return f"{_fixed(value * 100, 1 + more)} %"
        case "integer" | "currency":
            return _fixed(value, 0 if kind == "integer" or abs(value) >= _SMALL_MONEY else 2)
        case "per_thousand":
            return _fixed(value, 2 + more)
        case _:
            return _trim(_fixed(value, 1 + more))


def _is_nothing(ratio: float) -> bool:
    """Whether a relative change would be rounded to nothing."""
    return 0 < abs(ratio) < 0.0005  # noqa: PLR2004


def _money(value: float, currency: Currency, *, short: bool) -> str:
    """The amount with the currency's sign; one that ends in a letter stands apart from it."""
    text = _amount(abs(value), currency.decimals, short=short)
    sign, symbol = ("-" if value < 0 else ""), currency.symbol
    if currency.place == "after":
        return f"{sign}{text} {symbol}"
    return f"{sign}{symbol}{' ' if symbol[-1:].isalpha() else ''}{text}"


def _amount(size: float, decimals: int, *, short: bool) -> str:
    if short and size >= _BILLION:
        return f"{_trim(_fixed(size / _BILLION, 2))} billion"
    if short and size >= _MILLION:
        return f"{_trim(_fixed(size / _MILLION, 2))} million"
    text = _fixed(size, decimals if size < _SMALL_MONEY else 0)
    return _NOTHING_AFTER_POINT.sub("", text)


def _fixed(value: float, places: int) -> str:
    """Rounded as people do, halves away from zero, with thousands marked; no minus zero."""
    if abs(value) >= _HUGE:
        return f"{value:,.{places}f}"
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,.{places}f}"


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit(metric: Metric, value: float) -> str:
    label = metric.label.lower()
    if metric.format == "days":
        return "" if "days" in label else f" day{'' if value == 1 else 's'}"
    if metric.format == "per_thousand" and "per 1,000" not in label:
        _, per, of = metric.unit.partition("per ")
        return f" per {of}" if per else f" per 1,000 {metric.unit}".rstrip()
    return ""
