"""Rolling, cumulative, following, many-to-many, beside the total: worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.errors import NameNotFoundError, NoPathError, UnsafeQueryError
from metrics.query import Filter, Having, OrderBy, TimeRange, Transform

JANUARY, FEBRUARY, MARCH = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
QUARTER = TimeRange(JANUARY, date(2025, 4, 1))
UNTIL_MAY = TimeRange(JANUARY, date(2025, 6, 1))
MONTHLY = {"time_range": QUARTER, "grain": "month"}
ROLLING = (Transform("rolling", "month", 2),)
SHARE, RANK = Transform("share"), Transform("rank")


def values(rows):
    return [row[-1] for row in rows]


def test_a_rolling_value_is_the_metric_over_more_days_and_starts_where_the_data_do(ask):
    rows = ask("sales", "buyers", "average_sale", transforms=ROLLING, **MONTHLY)
    assert rows == [
        (JANUARY, None, None, None),  # two months would begin before the data
        (FEBRUARY, Decimal(150), 1, 75.0),
        (MARCH, Decimal(305), 3, pytest.approx(305 / 3)),
    ]


def test_a_rolling_ratio_divides_rolling_sums(ask):
    rows = ask("refund_rate", transforms=ROLLING, **MONTHLY)
    assert values(rows) == [None, pytest.approx(10 / 150), pytest.approx(20 / 305)]


def test_a_filter_on_the_range_does_not_cut_what_is_looked_back_on(ask):
    only = TimeRange(MARCH, date(2025, 4, 1))
    assert ask("sales", time_range=only, transforms=(Transform("rolling", "month", 3),)) == [
        (Decimal(455),)
    ]


def test_to_date_starts_over_with_every_quarter(ask):
    days = TimeRange(FEBRUARY, date(2025, 6, 1))
    rows = ask(
        "sales", time_range=days, grain="month", transforms=(Transform("to_date", "quarter"),)
    )
    assert values(rows) == [Decimal(150), Decimal(455), Decimal(0), Decimal(80)]


def test_cumulative_starts_with_the_range_and_counts_a_buyer_once(ask):
    rows = ask("buyers", transforms=(Transform("cumulative"),), **MONTHLY)
    assert values(rows) == [1, 1, 4]


def test_cumulative_is_compared_with_what_had_come_up_to_then_the_year_before(ask):
    days = TimeRange(date(2026, 1, 1), date(2026, 3, 1))
    rows = ask(
        "sales",
        as_of=date(2026, 3, 31),
        time_range=days,
        grain="month",
        compare_to="previous_year",
        transforms=(Transform("cumulative"),),
    )
    assert [row[1:3] for row in rows] == [(Decimal(0), Decimal(150)), (Decimal(0), Decimal(150))]


def test_a_cumulative_metric_has_its_window_in_its_definition(ask):
    rows = ask("sales_30d", "sales_so_far", "buyers_to_date", **MONTHLY)
    assert rows == [
        (JANUARY, Decimal(150), Decimal(150), 1),
        (FEBRUARY, Decimal(50), Decimal(150), 1),  # January 30 to February 28
        (MARCH, Decimal(105), Decimal(455), 4),  # March 2 to 31
    ]


def test_a_rolling_value_of_what_is_cumulative_or_a_state_is_refused(ask):
    for metric, code in (
        ("sales_30d", "E_WINDOWED_METRIC_COMPOSITION"),
        ("customers", "E_SEMI_ADDITIVE"),
    ):
        with pytest.raises(UnsafeQueryError) as refused:
            ask(metric, transforms=ROLLING, **MONTHLY)
        assert refused.value.code == code


def test_medians_and_percentiles_are_taken_anew_in_every_group(ask):
    rows = ask("median_sale", "high_sale", time_range=QUARTER, dimensions=("region",))
    assert {row[0]: row[1:] for row in rows} == {
        "EAST": (100.0, Decimal(200)),
        "WEST": (75.0, Decimal(75)),
        None: (30.0, Decimal(30)),
    }
    assert ask("median_sale", time_range=QUARTER) == [(75.0,)]


def test_an_amount_per_day_is_earned_day_by_day(ask):
    # customer 1: 28 days, 2: 28, 3: from February 15, 14 days; 3 a day
    assert ask("premium", time_range=TimeRange(FEBRUARY, MARCH)) == [(3.0 * 70,)]


def test_a_conversion_counts_rows_that_an_event_follows_in_time(ask):
    # 101 is refunded after 5 days, 102 before it was bought; 103 of customer 2 never
    assert ask("refunded_within", time_range=QUARTER) == [(1,)]
    assert ask("refunded_within", time_range=QUARTER, dimensions=("region",)) == [
        ("EAST", 1),
        ("WEST", 0),
        (None, 0),
    ]
    weekly = ask("refunded_within", parameters=(("days_after", 7),), **MONTHLY)
    assert values(weekly) == [1, 0, 0]


def test_events_after_a_row_are_each_counted_once(ask):
    # customer 1 joined January 10 and bought on January 15 and 31; 2 bought a month after joining
    assert ask("first_sales", time_range=QUARTER) == [(2,)]
    assert ask("first_sales", time_range=QUARTER, dimensions=("region",)) == [
        ("EAST", 2),
        ("NORTH", 0),
        ("WEST", 0),
    ]


def test_a_parameter_takes_its_values_only(ask):
    with pytest.raises(UnsafeQueryError, match="30 days cannot be asked for"):
        ask("refunded_within", parameters=(("days_after", 30),), time_range=QUARTER)
    with pytest.raises(NameNotFoundError, match="no parameter"):
        ask("sales", parameters=(("days_after", 7),), time_range=QUARTER)


def test_young_periods_are_empty_in_a_series_and_refused_alone(ask):
    # by May 31, sales through April 1 are a month and thirty days old
    rows = ask("settled_rate", time_range=UNTIL_MAY, grain="month")
    assert values(rows) == [1.0, None, pytest.approx(2 / 3), None, None]
    with pytest.raises(UnsafeQueryError) as refused:
        ask("settled_rate", time_range=UNTIL_MAY)
    assert refused.value.code == "E_IMMATURE"
    assert refused.value.next_step == "It can be told through April 1, 2025."


def test_a_sale_counts_under_each_of_its_labels_and_once_under_none(ask):
    rows = ask("sales", "sale_count", time_range=QUARTER, dimensions=("sale_label",))
    assert {row[0]: row[1:] for row in rows} == {
        "gift": (Decimal(225), 3),
        "rush": (Decimal(300), 2),
        "plain": (Decimal(75), 1),
        None: (Decimal(30), 1),
    }


def test_a_value_that_two_bridge_rows_bring_counts_a_row_once(ask):
    rows = ask("sales", time_range=QUARTER, dimensions=("shade",))
    assert dict(rows) == {"red": Decimal(175), "blue": Decimal(50), None: Decimal(230)}


def test_a_filter_across_a_bridge_keeps_a_row_once(ask):
    gifts = (Filter("sale_label", "in", ("gift", "rush")),)
    assert ask("sales", time_range=QUARTER, filters=gifts) == [(Decimal(425),)]
    assert dict(ask("sales", time_range=QUARTER, filters=gifts, dimensions=("shade",))) == {
        "red": Decimal(175),
        "blue": Decimal(50),
        None: Decimal(200),
    }


@pytest.mark.parametrize(
    ("condition", "sales"),
    [
        (Filter("sale_label", "in", ("plain",)), 75),
        (Filter("sale_label", "in", ("rush",)), 300),
        (Filter("shade", "in", ("blue",)), 50),
        (Filter("shade", "not_null"), 225),
    ],
)
def test_a_filter_across_a_bridge_leaves_out_rows_with_other_values(ask, condition, sales):
    assert ask("sales", time_range=QUARTER, filters=(condition,)) == [(Decimal(sales),)]


@pytest.mark.parametrize(
    "condition", [Filter("sale_label", "not_in", ("gift",)), Filter("shade", "is_null")]
)
def test_an_exclusion_across_a_bridge_has_two_meanings_and_is_refused(ask, condition):
    with pytest.raises(UnsafeQueryError) as refused:
        ask("sales", time_range=QUARTER, filters=(condition,))
    assert refused.value.code == "E3012_MN_NO_SAFE_REWRITE"


def test_what_is_no_bridge_is_not_crossed(ask):
    with pytest.raises(NoPathError) as refused:
        ask("sales", time_range=QUARTER, dimensions=("town",))
    assert refused.value.code == "E3011_MN_AGGREGATION_REJECTED"


def test_shares_are_of_the_whole_whatever_the_limit(ask):
    rows = ask(
        "sales", time_range=QUARTER, dimensions=("region",), transforms=(SHARE, RANK), limit=1
    )
    assert rows == [("EAST", Decimal(350), pytest.approx(350 / 455), 1)]


def test_shares_within_each_month_and_over_the_months(ask):
    within = ask("sales", dimensions=("region",), transforms=(SHARE,), **MONTHLY)
    march = {row[0]: row[3] for row in within if row[1] == MARCH}
    assert march == {
        "EAST": pytest.approx(200 / 305),
        "WEST": pytest.approx(75 / 305),
        None: pytest.approx(30 / 305),
    }
    assert all(row[3] is None for row in within if row[1] == FEBRUARY)  # nothing was sold
    assert values(ask("sales", transforms=(SHARE,), **MONTHLY)) == [
        pytest.approx(150 / 455),
        0,
        pytest.approx(305 / 455),
    ]


def test_contributions_are_shares_of_the_change(ask):
    march = TimeRange(MARCH, date(2025, 4, 1))
    rows = ask(
        "sales",
        time_range=march,
        dimensions=("region",),
        compare_to=TimeRange(JANUARY, FEBRUARY),
        transforms=(Transform("contribution"),),
    )
    changes = {row[0]: (row[3], row[5]) for row in rows}
    assert changes == {
        "EAST": (Decimal(50), pytest.approx(50 / 155)),
        "WEST": (Decimal(75), pytest.approx(75 / 155)),
        None: (Decimal(30), pytest.approx(30 / 155)),
    }


@pytest.mark.parametrize("metric", ["buyers", "average_sale", "refund_rate", "median_sale"])
def test_what_does_not_add_up_has_no_shares(ask, metric):
    with pytest.raises(UnsafeQueryError) as refused:
        ask(metric, time_range=QUARTER, dimensions=("region",), transforms=(SHARE,))
    assert refused.value.code == "E_UNSAFE_REAGGREGATION"


def test_labels_of_one_sale_have_no_shares_of_the_total(ask):
    with pytest.raises(UnsafeQueryError) as refused:
        ask("sales", time_range=QUARTER, dimensions=("sale_label",), transforms=(SHARE,))
    assert refused.value.code == "E_UNSAFE_REAGGREGATION"


def test_states_of_several_months_have_no_shares_of_each_other(ask):
    with pytest.raises(UnsafeQueryError) as refused:
        ask("customers", transforms=(SHARE,), **MONTHLY)
    assert refused.value.code == "E_SEMI_ADDITIVE"


def test_equal_values_have_the_same_rank_and_no_value_has_none(ask):
    rows = ask("average_sale", dimensions=("region",), transforms=(RANK,), **MONTHLY)
    ranks = {(row[0], row[1].month): row[3] for row in rows}
    assert ranks["EAST", 3] == 1
    assert ranks["EAST", 2] is None


def test_a_rank_may_be_a_condition(ask):
    rows = ask(
        "sales",
        time_range=QUARTER,
        dimensions=("region",),
        transforms=(RANK,),
        having=(Having("sales__rank", "<=", (2,)),),
        order_by=(OrderBy("sales__rank", "asc"),),
    )
    assert [row[0] for row in rows] == ["EAST", "WEST"]


def test_a_goal_stands_beside_each_of_its_periods(ask):
    rows = ask("goal_sales", compare_to="goal", **MONTHLY)
    assert [row[1:] for row in rows] == [
        (Decimal(150), 100.0, 50.0, 0.5),
        (Decimal(0), 100.0, -100.0, -1.0),
        (Decimal(105), 100.0, 5.0, pytest.approx(0.05)),
    ]


@pytest.mark.parametrize(("metric", "grain"), [("sales", "month"), ("goal_sales", "quarter")])
def test_a_goal_that_was_not_set_is_not_made_up(ask, metric, grain):
    with pytest.raises(UnsafeQueryError) as refused:
        ask(metric, time_range=QUARTER, grain=grain, compare_to="goal")
    assert refused.value.code == "E_NO_GOAL"


def test_weekdays_are_aligned_by_52_weeks(ask):
    friday = TimeRange(date(2026, 1, 30), date(2026, 1, 31))  # January 31, 2025 was a Friday too
    rows = ask("sales", as_of=date(2026, 2, 28), time_range=friday, compare_to="aligned_weekday")
    assert rows[0][:2] == (Decimal(0), Decimal(50))
