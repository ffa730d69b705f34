"""A goal that was set for all there is, before somebody who may see a part of it."""

from __future__ import annotations

from datetime import date

from metrics.governance import OPERATOR, ApprovedPlan, Grant, Refusal, Viewer, decide
from metrics.model import RowPolicy
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange

MARCH = MetricQuery(
    ("goal_sales",),
    time_range=TimeRange(date(2025, 3, 1), date(2025, 4, 1)),
    compare_to="goal",
)
EAST = Viewer(
    "U1", "x", frozenset(), (Grant(frozenset({"*"}), (RowPolicy("region", ("EAST",)),)),)
)


def test_what_adds_up_is_not_held_against_the_goal_of_the_whole(shop_catalog):
    planned = plan(MARCH, shop_catalog, as_of=date(2025, 5, 31))
    assert isinstance(decide(planned, OPERATOR, shop_catalog), ApprovedPlan)
    refusal = decide(planned, EAST, shop_catalog)
    assert isinstance(refusal, Refusal)
    assert refusal.message == (
        "The goal of goal sales is for all of it, and only a part of it is open to you."
    )
