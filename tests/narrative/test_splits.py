"""Who leads, who is last, what rose or fell: said the way it was asked."""

from __future__ import annotations

from datetime import date

import pytest

from bot.narrative import tell
from metrics.query import Filter, MetricQuery, OrderBy
from tests.narrative.fixed import OCTOBER, catalog, result_of

CLAIMS = ("claims_reported",)
LOWEST = (OrderBy(CLAIMS[0], "asc"),)


def headline(query, *rows, **kwargs):
    return tell(result_of(query, *rows, **kwargs), catalog()).headline


def by(dimension, *rows, metric="claims_reported", **kwargs):
    query = MetricQuery((metric,), (dimension,), time_range=OCTOBER, **kwargs)
    return headline(query, *rows)


def by_change(direction, *rows, limit=None, metric="claims_paid"):
    return by(
        "region",
        *rows,
        metric=metric,
        compare_to="previous_period",
        order_by=(OrderBy(f"{metric}__change", direction),),
        limit=limit,
    )


def test_the_fewest_of_all_are_named_first_where_they_were_asked_for():
    said = by("model", ("Row", 61), ("Tread", 90), ("Bike", 301), order_by=LOWEST)
    assert said == (
        "By model, Row has the fewest claims reported (of those with any) in October 2026: "
        "61 of 452 (13 %); "
        "Bike has the most, 301."
    )


def test_the_lowest_rate_is_named_first_where_it_was_asked_for():
    order = (OrderBy("approval_rate", "asc"),)
    rows = ("Row", 0.8), ("Bike", 0.9)
    assert by("model", *rows, metric="approval_rate", order_by=order) == (
        "By model, Row has the lowest claim approval rate in October 2026: 80.0 %; "
        "Bike has the highest, 90.0 %."
    )


def test_the_largest_drop_is_told_as_a_drop_and_not_as_the_largest_change():
    rows = ("UK", 13, 23, -10, -0.43), ("West", 15, 17, -2, -0.12), ("Canada", 35, 10, 25, 2.5)
    assert by_change("asc", *rows) == (
        "The region with the largest decrease of claims paid in October 2026 against "
        "September 2026 is UK, down 10, from 23 to 13 (getting better)."
    )


def test_the_largest_increase_is_told_with_what_it_means():
    assert by_change("desc", ("UK", 300, 250, 50, 0.2), limit=1) == (
        "The region with the largest increase of claims paid in October 2026 against "
        "September 2026 is UK, up 50, from 250 to 300 (getting worse)."
    )


def test_a_rate_that_improved_most_is_told_in_points():
    rows = ("UK", 0.861, 0.80, 0.061, None), ("West", 0.625, 0.586, 0.039, None)
    assert by_change("desc", *rows, metric="approval_rate") == (
        "The region with the largest increase of claim approval rate in October 2026 against "
        "September 2026 is UK, up 6.1 percentage points, from 80.0 % to 86.1 %."
    )


def test_that_nothing_fell_is_said_where_the_largest_drop_was_asked_for():
    assert by_change("asc", ("UK", 24, 23, 1, 0.04), ("West", 19, 17, 2, 0.12)) == (
        "No region had a decrease of claims paid in October 2026 against September 2026; "
        "nearest comes UK, up 1, from 23 to 24."
    )


def test_the_few_that_fell_most_are_told_each_with_its_change():
    rows = ("UK", 13, 23, -10, -0.43), ("West", 15, 17, -2, -0.12), ("Canada", 12, 10, 2, 0.2)
    assert by_change("asc", *rows, limit=3) == (
        "The 2 regions with the largest decrease of claims paid in October 2026 against "
        "September 2026: UK, down 10, from 23 to 13; then West, down 2, from 17 to 15."
    )


def test_what_has_no_supplier_does_not_lead_the_suppliers_but_is_named():
    said = by("supplier", (None, 1.0), ("Orbis", 0.9), ("Acme", 0.8), metric="approval_rate")
    assert said == (
        "By supplier, Orbis has the highest claim approval rate in October 2026: 90.0 %; "
        "the lowest is Acme with 80.0 %; claims without a supplier: 100.0 %."
    )


def test_what_has_no_supplier_is_named_in_a_list_and_alone():
    order = (OrderBy("approval_rate"),)
    rows = (None, 1.0), ("Orbis", 0.9)
    said = by("supplier", *rows, metric="approval_rate", order_by=order, limit=2)
    assert "claims without a supplier with 100.0 %, then Orbis with 90.0 %" in said
    alone = by("supplier", rows[0], metric="approval_rate", order_by=order, limit=1)
    assert alone == (
        "Claims without a supplier have the highest claim approval rate in October 2026: 100.0 %."
    )


def test_the_months_of_a_dimension_are_told_as_months():
    rows = (date(2026, 1, 1), 5), (date(2026, 3, 1), 5), (date(2026, 4, 1), 4)
    query = MetricQuery(CLAIMS, ("build_month",), time_range=OCTOBER)
    story = tell(result_of(query, *rows), catalog())
    assert story.headline.startswith("By build month, January 2026 and March 2026 have the most")
    assert story.table.rows[0] == ("January 2026", "5")


def test_two_dimensions_are_told_apart():
    query = MetricQuery(CLAIMS, ("model", "region"), time_range=OCTOBER)
    said = headline(query, ("Bike", "West", 5), ("Row", "UK", 5), ("Row", "West", 1))
    assert said.startswith("By model and region, Bike (West) and Row (UK) have the most")


def test_a_status_of_today_says_so_in_the_sentence_and_over_the_column():
    query = MetricQuery(("open_claims",), ("claim_status",), time_range=OCTOBER)
    story = tell(result_of(query, ("paid", 43), ("reported", 3)), catalog())
    assert story.headline.startswith("By today's claim status, paid has the most open claims at")
    assert story.table.headings[0].label == "Claim status today"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Filter("supplier", "in", ("Supplier B",)), "for Supplier B in"),
        (Filter("supplier", "in", ("Orbis",)), "for supplier Orbis in"),
        (Filter("region", "not_in", ("UK", "West")), "for all regions but UK and West in"),
        (Filter("supplier", "is_null"), "for those without a supplier in"),
        (Filter("claim_status", "in", ("paid",)), "for claim status paid (as of today) in"),
        (Filter("build_month", "in", (date(2026, 1, 1),)), "for build month January 2026 in"),
    ],
)
def test_conditions_read_as_people_say_them(condition, words):
    query = MetricQuery(("approved",), filters=(condition,), time_range=OCTOBER)
    assert words in headline(query, (862,))


def test_a_split_that_a_condition_leaves_one_value_of_is_not_said_twice():
    canada = (Filter("region", "in", ("Canada",)),)
    assert by("region", ("Canada", 6), filters=canada) == (
        "6 claims were reported for region Canada in October 2026."
    )


def test_people_who_are_too_few_to_be_shown_are_not_said_to_be_none():
    query = MetricQuery(("members_claiming",), ("region",), time_range=OCTOBER)
    said = headline(query, ("UK", None), ("West", None), suppressed=2)
    assert said == (
        "Members with a claim by region in October 2026 are not shown: numbers of fewer than "
        "11 people, and what gives them away, are withheld."
    )
