"""Each governed metric, asked through the layer, against SQL written by hand from its definition.

Never weaken this file: a difference is a wrong number on one side, and the side is found.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.errors import QueryError
from metrics.query import Filter
from tests.soundness.asking import (
    AS_OF,
    ask,
    assert_all_shown,
    assert_shown,
    cells,
    periods,
    query,
    span,
)
from tests.soundness.oracle import Desk, load_oracles

ORACLES = load_oracles()
RANGES = {
    "a month": span("2026-08-01", "2026-09-01"),
    "the last month": span("2026-10-01", "2026-11-01"),
    "a quarter": span("2026-04-01", "2026-07-01"),
    "a fiscal year": span("2025-07-01", "2026-07-01"),
    "an unfinished year": span("2026-01-01", "2027-01-01"),
    "an unfinished fiscal year": span("2026-07-01", "2027-07-01"),
    "odd days": span("2025-11-17", "2026-02-10"),
    "one day": span("2026-03-16", "2026-03-17"),
    "across the first day": span("2022-06-15", "2022-09-01"),
}
SMALL_RANGES = ("a quarter", "an unfinished year", "odd days", "one day")
SPLITS = [(o.metric, split) for o in ORACLES.values() for split in o.splits]
MID_OCTOBER = datetime(2026, 10, 20, 9, 0, tzinfo=ZoneInfo("America/New_York"))

every_metric = pytest.mark.parametrize("metric", ORACLES)


@every_metric
def test_total_of_a_range(layer, desk, metric):
    for name, days in RANGES.items():
        total = cells(ask(layer, query(metric, days)), metric)[()]
        assert_shown(layer, metric, total, desk.total(ORACLES[metric], *days), name)


@every_metric
def test_a_range_before_the_data_is_refused_and_no_zero(layer, metric):
    """Nobody knows what happened then."""
    with pytest.raises(QueryError):
        ask(layer, query(metric, span("2021-03-01", "2021-06-01")))


@every_metric
def test_total_of_a_month_that_is_not_over(layer, desk, metric):
    days = span("2026-10-01", "2026-11-01")
    today = Desk(desk.connection, MID_OCTOBER.date())
    result = ask(layer, query(metric, days), MID_OCTOBER)
    assert_shown(layer, metric, cells(result, metric)[()], today.total(ORACLES[metric], *days))


@pytest.mark.parametrize(("metric", "split"), SPLITS)
def test_split_of_a_year(layer, desk, metric, split):
    days = RANGES["a fiscal year"]
    actual = cells(ask(layer, query(metric, days, dimensions=(split,))), metric)
    assert_all_shown(layer, metric, actual, desk.split(ORACLES[metric], *days, (split,)))


@pytest.mark.parametrize(("metric", "split"), SPLITS)
def test_split_of_a_month(layer, desk, metric, split):
    days = RANGES["the last month"]
    actual = cells(ask(layer, query(metric, days, dimensions=(split,))), metric)
    assert_all_shown(layer, metric, actual, desk.split(ORACLES[metric], *days, (split,)))


@pytest.mark.parametrize("metric", [m for m, o in ORACLES.items() if len(o.splits) > 1])
def test_split_by_two_dimensions(layer, desk, metric):
    days, by = RANGES["an unfinished year"], ORACLES[metric].splits[:2]
    actual = cells(ask(layer, query(metric, days, dimensions=by)), metric)
    assert_all_shown(layer, metric, actual, desk.split(ORACLES[metric], *days, by))


@pytest.mark.parametrize(
    ("grain", "days"),
    [
        ("month", span("2026-01-01", "2026-11-01")),
        ("month", span("2026-06-17", "2027-02-01")),
        ("week", span("2026-09-24", "2026-11-01")),
        ("day", span("2026-10-25", "2026-11-01")),
        ("quarter", span("2025-05-20", "2027-01-01")),
        ("fiscal_quarter", span("2025-09-10", "2026-11-01")),
        ("year", span("2023-02-01", "2027-01-01")),
        ("fiscal_year", span("2022-07-01", "2027-07-01")),
    ],
)
@every_metric
def test_series_has_every_period(layer, desk, metric, grain, days):
    actual = cells(ask(layer, query(metric, days, grain=grain)), metric)
    oracle = ORACLES[metric]
    expected = {
        (first,): desk.total(oracle, *inside)
        for first, inside in periods(days, grain, desk.last_day(oracle))
    }
    assert_all_shown(layer, metric, actual, expected)


@every_metric
def test_series_of_a_split(layer, desk, metric):
    """A part without rows in a period may have a row or none; if it has one, it says nothing."""
    oracle, days = ORACLES[metric], span("2026-05-01", "2026-11-01")
    split = oracle.splits[0]
    actual = cells(ask(layer, query(metric, days, dimensions=(split,), grain="month")), metric)
    expected = dict.fromkeys(actual, desk.nothing(oracle))
    for first, inside in periods(days, "month"):
        for (value,), number in desk.split(oracle, *inside, (split,)).items():
            expected[value, first] = number
    assert_all_shown(layer, metric, actual, expected)


@every_metric
def test_filter_to_one_value(layer, desk, metric):
    oracle, days = ORACLES[metric], RANGES["an unfinished year"]
    split = oracle.splits[0]
    for (value,), expected in desk.split(oracle, *days, (split,)).items():
        condition = Filter(split, "is_null") if value is None else Filter(split, "in", (value,))
        result = ask(layer, query(metric, days, filters=(condition,)))
        assert_shown(layer, metric, cells(result, metric)[()], expected, value)


@pytest.mark.parametrize("metric", [m for m, o in ORACLES.items() if "model" in o.splits])
def test_series_of_rows_starts_with_months_before_the_first_row_was_sold(layer, desk, metric):
    days = span("2022-08-01", "2022-12-01")
    row = (Filter("model", "in", ("Row",)),)
    actual = cells(ask(layer, query(metric, days, filters=row, grain="month")), metric)
    expected = {
        (first,): desk.total(ORACLES[metric], *inside, "model = 'Row'")
        for first, inside in periods(days, "month")
    }
    assert_all_shown(layer, metric, actual, expected)


@every_metric
def test_all_history(layer, desk, metric):
    result = ask(layer, query(metric, (None, AS_OF + timedelta(days=1))))
    expected = desk.total(ORACLES[metric], date(1900, 1, 1), AS_OF + timedelta(days=1))
    assert_shown(layer, metric, cells(result, metric)[()], expected)


@every_metric
def test_total_in_the_small_company(small, small_desk, metric):
    for name in SMALL_RANGES:
        total = cells(ask(small, query(metric, RANGES[name])), metric)[()]
        expected = small_desk.total(ORACLES[metric], *RANGES[name])
        assert_shown(small, metric, total, expected, name)


@pytest.mark.parametrize(("metric", "split"), SPLITS)
def test_split_in_the_small_company(small, small_desk, metric, split):
    days = span("2026-02-01", "2026-05-01")
    actual = cells(ask(small, query(metric, days, dimensions=(split,))), metric)
    assert_all_shown(small, metric, actual, small_desk.split(ORACLES[metric], *days, (split,)))


@every_metric
def test_series_in_the_small_company(small, small_desk, metric):
    days = span("2025-11-01", "2026-07-01")
    actual = cells(ask(small, query(metric, days, grain="month")), metric)
    expected = {
        (first,): small_desk.total(ORACLES[metric], *inside)
        for first, inside in periods(days, "month")
    }
    assert_all_shown(small, metric, actual, expected)
