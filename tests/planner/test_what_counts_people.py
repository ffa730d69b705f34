"""What counts people is neither searched nor ranked by its size."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.errors import UnsafeQueryError
from metrics.planner import plan
from metrics.query import Having, MetricQuery, Transform


@pytest.mark.parametrize(
    "parts",
    [
        {"having": (Having("active_subscriptions", "<", (20,)),)},
        {"dimensions": ("region",), "transforms": (Transform("rank"),)},
    ],
    ids=["searched", "ranked"],
)
def test_what_counts_people_is_not_looked_for_by_its_size(parts):
    catalog = load_catalog(DEFAULT_DEFINITIONS)
    with pytest.raises(UnsafeQueryError) as refused:
        plan(MetricQuery(("active_subscriptions",), **parts), catalog, as_of=date(2026, 10, 31))
    label = catalog.metric("active_subscriptions").label
    assert refused.value.code == "E_SMALL_GROUPS"
    assert refused.value.message == (
        f"{label} counts people: it cannot be searched or ranked by its size."
    )
    assert refused.value.next_step == "Ask for it as it is."
