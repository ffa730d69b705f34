"""What a refusal says: what is wrong, what to do instead, and the rule that it keeps."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.errors import QueryError
from metrics.query import Filter, Having, OrderBy, TimeRange, Transform

QUARTER = TimeRange(date(2025, 1, 1), date(2025, 4, 1))
MONTHLY = {"time_range": QUARTER, "grain": "month"}
SHARE, ROLLING = Transform("share"), Transform("rolling", "month", 2)
MANY = tuple(Filter("region", "in", ("EAST",)) for _ in range(101))
REFUSALS = {
    "no metric": ((), {}),
    "a name twice": (("sales", "sales"), {}),
    "the top few by period": (("sales",), {"dimensions": ("region",), "limit": 1, **MONTHLY}),
    "an unknown order": (("sales",), {"order_by": (OrderBy("sale"),)}),
    "a transform twice": (("sales",), {"transforms": (SHARE, SHARE), **MONTHLY}),
    "shares of one row": (("sales",), {"transforms": (SHARE, Transform("rank"))}),
    "no change to contribute to": (
        ("sales",),
        {"dimensions": ("region",), "transforms": (Transform("contribution"),)},
    ),
    "shares of distinct buyers": (
        ("buyers",),
        {"dimensions": ("region",), "transforms": (SHARE,)},
    ),
    "shares of states over time": (("customers",), {"transforms": (SHARE,), **MONTHLY}),
    "a goal for a part": (
        ("goal_sales",),
        {"dimensions": ("region",), "compare_to": "goal", **MONTHLY},
    ),
    "a goal for rolling values": (
        ("goal_sales",),
        {"transforms": (ROLLING,), "compare_to": "goal", **MONTHLY},
    ),
    "a goal for another grain": (
        ("goal_sales",),
        {"time_range": QUARTER, "grain": "quarter", "compare_to": "goal"},
    ),
    "no goal": (("sales",), {"compare_to": "goal", **MONTHLY}),
    "leaving out over a bridge": (("sales",), {"filters": (Filter("shade", "not_in", ("red",)),)}),
    "a parameter twice": (
        ("refunded_within",),
        {"parameters": (("days_after", 7), ("days_after", 60))},
    ),
    "an unknown parameter": (("refunded_within",), {"parameters": (("days_afte", 7),)}),
    "no choice of a parameter": (("refunded_within",), {"parameters": (("days_after", 8),)}),
    "an unknown result": (("sales",), {"having": (Having("sale", ">", (1,)),)}),
    "a word for a number": (("sales",), {"having": (Having("sales", ">", ("1",)),)}),
    "a metric as a filter": (("sales",), {"filters": (Filter("sales", "in", (1,)),)}),
    "a dimension as a result": (("sales",), {"having": (Having("region", ">", (1,)),)}),
    "no row": (("sales",), {"limit": 0}),
    "half a period": (("sales",), {"transforms": (Transform("rolling", "month", 0.5),)}),
    "too many conditions": (("sales",), {"filters": MANY}),
    "too few values": (("sales",), {"having": (Having("sales", "between", (1,)),)}),
    "nothing between": (("sales",), {"having": (Having("sales", "between", (2, 1)),)}),
    "a word that is none": (("sales",), {"grain": "decade"}),
    "two frames": (
        ("sales",),
        {"transforms": (ROLLING, Transform("cumulative")), **MONTHLY},
    ),
    "cumulative twice": (("sales_30d",), {"transforms": (ROLLING,), **MONTHLY}),
    "a rolling state": (("customers",), {"transforms": (ROLLING,), **MONTHLY}),
    "before the data": (
        ("sales",),
        {"time_range": QUARTER, "transforms": (Transform("rolling", "year", 1),)},
    ),
    "no grain": (("sales",), {"transforms": (Transform("to_date"),), **MONTHLY}),
    "no number of periods": (("sales",), {"transforms": (Transform("rolling", "month"),)}),
    "no way": (("sales",), {"dimensions": ("item",)}),
    "too young": (
        ("settled_rate",),
        {"time_range": TimeRange(date(2025, 5, 1), date(2025, 6, 1))},
    ),
    "before all data": (
        ("sales",),
        {"time_range": TimeRange(date(2024, 1, 1), date(2024, 2, 1))},
    ),
    "after all data": (("sales",), {"time_range": TimeRange(date(2025, 7, 1), date(2025, 8, 1))}),
    "two ranges by period": (
        ("sales",),
        {"compare_to": TimeRange(date(2025, 4, 1), date(2025, 5, 1)), **MONTHLY},
    ),
}

WORDS = {
    "no metric": (
        "E_EMPTY_AGGREGATION_QUERY",
        "No metric is asked for.",
        "",
    ),
    "a name twice": (
        "E_NAME_COLLISION",
        "A name is asked for twice.",
        "",
    ),
    "the top few by period": (
        "E_LIMIT_GRAIN",
        "The first few of a split period by period has no single meaning.",
        "Ask for the top few in total, or for all of them by period.",
    ),
    "an unknown order": (
        "E_NAME_NOT_FOUND",
        'There is no column "sale".',
        "near sales",
    ),
    "a transform twice": (
        "E_TRANSFORM",
        "A transform is asked for twice.",
        "",
    ),
    "shares of one row": (
        "E_TRANSFORM",
        "Rank and share need a split, such as by region.",
        "",
    ),
    "no change to contribute to": (
        "E_TRANSFORM",
        "A contribution is to a change: say what to compare with.",
        "",
    ),
    "shares of distinct buyers": (
        "E_UNSAFE_REAGGREGATION",
        "The parts of buyers do not add up to its total: they have no shares of it.",
        "Ask for the values themselves.",
    ),
    "shares of states over time": (
        "E_SEMI_ADDITIVE",
        "Customers of different periods does not add up: it has no shares over time.",
        "Ask for shares by a dimension, such as region.",
    ),
    "a goal for a part": (
        "E_NO_GOAL",
        "The goal of goal sales is for all of it, not for a part.",
        "Ask for it without the split and the filter.",
    ),
    "a goal for rolling values": (
        "E_NO_GOAL",
        "The goal of goal sales is for a single period.",
        "Ask for it period by period.",
    ),
    "a goal for another grain": (
        "E_NO_GOAL",
        "Goal sales has a goal for a month only.",
        "Ask for it by month.",
    ),
    "no goal": (
        "E_NO_GOAL",
        "Sales has no goal.",
        "",
    ),
    "leaving out over a bridge": (
        "E3012_MN_NO_SAFE_REWRITE",
        (
            "One may have several of shade: leaving out by it can mean those that have "
            "none of these, or those that have another one too."
        ),
        "Ask for the values of shade that you want.",
    ),
    "a parameter twice": (
        "E_NAME_COLLISION",
        "A parameter is chosen twice.",
        "",
    ),
    "an unknown parameter": (
        "E_NAME_NOT_FOUND",
        'There is no parameter "days_afte" here.',
        "near days_after",
    ),
    "no choice of a parameter": (
        "E_BAD_VALUE",
        "8 days cannot be asked for.",
        "There are 7, 60.",
    ),
    "an unknown result": (
        "E_NAME_NOT_FOUND",
        'There is no metric "sale" in the result.',
        "near sales",
    ),
    "a word for a number": (
        "E_BAD_VALUE",
        "The condition on sales takes numbers.",
        "",
    ),
    "a metric as a filter": (
        "E_AGGREGATE_IN_WHERE",
        '"sales" is a metric: no row has a value of it.',
        "Make it a condition on the result.",
    ),
    "a dimension as a result": (
        "E_NON_AGGREGATE_IN_HAVING",
        '"region" is a dimension: conditions on it choose rows.',
        "Make it a filter.",
    ),
    "no row": (
        "E_LIMIT",
        "The number of rows must be a whole number from 1 to 1,000,000.",
        "",
    ),
    "half a period": (
        "E_TRANSFORM",
        "The number of periods must be a whole number.",
        "",
    ),
    "too many conditions": (
        "E_BAD_VALUE",
        "There are 101 conditions.",
        "Ask with 100 at most.",
    ),
    "too few values": (
        "E_BAD_VALUE",
        'The condition "between" on sales has 1 values.',
        "",
    ),
    "nothing between": (
        "E_BAD_VALUE",
        "There is nothing between 2 and 1.",
        "Name the smaller one first.",
    ),
    "a word that is none": (
        "E_BAD_QUERY",
        'A query cannot say "decade".',
        "",
    ),
    "two frames": (
        "E_WINDOWED_METRIC_COMPOSITION",
        "A number can be rolling, to date or cumulative, not several of them.",
        "",
    ),
    "cumulative twice": (
        "E_WINDOWED_METRIC_COMPOSITION",
        (
            "Sales 30d is cumulative already; a rolling or cumulative value of it has no "
            "plain meaning."
        ),
        "Ask for it as it is.",
    ),
    "a rolling state": (
        "E_SEMI_ADDITIVE",
        "Customers is a state at the end of a period: it has no rolling or cumulative value.",
        "Ask for it period by period.",
    ),
    "before the data": (
        "E_BEFORE_DATA",
        "The data start on January 1, 2025: they do not reach back far enough for that.",
        "Ask for a later period, or look back on fewer.",
    ),
    "no grain": (
        "E_TRANSFORM",
        "to_date needs a grain, such as month.",
        "",
    ),
    "no number of periods": (
        "E_TRANSFORM",
        "Rolling needs a number of periods.",
        "",
    ),
    "no way": (
        "E_NO_PATH",
        "Sales cannot be split or filtered by item.",
        "near region, sale_label, sale_status, shade",
    ),
    "too young": (
        "E_IMMATURE",
        "It is too early to tell settled rate for that time. Too young.",
        "It can be told through April 1, 2025.",
    ),
    "before all data": (
        "E_BEFORE_DATA",
        "The data start on January 1, 2025; there is nothing before.",
        "",
    ),
    "after all data": (
        "E_BEYOND_DATA",
        "The data reach through May 31, 2025; there is nothing yet from July 1, 2025 on.",
        "Ask for an earlier period, or again once the data have been loaded.",
    ),
    "two ranges by period": (
        "E_COMPARE_GRAIN",
        "Two freely chosen ranges can be compared as totals, not period by period.",
        "Leave out the grain, or compare with the previous period or year.",
    ),
}


def said(error):
    """What a person reads beside the sentence: what to do, or else the names that are near."""
    return error.next_step or (f"near {', '.join(error.near)}" if error.near else "")


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_says_what_is_wrong_and_what_to_do(ask, case):
    metrics, parts = REFUSALS[case]
    with pytest.raises(QueryError) as refused:
        ask(*metrics, **parts)
    assert (refused.value.code, refused.value.message, said(refused.value)) == WORDS[case]


def test_every_refusal_has_its_words():
    assert REFUSALS.keys() == WORDS.keys()
