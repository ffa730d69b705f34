"""No row is counted twice by a join, none is lost by one, and a ratio keeps both sides' groups."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metrics.errors import QueryError
from metrics.query import MetricQuery, TimeRange
from tests.soundness.asking import ask, assert_same, cells, query, span
from tests.soundness.oracle import load_oracles

ORACLES = load_oracles()
SPRING = span("2026-02-01", "2026-05-01")
YEAR = span("2025-07-01", "2026-07-01")
ADDITIVE = [(o.metric, s) for o in ORACLES.values() if o.adds_up for s in o.splits]
# A unit may hold contracts of several terms: its parts add up to more than the units.
OVERLAPPING = {("units_under_extended_warranty", "plan_term")}


def test_claims_of_nobody_stay_together_in_one_row_without_region(small):
    by_region = cells(ask(small, query("claims_reported", SPRING, dimensions=("region",))))
    assert by_region == {("Canada",): 2, ("West",): 2, (None,): 3}


def test_a_claim_on_an_unknown_unit_and_one_on_none_share_the_row_without_model(small):
    by_model = cells(ask(small, query("claims_reported", SPRING, dimensions=("model",))))
    assert by_model == {("Bike",): 4, ("Tread",): 1, (None,): 2}


def test_a_file_loaded_twice_is_counted_and_paid_once(small):
    march = span("2026-03-01", "2026-04-01")
    both = MetricQuery(metrics=("claims_paid", "claim_cost"), time_range=TimeRange(*march))
    assert ask(small, both).rows == ((1, Decimal("100.10")),)


def test_claims_by_sales_channel_are_refused_or_follow_the_order_of_the_unit(small):
    try:
        result = ask(small, query("claims_reported", SPRING, dimensions=("sales_channel",)))
    except QueryError:
        return
    assert cells(result) == {("online",): 3, ("showroom",): 1, (None,): 3}


def test_claims_by_plan_term_are_refused_or_each_counted_once_a_term(small):
    """U3 has contracts of 12, 12 and 24 months and one claim: never three claims."""
    try:
        result = ask(small, query("claims_reported", SPRING, dimensions=("plan_term",)))
    except QueryError:
        return
    assert cells(result) == {(12,): 3, (24,): 1, (None,): 4}


@pytest.mark.parametrize("metric", ["service_tickets", "failures", "units_in_service", "orders"])
@pytest.mark.parametrize("split", ["plan_term", "claim_status", "symptom", "campaign"])
def test_a_split_that_would_multiply_rows_is_refused_or_leaves_the_sum(layer, metric, split):
    total = cells(ask(layer, query(metric, YEAR)))[()]
    try:
        result = ask(layer, query(metric, YEAR, dimensions=(split,)))
    except QueryError:
        return
    assert sum(cells(result).values()) == total


def test_a_ratio_keeps_regions_that_only_one_side_has(small):
    """Northeast has covered units and no claims; unknown region has claims and no covered unit."""
    result = ask(small, query("claim_frequency", SPRING, dimensions=("region",)))
    by_region = cells(result)
    assert set(by_region) == {("Canada",), ("West",), ("Northeast",), (None,)}
    assert by_region["Northeast",] == 0
    assert by_region[None,] is None


def test_two_facts_in_one_answer_keep_the_groups_of_both(small):
    asked = MetricQuery(
        metrics=("orders", "claims_reported"),
        dimensions=("region",),
        time_range=TimeRange(*SPRING),
    )
    rows = {row[0]: row[1:] for row in ask(small, asked).rows}
    assert rows == {"Canada": (0, 2), "West": (0, 2), "Northeast": (1, 0), None: (1, 3)}


def test_two_facts_in_one_answer_are_not_multiplied_by_each_other(small):
    asked = MetricQuery(
        metrics=("claims_reported", "service_visits", "ew_contracts_sold", "error_events"),
        time_range=TimeRange(*span("2025-01-01", "2026-07-01")),
    )
    assert ask(small, asked).rows == ((7, 4, 5, 3),)


def test_two_facts_in_one_answer_say_what_each_says_alone(layer):
    names = ("claims_reported", "orders", "units_in_service", "claim_frequency", "error_events")
    more = {"dimensions": ("model",), "grain": "month"}
    days = TimeRange(*span("2026-05-01", "2026-11-01"))
    together = ask(layer, MetricQuery(metrics=names, time_range=days, **more))
    for name in names:
        alone = cells(ask(layer, MetricQuery(metrics=(name,), time_range=days, **more)), name)
        beside = cells(together, name)
        for key, value in alone.items():
            assert_same(beside[key], value, (name, key))
        empty = {value for key, value in beside.items() if key not in alone}
        assert empty <= {0, None}, (name, empty)


@pytest.mark.parametrize(
    ("metric", "split"), [pair for pair in ADDITIVE if pair not in OVERLAPPING]
)
def test_parts_add_up_to_the_total(layer, metric, split):
    if layer.catalog.metric(metric).min_group_size:
        pytest.skip("parts that count too few people are not shown")
    total = cells(ask(layer, query(metric, YEAR)))[()]
    parts = cells(ask(layer, query(metric, YEAR, dimensions=(split,))))
    assert_same(sum(parts.values()), total)


@pytest.mark.parametrize("metric", ["claims_reported", "orders", "error_events", "claim_cost"])
def test_months_add_up_to_the_range(layer, metric):
    total = cells(ask(layer, query(metric, YEAR)))[()]
    assert sum(cells(ask(layer, query(metric, YEAR, grain="month"))).values()) == total


def test_a_balance_of_a_year_is_that_of_its_last_month_and_no_sum(layer):
    months = cells(ask(layer, query("units_in_service", YEAR, grain="month")))
    total = cells(ask(layer, query("units_in_service", YEAR)))[()]
    assert total == list(months.values())[-1]
