from __future__ import annotations

from datetime import date

import pytest

from metrics.errors import UnsafeQueryError
from metrics.query import Filter, Having, MetricQuery, OrderBy, TimeRange

FULL = MetricQuery(
    metrics=("claims_reported", "claim_cost"),
    dimensions=("region",),
    filters=(
        Filter("model", "in", ("Bike", "Bike+")),
        Filter("build_month", ">=", (date(2026, 1, 1),)),
        Filter("supplier", "is_null"),
    ),
    having=(Having("claims_reported", ">", (10,)),),
    time_range=TimeRange(date(2026, 10, 1), date(2026, 11, 1)),
    grain="month",
    compare_to=TimeRange(None, date(2026, 1, 1)),
    order_by=(OrderBy("claims_reported", "asc"),),
    limit=5,
)


@pytest.mark.parametrize("query", [FULL, MetricQuery(("orders",), compare_to="previous_year")])
def test_a_query_survives_the_way_through_json(query):
    assert MetricQuery.from_json(query.to_json()) == query


def test_how_the_time_is_spoken_of_survives_and_makes_no_other_query():
    query = MetricQuery(("orders",), naming="black_friday")
    assert MetricQuery.from_json(query.to_json()).naming == "black_friday"
    assert query == MetricQuery(("orders",))
    assert "naming" not in MetricQuery(("orders",)).to_json()


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"metrics": 3},
        {"metrics": ["orders"], "grain": "fortnight"},
        {"metrics": ["orders"], "compare_to": "yesteryear"},
        {"metrics": ["orders"], "filters": [{"dimension": "model", "op": "like", "values": []}]},
        {"metrics": ["orders"], "filters": [{"dimension": "model", "op": "in", "values": [{}]}]},
        {"metrics": ["orders"], "time_range": {"start": "soon", "end": "later"}},
        {"metrics": ["orders"], "naming": 7},
    ],
)
def test_what_is_no_query_is_refused(data):
    with pytest.raises(UnsafeQueryError, match="not a query"):
        MetricQuery.from_json(data)
