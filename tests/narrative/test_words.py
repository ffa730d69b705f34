from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.narrative import say_period, say_range, say_value, tell
from metrics.catalog import load_catalog
from metrics.model import Currency
from metrics.query import MetricQuery, TimeRange
from tests.narrative.fixed import FOURTH_QUARTER, OCTOBER, catalog, result_of


def days(start, end):
    return str(say_range(TimeRange(start, end), catalog().calendar))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 10, 31), date(2026, 11, 1), "on October 31, 2026"),
        (date(2026, 10, 26), date(2026, 11, 2), "in the week of October 26, 2026"),
        (date(2026, 10, 1), date(2026, 11, 1), "in October 2026"),
        (date(2026, 7, 1), date(2026, 10, 1), "in Q3 2026"),
        (date(2026, 1, 1), date(2027, 1, 1), "in 2026"),
        (date(2025, 7, 1), date(2026, 7, 1), "in FY26"),
        (date(2026, 8, 1), date(2026, 11, 1), "from August to October 2026"),
        (date(2025, 11, 1), date(2026, 11, 1), "from November 2025 to October 2026"),
        (date(2026, 10, 1), date(2026, 10, 16), "from October 1 to 15, 2026"),
        (date(2026, 8, 3), date(2026, 9, 3), "from August 3 to September 2, 2026"),
        (date(2025, 12, 30), date(2026, 1, 5), "from December 30, 2025 to January 4, 2026"),
        (None, date(2026, 11, 1), "in all data through October 31, 2026"),
    ],
)
def test_a_range_has_its_shortest_true_name(start, end, words):
    assert days(start, end) == words


@pytest.mark.parametrize(
    ("naming", "start", "end", "words"),
    [
        ("fiscal", date(2026, 7, 1), date(2026, 10, 1), "in Q1 FY27"),
        ("fiscal", date(2026, 1, 1), date(2026, 7, 1), "in H2 FY26"),
        ("fiscal", date(2024, 7, 1), date(2026, 7, 1), "in FY25 to FY26"),
        ("fiscal", date(2026, 4, 1), date(2026, 10, 1), "in Q4 FY26 to Q1 FY27"),
        (
            "fiscal",
            date(2026, 7, 1),
            date(2026, 11, 3),
            "in FY27 to date (July 1 to November 2, 2026)",
        ),
        ("fiscal", date(2026, 7, 1), date(2026, 8, 26), "from July 1 to August 25, 2026"),
        ("fiscal", date(2026, 7, 5), date(2026, 7, 9), "from July 5 to 8, 2026"),
        (
            "black_friday",
            date(2025, 11, 28),
            date(2025, 11, 29),
            "on Black Friday 2025 (November 28, 2025)",
        ),
        ("black_friday", date(2025, 11, 27), date(2025, 11, 28), "on November 27, 2025"),
        (
            "holiday_season",
            date(2025, 11, 1),
            date(2026, 1, 1),
            "in holiday season 2025 (November to December 2025)",
        ),
        (
            "winter",
            date(2025, 12, 1),
            date(2026, 3, 1),
            "in winter 2025/26 (December 2025 to February 2026)",
        ),
        ("no_such_day", date(2026, 10, 1), date(2026, 11, 1), "in October 2026"),
    ],
)
def test_a_range_is_told_in_the_terms_in_which_it_was_asked(naming, start, end, words):
    assert str(say_range(TimeRange(start, end), catalog().calendar, naming)) == words


def test_fiscal_quarters_are_counted_from_the_fiscal_year():
    span = say_period(date(2026, 10, 1), "fiscal_quarter", catalog().calendar)
    assert span.name == "Q2 FY27"


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (-1234, "integer", "-1,234"),
        (-0.0001, "percent", "0.0 %"),
        (1999.5, "currency", "2,000"),
        (-3.5, "currency", "-3.50"),
        (12.0, "days", "12"),
        (0.125, "decimal", "0.1"),
        (2.5, "integer", "3"),
        (0.0125, "percent", "1.3 %"),
        (1e21, "integer", "1,000,000,000,000,000,000,000"),
        (2_500_000_000, "currency", "2,500,000,000"),
    ],
)
def test_numbers_read_as_people_write_them(value, kind, words):
    assert say_value(value, kind) == words


@pytest.mark.parametrize(
    ("value", "currency", "short", "words"),
    [
        (13_037, Currency("EUR", "€"), False, "€13,037"),
        (-3.5, Currency("USD", "$"), False, "-$3.50"),
        (12, Currency("USD", "$"), False, "$12"),
        (1_204.5, Currency("CHF", "CHF"), False, "CHF 1,205"),
        (12.4, Currency("JPY", "¥", decimals=0), False, "¥12"),
        (-12.5, Currency("DKK", "kr", "after"), False, "-12.50 kr"),
        (12_000_000_000, Currency("DKK", "kr", "after"), True, "12 billion kr"),
        (1_234_567, Currency("EUR", "€"), True, "€1.23 million"),
    ],
)
def test_money_carries_the_sign_of_its_currency(value, currency, short, words):
    assert say_value(value, "currency", currency, short=short) == words


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        ("USD", "Claim cost in October 2026 was $13,037"),
        ("EUR", "Claim cost in October 2026 was €13,037"),
        ("{code: SEK, symbol: kr, place: after}", "Claim cost in October 2026 was 13,037 kr"),
    ],
)
def test_every_sentence_and_table_speaks_the_companys_currency(tmp_path, written, headline):
    known = in_currency(tmp_path, written)
    query = MetricQuery(("claim_cost",), time_range=OCTOBER)
    assert tell(result_of(query, (13_037,), cat=known), known).headline.startswith(headline)
    split = MetricQuery(
        ("claim_cost",), ("model",), time_range=OCTOBER, compare_to="previous_period"
    )
    result = result_of(split, ("Bike", 300, 280, 20, 0.07), cat=known)
    number = headline.removeprefix("Claim cost in October 2026 was ")
    assert tell(result, known).table.rows[0][1:3] == (
        number.replace("13,037", "300"),
        number.replace("13,037", "280"),
    )


def test_the_highest_of_a_metric_that_is_called_highest_is_not_called_so_twice(tmp_path):
    known = in_currency(tmp_path, "USD")
    metric = replace(known.metric("claim_cost"), label="Highest claim cost")
    known = replace(known, metrics={**known.metrics, "claim_cost": metric})
    query = MetricQuery(("claim_cost",), ("model",), time_range=OCTOBER)
    told = tell(result_of(query, ("Bike", 300), ("Row", 20), cat=known), known).headline
    assert "Bike has the highest claim cost in October 2026" in told


def in_currency(folder, written):
    """The example company with another currency, which its metrics do not name."""
    shutil.copytree(Path(__file__).parent / "definitions", folder, dirs_exist_ok=True)
    for path in folder.glob("*.yml"):
        text = path.read_text(encoding="utf-8").replace("    unit: US dollars\n", "")
        path.write_text(text.replace("currency: USD", f"currency: {written}"), encoding="utf-8")
    return load_catalog(folder)


def test_a_table_stands_the_period_before_and_the_change_beside_each_metric():
    query = MetricQuery(
        ("claims_reported",), ("model",), time_range=OCTOBER, compare_to="previous_period"
    )
    result = result_of(query, ("Bike", 300, 280, 20, 0.07), (None, 60, None, None, None))
    shown = tell(result, catalog()).table
    labels = [h.label for h in shown.headings]
    assert labels == ["Model", "Claims reported", "September 2026", "Change"]
    assert shown.rows == (
        ("Bike", "300", "280", "▲ 7.1 % worse"),
        ("no model", "60", "—", "—"),
    )


def test_a_table_says_which_numbers_are_withheld():
    query = MetricQuery(("members_claiming",), ("model",), time_range=OCTOBER)
    shown = tell(result_of(query, ("Bike", 30), ("Row", None), suppressed=1), catalog()).table
    assert shown.rows[1] == ("Row", "withheld")


def test_a_table_of_another_metric_of_the_row_keeps_its_own_format():
    query = MetricQuery(("claims_reported", "claim_cost"), ("model",), time_range=OCTOBER)
    shown = tell(result_of(query, ("Bike", 300, Decimal("70500.25"))), catalog()).table
    assert shown.rows == (("Bike", "300", "$70,500"),)


def test_a_long_series_keeps_its_latest_periods():
    query = MetricQuery(("claims_reported",), time_range=FOURTH_QUARTER, grain="day")
    rows = [(date.fromordinal(date(2026, 1, 1).toordinal() + i), i) for i in range(250)]
    shown = tell(result_of(query, *rows), catalog()).table
    assert shown.newest_last
    assert shown.total == 250
    assert len(shown.rows) == 100
    assert shown.rows[-1][1] == "249"
