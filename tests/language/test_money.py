"""The sign of money in a question: the company's own is read, no other is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language import Clarification, Interpreter
from metrics.catalog import load_catalog
from tests.documented import write_definitions

NOW = datetime(2026, 1, 15, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def ask(tmp_path):
    """A function from a currency and a question to the outcome."""

    def asked(currency, text):
        company = write_definitions(tmp_path) / "company.yml"
        written = company.read_text(encoding="utf-8").replace("EUR", currency)
        company.write_text(written, encoding="utf-8")
        values = {"country": ("Germany", "Luxembourg")}
        return Interpreter.build(load_catalog(tmp_path), values).interpret(text, now=NOW)

    return asked


@pytest.mark.parametrize(("currency", "sign"), [("EUR", "€"), ("GBP", "£"), ("USD", "$")])
def test_an_amount_with_the_companys_sign_is_understood(ask, currency, sign):
    outcome = ask(currency, f"countries with revenue over {sign}500 in 2025")

    assert [(h.metric, h.op, h.values) for h in outcome.query.having] == [("revenue", ">", (500,))]


@pytest.mark.parametrize(("currency", "sign"), [("EUR", "$"), ("GBP", "€"), ("USD", "£")])
def test_an_amount_with_another_sign_is_asked_back(ask, currency, sign):
    outcome = ask(currency, f"countries with revenue over {sign}500 in 2025")

    assert isinstance(outcome, Clarification)
    assert sign in outcome.not_understood


def test_with_several_currencies_no_sign_is_understood(ask, tmp_path):
    ask("EUR", "revenue")
    path = tmp_path / "deliveries.yml"
    head, tail = path.read_text(encoding="utf-8").split("  revenue:\n")
    extra = tail.replace("Revenue", "Swiss revenue") + "    unit: CHF\n"
    path.write_text(f"{head}  revenue:\n{tail}  swiss_revenue:\n{extra}", encoding="utf-8")
    made = Interpreter.build(load_catalog(tmp_path), {})

    outcome = made.interpret("countries with revenue over €500 in 2025", now=NOW)

    assert isinstance(outcome, Clarification)
    assert "€" in outcome.not_understood
