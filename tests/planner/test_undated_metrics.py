"""What carries no day cannot be told for a time, and says what can be asked instead."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import load_catalog
from metrics.errors import UnsafeQueryError
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange, Transform
from tests.compiler.conftest import COMPANY, DIRECTORY, METRIC, SHOP

TRIPS = "    type: simple\n    dataset: trip\n    agg: count\n"
MAY = TimeRange(date(2025, 5, 1), date(2025, 6, 1))


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A function from the parts of a query about the trips to its plan."""
    folder = tmp_path_factory.mktemp("undated")
    columns = "columns: [id, customer_id, town]\n"
    shop = (
        SHOP.replace(columns, f"{columns}    undated: true\n")
        + METRIC.format(name="trips", label="Trips")
        + TRIPS
    )
    for name, text in {"company": COMPANY, "directory": DIRECTORY, "shop": shop}.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    catalog = load_catalog(folder)
    return lambda **parts: plan(MetricQuery(("trips",), **parts), catalog, as_of=date(2025, 5, 31))


@pytest.mark.parametrize(
    "parts",
    [
        {"time_range": MAY},
        {"grain": "month"},
        {"compare_to": "previous_year"},
        {"transforms": (Transform("cumulative"),)},
    ],
    ids=["a range", "a series", "a comparison", "a frame"],
)
def test_what_carries_no_day_is_not_told_for_a_time(planned, parts):
    with pytest.raises(UnsafeQueryError) as refused:
        planned(**parts)
    assert refused.value.code == "E_UNDATED"
    assert refused.value.message == ("Trips cannot be told for a time: its data carry no date.")
    assert refused.value.next_step == "Ask for it as it is now, without a time."


def test_what_carries_no_day_is_told_as_it_is_now(planned):
    (branch,) = planned().branches
    assert branch.metric.name == "trips"
