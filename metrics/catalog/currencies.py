"""Which currency an amount is in: the company's, unless the metric's unit names another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from metrics.catalog.fields import Fields, suggestion
from metrics.model import Currency

_ROWS: Final = (
    ("AUD", "A$", "Australian dollars"),
    ("BRL", "R$", "Brazilian reais"),
    ("CAD", "CA$", "Canadian dollars"),
    ("CHF", "CHF", "Swiss francs"),
    ("CNY", "CN¥", "Chinese yuan"),
    ("EUR", "€", "euros"),
    ("GBP", "£", "British pounds"),
    ("INR", "₹", "Indian rupees"),
    ("JPY", "¥", "Japanese yen"),
    ("KRW", "₩", "South Korean won"),
    ("MXN", "MX$", "Mexican pesos"),
    ("NZD", "NZ$", "New Zealand dollars"),
    ("USD", "$", "US dollars"),
)
_WITHOUT_DECIMALS: Final = frozenset({"JPY", "KRW"})
_OWN: Final = ("code", "symbol", "place", "decimals")
_CODE: Final = re.compile(r"[A-Z]{3}")
_DIGIT: Final = re.compile(r"[0-9]")

CURRENCIES: Final[Mapping[str, Currency]] = MappingProxyType(
    {
        code: Currency(code, symbol, decimals=0 if code in _WITHOUT_DECIMALS else 2)
        for code, symbol, _ in _ROWS
    }
)
_NAMES: Final = {name: code for code, _, name in _ROWS}


def bind_currency(company: Fields) -> Currency | None:
    """The company's ``currency``: a known code, or how to write another."""
    if "currency" not in company:
        return None
    if company.is_mapping("currency"):
        own = company.child("currency", _OWN)
        return _described(own) if own else None
    code = company.code("currency")
    if code and code not in CURRENCIES:
        company.problem(
            "currency",
            f'"{code}" is no currency that is known. {suggestion(code, CURRENCIES)} For another, '
            "write `{code: DKK, symbol: kr, place: after}`.",
        )
    return CURRENCIES.get(code)


def currency_of(metric: Fields, company: Currency | None) -> Currency | None:
    """The currency of a metric with ``format: currency``; None, and a problem, without one."""
    unit = metric.text("unit", "")
    if not unit:
        if company is None:
            metric.problem(
                "format",
                f"{metric.what} is money, but of which currency? Add `currency: USD` to the "
                "company, or `unit: USD` here.",
            )
        return company
    if company is not None and unit == company.code:
        return company
    code = _NAMES.get(unit, unit)
    if code not in CURRENCIES:
        hint = suggestion(unit, [*CURRENCIES, *_NAMES])
        metric.problem("unit", f'"unit" of {metric.what} is no currency: "{unit}". {hint}')
    return company if company and code == company.code else CURRENCIES.get(code)


def _described(own: Fields) -> Currency:
    code, symbol = own.code("code"), own.line("symbol")
    if code and not _CODE.fullmatch(code):
        own.problem("code", f'"{code}" is no currency code. Write three capitals, such as DKK.')
    if _DIGIT.search(symbol):
        own.problem("symbol", f'"{symbol}" holds a digit, which would read as part of an amount.')
    return Currency(
        code=code,
        symbol=symbol,
        place=own.choice("place", ("before", "after"), "before"),
        decimals=own.integer("decimals", 2, least=0, most=3),
    )
