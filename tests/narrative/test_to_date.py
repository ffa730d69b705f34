"""What a period to date is held against when nobody asked for a comparison."""

from __future__ import annotations

from datetime import date

import pytest

from bot.narrative import context_query
from metrics.query import MetricQuery, TimeRange
from tests.narrative.fixed import catalog

CLAIMS = ("claims_reported",)


@pytest.mark.parametrize(
    ("naming", "days", "before"),
    [
        ("", ("2026-01-01", "2026-11-26"), ("2025-01-01", "2025-11-26")),
        ("", ("2026-10-01", "2026-11-26"), ("2026-07-01", "2026-08-26")),
        ("", ("2026-11-01", "2026-11-26"), ("2026-10-01", "2026-10-26")),
        ("", ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-03-01")),
        ("fiscal", ("2026-07-01", "2026-11-26"), ("2025-07-01", "2025-11-26")),
    ],
)
def test_a_period_to_date_is_held_against_the_same_days_of_the_one_before(naming, days, before):
    start, end = map(date.fromisoformat, days)
    query = MetricQuery(CLAIMS, time_range=TimeRange(start, end), naming=naming)
    assert context_query(query, catalog()).compare_to == TimeRange(
        *map(date.fromisoformat, before)
    )


@pytest.mark.parametrize("end", ["2026-03-01", "2026-04-01", "2027-01-01"])
def test_whole_months_are_held_against_the_period_before(end):
    within = TimeRange(date(2026, 1, 1), date.fromisoformat(end))
    query = MetricQuery(CLAIMS, time_range=within)
    assert context_query(query, catalog()).compare_to == "previous_period"
