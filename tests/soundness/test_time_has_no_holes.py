"""Every period has its row, and a comparison reads the period before, whatever the range cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.query import Filter, MetricQuery, TimeRange
from tests.soundness.asking import ask, assert_same, cells, periods, query, span
from tests.soundness.oracle import load_oracles

ORACLES = load_oracles()
FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in (2, 3, 4, 5))


def test_a_month_without_claims_has_a_row_that_says_zero(small):
    months = cells(
        ask(small, query("claims_reported", span("2026-01-01", "2026-06-01"), grain="month"))
    )
    assert list(months.values()) == [0, 5, 0, 2, 0]


def test_a_month_without_claims_has_no_average_cost(small):
    months = cells(
        ask(small, query("average_claim_cost", span("2026-03-01", "2026-06-01"), grain="month"))
    )
    assert months[MARCH,] is not None
    assert months[APRIL,] is None
    assert months[MAY,] is not None


def test_an_evening_in_new_york_belongs_to_its_own_day_and_not_to_that_of_utc(small):
    days = cells(
        ask(small, query("claims_reported", span("2026-02-27", "2026-03-03"), grain="day"))
    )
    assert list(days.values()) == [0, 1, 0, 0]


def test_periods_come_in_order(layer):
    months = cells(ask(layer, query("orders", span("2025-01-01", "2026-11-01"), grain="month")))
    assert list(months) == sorted(months)


def test_the_first_month_is_compared_with_the_one_before_the_range(small):
    asked = query(
        "claims_reported",
        span("2026-03-01", "2026-06-01"),
        grain="month",
        compare_to="previous_period",
    )
    result = ask(small, asked)
    assert cells(result, "claims_reported__previous") == {(MARCH,): 5, (APRIL,): 0, (MAY,): 2}
    assert cells(result, "claims_reported__change") == {(MARCH,): -5, (APRIL,): 2, (MAY,): -2}


def test_the_ratio_of_a_change_from_zero_is_empty(small):
    asked = query(
        "claims_reported",
        span("2026-02-01", "2026-06-01"),
        grain="month",
        compare_to="previous_period",
    )
    ratios = cells(ask(small, asked), "claims_reported__change_ratio")
    assert ratios == {(FEBRUARY,): None, (MARCH,): -1, (APRIL,): None, (MAY,): -1}


def test_an_average_without_a_period_before_has_no_change(small):
    asked = query(
        "average_claim_cost",
        span("2026-05-01", "2026-06-01"),
        grain="month",
        compare_to="previous_period",
    )
    result = ask(small, asked)
    assert cells(result, "average_claim_cost__previous") == {(MAY,): None}
    assert cells(result, "average_claim_cost__change") == {(MAY,): None}


def test_a_group_of_the_period_before_alone_keeps_its_row(small):
    """Canada has claims in February and none in March; the row says 0 after 2."""
    asked = query(
        "claims_reported",
        span("2026-03-01", "2026-04-01"),
        dimensions=("region",),
        compare_to="previous_period",
    )
    result = ask(small, asked)
    assert cells(result) == {("Canada",): 0, ("West",): 0, (None,): 0}
    assert cells(result, "claims_reported__previous") == {("Canada",): 2, ("West",): 1, (None,): 2}


def test_a_filter_cuts_the_period_before_as_well(small):
    asked = query(
        "claims_reported",
        span("2026-03-01", "2026-04-01"),
        filters=(Filter("region", "in", ("Canada",)),),
        compare_to="previous_period",
    )
    assert ask(small, asked).rows[0][:3] == (0, 2, -2)


@pytest.mark.parametrize(
    ("asked", "compared"),
    [
        (span("2026-08-01", "2026-09-01"), span("2026-07-01", "2026-08-01")),
        (span("2026-04-01", "2026-07-01"), span("2026-01-01", "2026-04-01")),
        (span("2025-07-01", "2026-07-01"), span("2024-07-01", "2025-07-01")),
        (span("2026-08-10", "2026-08-20"), span("2026-07-31", "2026-08-10")),
    ],
)
@pytest.mark.parametrize(
    "metric", ["claims_reported", "claim_cost", "units_in_service", "claim_frequency"]
)
def test_a_range_is_compared_with_the_one_before_it(layer, desk, metric, asked, compared):
    result = ask(layer, query(metric, asked, compare_to="previous_period"))
    assert result.compared_range == TimeRange(*compared)
    now, before, change, ratio = result.rows[0]
    assert_same(now, desk.total(ORACLES[metric], *asked))
    assert_same(before, desk.total(ORACLES[metric], *compared))
    assert float(change) == pytest.approx(float(now) - float(before), rel=1e-9)
    assert float(ratio) == pytest.approx((float(now) - float(before)) / float(before), rel=1e-9)


@pytest.mark.parametrize(
    "metric", ["claims_reported", "claim_cost", "open_claims", "failure_rate"]
)
def test_each_month_is_compared_with_the_same_month_of_last_year(layer, desk, metric):
    days = span("2026-02-01", "2026-08-01")
    result = ask(layer, query(metric, days, grain="month", compare_to="previous_year"))
    before = cells(result, f"{metric}__previous")
    for first, (start, end) in periods(days, "month"):
        year_ago = start.replace(year=start.year - 1), end.replace(year=end.year - 1)
        assert_same(before[first,], desk.total(ORACLES[metric], *year_ago), first)


@pytest.mark.parametrize("metric", ["claims_reported", "claim_frequency", "units_in_service"])
def test_each_month_of_each_model_is_compared_with_its_own_month_before(layer, desk, metric):
    days = span("2026-06-01", "2026-09-01")
    asked = query(metric, days, grain="month", dimensions=("model",), compare_to="previous_period")
    before = cells(ask(layer, asked), f"{metric}__previous")
    nothing = desk.nothing(ORACLES[metric])
    for first, (start, _) in periods(days, "month"):
        previous = (date(start.year, start.month - 1, 1), start)
        expected = desk.split(ORACLES[metric], *previous, ("model",))
        for (model, month), value in before.items():
            if month == first:
                assert_same(value, expected.pop((model,), nothing), (model, month))
        assert not {k: v for k, v in expected.items() if v}, "a model of the month before is lost"


def test_a_second_range_is_compared_as_asked(layer, desk):
    other = span("2024-07-01", "2024-08-01")
    asked = query(
        "claims_reported", span("2026-07-01", "2026-08-01"), compare_to=TimeRange(*other)
    )
    expected = desk.total(ORACLES["claims_reported"], *other)
    assert cells(ask(layer, asked), "claims_reported__previous")[()] == expected


@pytest.mark.parametrize("compare", ["previous_period", "previous_year"])
def test_an_unfinished_year_is_compared_with_as_many_days(layer, desk, compare):
    """Ten months of 2026 against ten months of 2025: never ten against twelve."""
    asked = query("claims_reported", span("2026-01-01", "2027-01-01"), compare_to=compare)
    result = ask(layer, asked)
    assert result.unfinished == date(2026, 1, 1)
    assert result.compared_range == TimeRange(*span("2025-01-01", "2025-11-01"))
    expected = desk.total(ORACLES["claims_reported"], *span("2025-01-01", "2025-11-01"))
    assert cells(result, "claims_reported__previous")[()] == expected


def test_a_fiscal_year_starts_in_july(small):
    years = cells(
        ask(small, query("orders", span("2024-07-01", "2026-11-01"), grain="fiscal_year"))
    )
    assert years == {(date(2024, 7, 1),): 1, (date(2025, 7, 1),): 5, (date(2026, 7, 1),): 0}


def test_a_fiscal_quarter_starts_in_july(small):
    quarters = cells(
        ask(small, query("orders", span("2025-07-01", "2026-04-01"), grain="fiscal_quarter"))
    )
    assert quarters == {(date(2025, 7, 1),): 0, (date(2025, 10, 1),): 0, (date(2026, 1, 1),): 5}


def test_a_week_starts_on_monday(small):
    weeks = cells(
        ask(small, query("claims_reported", span("2026-02-09", "2026-03-02"), grain="week"))
    )
    assert weeks == {(date(2026, 2, 9),): 3, (date(2026, 2, 16),): 0, (date(2026, 2, 23),): 2}


def test_a_year_that_is_not_over_is_marked(layer):
    assert ask(layer, query("orders", span("2026-01-01", "2027-01-01"))).unfinished == date(
        2026, 1, 1
    )
    assert (
        ask(layer, query("orders", span("2026-09-01", "2026-11-01"), grain="month")).unfinished
        is None
    )


def test_money_stays_exact(small):
    asked = MetricQuery(
        metrics=("claim_cost",), time_range=TimeRange(*span("2026-01-01", "2026-07-01"))
    )
    assert ask(small, asked).rows == ((Decimal("328.30"),),)
