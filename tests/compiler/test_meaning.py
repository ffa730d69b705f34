"""Answers worked out by hand: nothing dropped, nothing multiplied, nothing made up.

The first are vectors of the Apache Ossie foundation semantics v0.1 (T-001, T-011, T-012, T-048).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.errors import AmbiguousPathError, NameNotFoundError, NoPathError, UnsafeQueryError
from metrics.governance import OPERATOR, decide
from metrics.planner import plan
from metrics.query import Filter, Having, MetricQuery, OrderBy, TimeRange

QUARTER = TimeRange(date(2025, 1, 1), date(2025, 4, 1))
UNTIL_MAY = TimeRange(date(2025, 1, 1), date(2025, 6, 1))


def by_name(rows):
    return {row[0]: row[1:] for row in rows}


def test_orphans_and_facts_without_key_share_one_bucket_without_value(ask):
    rows = by_name(ask("sales", "sale_count", dimensions=("region",), time_range=UNTIL_MAY))
    assert rows == {
        "EAST": (Decimal(350), 3),
        "WEST": (Decimal(75), 1),
        None: (Decimal(110), 2),
    }


def test_two_facts_keep_each_others_groups(ask):
    rows = by_name(ask("sales", "refunds", dimensions=("region",), time_range=QUARTER))
    assert rows == {
        "EAST": (Decimal(350), Decimal(10)),
        "WEST": (Decimal(75), Decimal(5)),
        "NORTH": (Decimal(0), Decimal(15)),
        None: (Decimal(30), Decimal(0)),
    }


def test_without_dimensions_there_is_one_row(ask):
    assert ask("sales", "refunds", time_range=QUARTER) == [(Decimal(455), Decimal(30))]


def test_a_ratio_is_empty_where_its_denominator_is_zero(ask):
    rows = by_name(ask("refund_rate", dimensions=("region",), time_range=QUARTER))
    assert rows["NORTH"] == (None,)
    assert rows["EAST"] == (pytest.approx(10 / 350),)
    assert rows[None] == (0,)


def test_a_ratio_is_told_in_its_scale(ask):
    found = ask("refunds_per_thousand", "refund_rate", time_range=QUARTER)
    assert found == [(pytest.approx(1000 * 30 / 455), pytest.approx(30 / 455))]


def test_a_derived_metric_is_arithmetic_of_its_parts(ask):
    rows = by_name(ask("net_sales", dimensions=("region",), time_range=QUARTER))
    assert rows == {"EAST": (340,), "WEST": (70,), "NORTH": (-15,), None: (30,)}


def test_months_without_rows_are_zero_for_counts_and_empty_for_averages(ask):
    rows = ask("sale_count", "average_sale", time_range=UNTIL_MAY, grain="month")
    assert rows == [
        (date(2025, 1, 1), 2, 75.0),
        (date(2025, 2, 1), 0, None),
        (date(2025, 3, 1), 3, pytest.approx(305 / 3)),
        (date(2025, 4, 1), 0, None),
        (date(2025, 5, 1), 1, 80.0),
    ]


def test_a_count_whose_definition_says_so_is_empty_where_there_is_nothing(ask):
    assert ask("rare_sales", time_range=QUARTER) == [(None,)]
    assert ask("rare_sales", "sales", time_range=QUARTER) == [(None, Decimal(455))]
    monthly = ask("rare_sales", time_range=QUARTER, grain="month")
    assert [row[1] for row in monthly] == [None, None, None]


def test_distinct_counts_are_counted_anew_in_every_period_and_in_total(ask):
    assert ask("buyers", time_range=QUARTER) == [(4,)]
    monthly = ask("buyers", time_range=QUARTER, grain="month")
    assert [row[1] for row in monthly] == [1, 0, 3]


def test_the_first_month_of_a_range_has_its_comparison_and_gaps_compare_with_zero(ask):
    rows = ask(
        "sale_count",
        time_range=TimeRange(date(2025, 2, 1), date(2025, 6, 1)),
        grain="month",
        compare_to="previous_period",
    )
    assert [row[1:4] for row in rows] == [(0, 2, -2), (3, 0, 3), (0, 3, -3), (1, 0, 1)]
    assert [row[4] for row in rows] == [-1.0, None, -1.0, None]


def test_what_occurred_only_before_is_compared_too(ask):
    rows = by_name(
        ask(
            "sales",
            dimensions=("region",),
            time_range=TimeRange(date(2025, 4, 1), date(2025, 5, 1)),
            compare_to="previous_period",
        )
    )
    assert rows["EAST"][:3] == (0, Decimal(200), Decimal(-200))
    assert set(rows) == {"EAST", "WEST", None}


def test_a_balance_is_the_state_on_the_last_day(ask):
    rows = ask("customers", time_range=UNTIL_MAY, grain="month")
    assert [row[1] for row in rows] == [1, 3, 2, 2, 2]


def test_a_spell_is_open_on_its_first_day_and_closed_on_its_last(ask):
    on = lambda day: ask(  # noqa: E731 - one line, used twice
        "customers", time_range=TimeRange(day, date(day.year, day.month, day.day + 1))
    )
    assert on(date(2025, 3, 30)) == [(3,)]
    assert on(date(2025, 2, 1)) == [(2,)]


def test_a_balance_of_the_unfinished_month_is_that_of_the_last_day_with_data(ask):
    rows = ask("customers", time_range=QUARTER, grain="month", as_of=date(2025, 2, 10))
    assert [row[1] for row in rows] == [1, 2]


def test_unit_months_are_days_of_overlap(ask):
    days = (22 + 28 + 31) + (28 + 30) + (14 + 31) + 0
    assert ask("customer_months", time_range=QUARTER) == [(pytest.approx(days / 30.4375),)]


def test_a_matured_period_without_rows_is_zero_and_an_immature_one_is_empty(ask):
    rows = ask("early_refund_sales", time_range=UNTIL_MAY, grain="month", as_of=date(2025, 5, 15))
    assert [row[1] for row in rows] == [0, 0, 1, 0, None]


def test_a_snapshot_is_the_last_one_of_the_period_unless_too_old(ask):
    rows = ask("stocked", time_range=UNTIL_MAY, grain="month")
    assert [row[1] for row in rows] == [12, 4, None, None, None]
    assert ask("stocked", time_range=TimeRange(date(2025, 3, 1), date(2025, 3, 6))) == [(9,)]


def test_what_is_left_out_by_name_keeps_the_unknown(ask):
    kept = (Filter("region", "not_in", ("EAST",)),)
    assert ask("sale_count", filters=kept, time_range=UNTIL_MAY) == [(3,)]


def test_filters_are_joined_by_and(ask):
    both = (Filter("region", "in", ("EAST", "WEST")), Filter("sale_status", "in", ("completed",)))
    assert ask("sale_count", filters=both, time_range=UNTIL_MAY) == [(3,)]
    unknown = (Filter("region", "is_null"),)
    assert ask("sales", filters=unknown, time_range=UNTIL_MAY) == [(Decimal(110),)]


def test_the_definitions_own_filter_holds(ask):
    assert ask("completed_sales", time_range=UNTIL_MAY) == [(5,)]


def test_the_top_few_are_the_largest_with_unknown_last(ask):
    rows = ask(
        "refund_rate",
        dimensions=("region",),
        time_range=QUARTER,
        order_by=(OrderBy("refund_rate"),),
        limit=2,
    )
    assert [row[0] for row in rows] == ["WEST", "EAST"]


def test_a_condition_on_the_result_holds_for_the_result(ask):
    rows = ask(
        "sales",
        dimensions=("region",),
        time_range=QUARTER,
        having=(Having("sales", ">", (70,)),),
    )
    assert [row[0] for row in rows] == ["EAST", "WEST"]


def test_fiscal_years_start_in_july(ask):
    rows = ask("sale_count", time_range=UNTIL_MAY, grain="fiscal_year")
    assert rows == [(date(2024, 7, 1), 6)]


@pytest.mark.parametrize(
    "hostile", ["EAST' OR '1'='1", "'; DROP TABLE sale; --", "$p0", "x\\", '"', "EAST\x00"]
)
def test_a_value_is_only_ever_a_value(ask, hostile):
    only = (Filter("region", "in", (hostile,)),)
    assert ask("sale_count", filters=only, time_range=UNTIL_MAY) == [(0,)]
    assert ask("sale_count", time_range=UNTIL_MAY) == [(6,)]


def test_a_dimension_that_no_path_reaches_is_refused_with_those_that_can_be_reached(ask):
    with pytest.raises(NoPathError) as raised:
        ask("refunds", dimensions=("sale_status",), time_range=QUARTER)
    assert raised.value.near == ("region",)


def test_a_comparison_of_facts_across_a_many_to_many_path_is_refused_not_multiplied(ask):
    with pytest.raises(NoPathError):
        ask("refund_rate", dimensions=("sale_status",), time_range=QUARTER)


@pytest.mark.parametrize(
    ("parts", "error", "code"),
    [
        ({"metrics": ("saels",)}, NameNotFoundError, "E_NAME_NOT_FOUND"),
        ({"metrics": ()}, UnsafeQueryError, "E_EMPTY_AGGREGATION_QUERY"),
        ({"metrics": ("sales", "sales")}, UnsafeQueryError, "E_NAME_COLLISION"),
        ({"metrics": ("sales",), "limit": 0}, UnsafeQueryError, "E_LIMIT"),
        (
            {"metrics": ("sales",), "filters": (Filter("region", "in", ()),)},
            UnsafeQueryError,
            "E_BAD_VALUE",
        ),
        (
            {"metrics": ("sales",), "order_by": (OrderBy("region"),)},
            NameNotFoundError,
            "E_NAME_NOT_FOUND",
        ),
        (
            {
                "metrics": ("sales",),
                "dimensions": ("region",),
                "grain": "month",
                "limit": 3,
            },
            UnsafeQueryError,
            "E_LIMIT_GRAIN",
        ),
    ],
)
def test_a_query_without_safe_meaning_is_a_typed_refusal(ask, parts, error, code):
    metrics = parts.pop("metrics")
    with pytest.raises(error) as raised:
        ask(*metrics, time_range=QUARTER, **parts)
    assert raised.value.code == code


def test_a_misspelt_name_comes_back_with_the_near_one(ask):
    with pytest.raises(NameNotFoundError) as raised:
        ask("saels", time_range=QUARTER)
    assert "sales" in raised.value.near


def test_the_same_query_gives_the_same_bytes(shop_catalog):
    query = MetricQuery(("sales", "refund_rate"), ("region",), time_range=QUARTER, grain="month")
    texts = {
        compile_plan(
            decide(plan(query, shop_catalog, as_of=date(2025, 5, 31)), OPERATOR, shop_catalog)
        ).sql
        for _ in range(3)
    }
    assert len(texts) == 1


def test_two_paths_to_one_dimension_are_named_and_refused(tmp_path):
    for name, text in COMPANY_WITH_TWO_PATHS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(AmbiguousPathError) as raised:
        plan(MetricQuery(("trips",), ("city",)), load_catalog(tmp_path), as_of=date(2025, 5, 31))
    assert raised.value.message == "City can be reached from trips by origin or destination."


COMPANY_WITH_TWO_PATHS = {
    "company.yml": """
version: 1
company:
  name: Trips
  synthetic: true
  help_contact: "#help"
  calendar: {time_zone: UTC, week_start: monday, fiscal_start_month: 1, history_starts: 2025-01-01}
""",
    "directory.yml": """
version: 1
groups:
  staff: {usergroup: S1, grants: [general]}
people: []
channels: []
""",
    "trips.yml": """
version: 1
subject: trips
datasets:
  place: {label: Places, description: Places., source: place, key: [id], columns: [id, city]}
  trip:
    label: Trips
    description: Trips.
    source: trip
    key: [id]
    columns: [id, from_id, to_id, day]
    time: day
    joins:
      origin: {to: place, on: {from_id: id}}
      destination: {to: place, on: {to_id: id}}
dimensions:
  city: {dataset: place, expr: city, label: City, description: City.}
metrics:
  trips:
    label: Trips
    description: Trips.
    type: simple
    dataset: trip
    agg: count
    time: day
    owner: staff
    steward: "@ann"
    status: certified
    version: 1
    changes: [{version: 1, on: 2026-01-01, by: "@ann", why: First.}]
    direction: neutral
    format: integer
    unit: trips
    access: general
""",
}
