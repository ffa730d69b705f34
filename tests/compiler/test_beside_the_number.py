"""The sentences that a number needs beside it, word for word."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.planner import plan, say_gaps
from metrics.query import MetricQuery, TimeRange
from metrics.result import Gap

SPRING = TimeRange(date(2025, 1, 1), date(2025, 6, 1))


def test_a_range_that_is_too_young_at_its_end_says_through_which_day_there_are_values(
    shop_catalog,
):
    query = MetricQuery(("settled_rate",), time_range=SPRING, grain="month")
    planned = plan(query, shop_catalog, as_of=date(2025, 5, 31))
    assert "Too young. There are values through April 1, 2025." in planned.caveats


def test_a_range_whose_young_rows_are_left_out_says_which_are_counted(shop_catalog):
    query = MetricQuery(("early_refund_sales",), time_range=SPRING)
    planned = plan(query, shop_catalog, as_of=date(2025, 5, 31))
    assert "Thirty days must pass. Counted are those through May 1, 2025." in planned.caveats


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((9,), "October 9, 2026"),
        ((9, 11), "October 9, 2026 and October 11, 2026"),
        ((9, 11, 13), "October 9, 2026; October 11, 2026 and October 13, 2026"),
        ((9, 11, 13, 20), "4 days from October 9, 2026 to October 20, 2026"),
    ],
)
def test_loads_that_never_came_are_named_by_table_and_day(days, said):
    gaps = [Gap("spare_part", date(2026, 10, day)) for day in days]
    assert say_gaps(gaps) == (
        f"The spare part data of {said} never came: what they held is missing here.",
    )


def test_as_many_days_are_compared_as_are_old_enough_to_count(shop_catalog):
    asked = TimeRange(date(2025, 4, 1), date(2025, 6, 1))
    query = MetricQuery(("early_refund_sales",), time_range=asked, compare_to="previous_period")
    planned = plan(query, shop_catalog, as_of=date(2025, 5, 31))
    assert planned.cutoff == date(2025, 5, 2)  # April 1 to May 1 count: 31 days
    assert planned.compared_range == TimeRange(date(2025, 2, 1), date(2025, 3, 4))


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (20, "the same number of days: February 1, 2025 to February 20, 2025."),
        (30, "28 days: February 1, 2025 to February 28, 2025."),
    ],
)
def test_what_a_month_that_is_not_over_is_compared_with_is_told_in_days(shop_catalog, as_of, said):
    march = TimeRange(date(2025, 3, 1), date(2025, 4, 1))
    query = MetricQuery(("sales",), time_range=march, compare_to="previous_period")
    planned = plan(query, shop_catalog, as_of=date(2025, 3, as_of))
    assert f"It is compared with {said}" in planned.caveats
