"""Deny by default: grants open metrics, row policies narrow them."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.governance import OPERATOR, ApprovedPlan, Refusal, Viewer, decide, viewer_for
from metrics.model import RowPolicy
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange

OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEFAULT_DEFINITIONS)


def decided(catalog, viewer, *metrics, dimensions=()):
    query = MetricQuery(metrics, dimensions=dimensions, time_range=OCTOBER)
    return decide(plan(query, catalog, as_of=date(2026, 10, 31)), viewer, catalog)


def test_somebody_who_is_not_in_the_directory_is_granted_nothing(catalog):
    stranger = viewer_for(catalog.directory, "U0NOBODY")
    assert stranger.grants == frozenset()
    assert isinstance(decided(catalog, stranger, "claims_reported"), Refusal)


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
    general_only = Viewer("U1", "x", frozenset(), frozenset({"general"}))
    assert isinstance(decided(catalog, general_only, "average_claim_cost"), Refusal)


def test_a_slack_user_group_grants_what_its_group_does(catalog):
    viewer = viewer_for(catalog.directory, "U0GUEST", ["S0FINANCE"])
    assert isinstance(decided(catalog, viewer, "claim_cost"), ApprovedPlan)


def test_the_operator_sees_all(catalog):
    assert isinstance(decided(catalog, OPERATOR, "claim_cost", "orders"), ApprovedPlan)


def test_a_row_policy_is_a_filter_of_every_branch(catalog):
    uk = Viewer(
        "U1", "x", frozenset(), frozenset({"general", "cost"}), (RowPolicy("region", ("UK",)),)
    )
    approved = decided(catalog, uk, "average_claim_cost")
    assert isinstance(approved, ApprovedPlan)
    for branch in approved.plan.branches:
        assert [f.filter.values for f in branch.filters] == [("UK",)]


def test_a_row_policy_that_cannot_be_applied_refuses(catalog):
    uk = Viewer("U1", "x", frozenset(), frozenset({"*"}), (RowPolicy("region", ("UK",)),))
    assert isinstance(decided(catalog, uk, "parts_on_hand"), Refusal)
