"""Deny by default: grants open metrics, row policies narrow them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.errors import UnsafeQueryError
from metrics.governance import OPERATOR, ApprovedPlan, Grant, Refusal, Viewer, decide, viewer_for
from metrics.model import Directory, Goal, Group, RowPolicy
from metrics.planner import plan
from metrics.query import Filter, MetricQuery, TimeRange

OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEFAULT_DEFINITIONS)


UK_ONLY = Filter("region", "in", ("UK",))
UK, CANADA = RowPolicy("region", ("UK",)), RowPolicy("region", ("Canada",))


def granted(tiers, *rows):
    return Viewer("U1", "x", frozenset(), (Grant(frozenset(tiers), rows),))


def both(*viewers):
    return Viewer("U1", "x", frozenset(), tuple(g for v in viewers for g in v.grants))


def decided(catalog, viewer, *metrics, dimensions=(), filters=()):
    query = MetricQuery(metrics, dimensions=dimensions, filters=filters, time_range=OCTOBER)
    return decide(plan(query, catalog, as_of=date(2026, 10, 31)), viewer, catalog)


def test_somebody_who_is_not_in_the_directory_is_granted_nothing(catalog):
    stranger = viewer_for(catalog.directory, "U0NOBODY")
    assert stranger.grants == ()
    assert isinstance(decided(catalog, stranger, "claims_reported"), Refusal)


def test_a_group_of_everyone_holds_whoever_asks():
    everyone = Group("everyone", "", frozenset({"general"}), (), everyone=True)
    directory = Directory((everyone,), (), ())
    assert viewer_for(directory, "U0NOBODY").may("general")


def test_cost_is_for_finance_and_not_for_supply_chain(catalog):
    finance = viewer_for(catalog.directory, "U0FIONA")
    supply = viewer_for(catalog.directory, "U0SAM")
    assert isinstance(decided(catalog, finance, "claim_cost"), ApprovedPlan)
    refusal = decided(catalog, supply, "claim_cost")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "not_permitted"
    assert refusal.contact == "#analytics-desk"


def test_one_metric_that_is_not_open_closes_the_whole_query(catalog):
    supply = viewer_for(catalog.directory, "U0SAM")
    assert isinstance(decided(catalog, supply, "claims_reported", "claim_cost"), Refusal)


def test_a_ratio_is_no_way_around_its_parts(catalog):
    general_only = granted({"general"})
    assert isinstance(decided(catalog, general_only, "average_claim_cost"), Refusal)


def test_a_slack_user_group_grants_what_its_group_does(catalog):
    viewer = viewer_for(catalog.directory, "U0GUEST", ["S0FINANCE"])
    assert isinstance(decided(catalog, viewer, "claim_cost"), ApprovedPlan)


def test_the_operator_sees_all(catalog):
    assert isinstance(decided(catalog, OPERATOR, "claim_cost", "orders"), ApprovedPlan)


def test_a_row_policy_is_a_filter_of_every_branch(catalog):
    uk = granted({"general", "cost"}, UK)
    approved = decided(catalog, uk, "average_claim_cost")
    assert isinstance(approved, ApprovedPlan)
    for branch in approved.plan.branches:
        assert [f.filter.values for f in branch.filters] == [("UK",)]


def test_a_row_policy_that_cannot_be_applied_refuses(catalog):
    uk = granted({"*"}, UK)
    assert isinstance(decided(catalog, uk, "parts_on_hand"), Refusal)


def test_a_narrowed_number_says_what_it_is_about(catalog):
    approved = decided(catalog, granted({"general"}, UK), "claims_reported")
    assert approved.plan.caveats[0] == "Counted for region UK only: that is open to you."


def test_what_is_asked_by_name_and_not_open_is_refused_and_no_zero(catalog):
    viewer = granted({"general"}, UK)
    canada = (Filter("region", "in", ("Canada",)),)
    refusal = decided(catalog, viewer, "claims_reported", filters=canada)
    assert isinstance(refusal, Refusal)
    assert refusal.message == "Canada is not open to you."


def rows_of(approved):
    return {f.filter for branch in approved.plan.branches for f in branch.filters}


def test_the_rows_of_several_groups_add_up(catalog):
    viewer = both(granted({"general"}, UK), granted({"general"}, CANADA))
    approved = decided(catalog, viewer, "claims_reported")
    assert rows_of(approved) == {Filter("region", "in", ("UK", "Canada"))}


def test_a_group_without_a_row_policy_opens_all_rows_of_its_tiers_alone(catalog):
    viewer = both(granted({"general"}, UK), granted({"cost"}))
    assert rows_of(decided(catalog, viewer, "claim_cost")) == set()
    assert rows_of(decided(catalog, viewer, "claims_reported")) == {
        Filter("region", "in", ("UK",))
    }
    mixed = decided(catalog, viewer, "claims_reported", "claim_cost")
    assert rows_of(mixed) == {Filter("region", "in", ("UK",))}


@pytest.mark.parametrize(
    "conditions",
    [
        [Filter("region", "not_in", ("UK",))],
        [Filter("region", "not_in", ("UK", "Canada"))],
        [Filter("region", "is_null")],
        [Filter("region", "between", ("A", "Canada"))],
        [Filter("region", ">", ("UK",))],
        [Filter("region", "<", ("UK",))],
        [Filter("region", "in", ("UK",)), Filter("region", "not_in", ("UK",))],
    ],
)
def test_conditions_that_leave_nothing_open_are_refused(catalog, conditions):
    viewer = granted({"general"}, UK)
    refusal = decided(catalog, viewer, "claims_reported", filters=tuple(conditions))
    assert isinstance(refusal, Refusal)
    assert refusal.message == "What this asks for by region is not open to you."


def test_a_condition_that_leaves_something_open_is_answered(catalog):
    for condition in (Filter("region", "not_in", ("Canada",)), Filter("region", "not_null")):
        viewer = granted({"general"}, UK)
        assert isinstance(
            decided(catalog, viewer, "claims_reported", filters=(condition,)), ApprovedPlan
        )


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        (Filter("region", "not_in", ("UK",)), True),
        (Filter("region", "between", ("A", "D")), False),
        (Filter("region", "between", ("A", "E")), True),
        (Filter("region", "<", ("UK",)), True),
        (Filter("region", ">", ("UK",)), False),
        (Filter("region", "is_null"), False),
    ],
)
def test_a_condition_is_open_as_far_as_one_of_the_values_meets_it(catalog, condition, is_open):
    viewer = granted({"general"}, RowPolicy("region", ("UK", "DACH")))
    answered = decided(catalog, viewer, "claims_reported", filters=(condition,))
    assert isinstance(answered, ApprovedPlan) == is_open


def test_a_value_that_is_not_open_is_named_whatever_else_is_asked_for(catalog):
    viewer, asked = granted({"general"}, UK), Filter("region", "in", ("UK", "Canada"))
    for other in ((), (Filter("region", "not_in", ("UK",)),)):
        refusal = decided(catalog, viewer, "claims_reported", filters=(asked, *other))
        assert isinstance(refusal, Refusal)
        assert refusal.message == "Canada is not open to you."


def test_a_value_that_there_is_not_is_refused_in_the_same_words(catalog):
    viewer = granted({"general"}, UK)
    for name in ("Canada", "Atlantis"):
        asked = (Filter("region", "in", (name,)),)
        refusal = decided(catalog, viewer, "claims_reported", filters=asked)
        assert refusal == Refusal(
            "not_permitted", f"{name} is not open to you.", "#analytics-desk"
        )


def test_groups_that_differ_by_two_dimensions_open_only_what_both_do(catalog):
    """UK bikes and Canadian treads together are no Canadian bikes."""
    bikes = granted({"general"}, UK, RowPolicy("model", ("Bike",)))
    treads = granted({"general"}, CANADA, RowPolicy("model", ("Tread",)))
    assert isinstance(decided(catalog, both(bikes, treads), "claims_reported"), Refusal)
    more = granted({"general"}, CANADA, RowPolicy("model", ("Bike",)))
    assert rows_of(decided(catalog, both(bikes, more), "claims_reported")) == {
        Filter("region", "in", ("UK", "Canada")),
        Filter("model", "in", ("Bike",)),
    }


def test_a_group_that_opens_all_of_another_one_counts_alone(catalog):
    bikes = granted({"general"}, UK, RowPolicy("model", ("Bike",)))
    wide = granted({"general"}, RowPolicy("region", ("UK", "Canada")))
    assert rows_of(decided(catalog, both(bikes, wide), "claims_reported")) == {
        Filter("region", "in", ("UK", "Canada"))
    }


def test_tiers_with_no_value_in_common_refuse_and_those_with_some_open_them(catalog):
    apart = both(granted({"general"}, UK), granted({"cost"}, CANADA))
    refusal = decided(catalog, apart, "average_claim_cost")
    assert isinstance(refusal, Refusal)
    assert refusal.message.startswith("Average claim cost is not open to you.")
    wide = RowPolicy("region", ("UK", "Canada"))
    mixed = decided(
        catalog, both(granted({"general"}, wide), granted({"cost"}, UK)), "average_claim_cost"
    )
    assert rows_of(mixed) == {Filter("region", "in", ("UK",))}
    assert [c for c in mixed.plan.caveats if "open to you" in c] == [
        "Counted for region UK only: that is open to you."
    ]


def test_the_values_that_are_open_are_those_of_any_tier():
    apart = both(granted({"general"}, UK), granted({"cost"}, CANADA))
    assert [set(policy.values) for policy in apart.open_values] == [{"UK", "Canada"}]
    assert both(granted({"general"}, UK), granted({"cost"})).open_values == ()
    assert OPERATOR.open_values == ()


def test_a_goal_for_the_whole_is_held_against_no_part_that_is_open(catalog):
    goal = replace(catalog.metric("claims_reported"), goal=Goal(80, None, "the plan"))
    known = replace(catalog, metrics={**catalog.metrics, "claims_reported": goal})
    query = MetricQuery(("claims_reported",), time_range=OCTOBER, compare_to="goal")
    planned = plan(query, known, as_of=date(2026, 10, 31))
    assert isinstance(decide(planned, OPERATOR, known), ApprovedPlan)
    with pytest.raises(UnsafeQueryError, match="for all of it, not for a part") as no:
        decide(planned, granted({"*"}, UK), known)
    assert no.value.code == "E_NO_GOAL"
