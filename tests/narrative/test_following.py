from __future__ import annotations

from datetime import date

import pytest

from bot.narrative import split_candidates, tell
from metrics.planner import plan
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange
from tests.narrative.fixed import OCTOBER, THROUGH, catalog, result_of

CLAIMS = ("claims_reported",)
SPLITS = ("region", "model")


def following(query, *rows):
    return tell(result_of(query, *rows), catalog(), split_by=SPLITS).next


ASKED = [
    (MetricQuery(CLAIMS, time_range=OCTOBER), (862,)),
    (MetricQuery(("open_claims",), time_range=OCTOBER), (862,)),
    (
        MetricQuery(CLAIMS, filters=(Filter("region", "in", ("UK",)),), time_range=OCTOBER),
        (862,),
    ),
    (MetricQuery(CLAIMS, ("region",), time_range=OCTOBER), ("UK", 1), ("West", 2)),
    (
        MetricQuery(
            CLAIMS, ("region",), time_range=OCTOBER, order_by=(OrderBy(CLAIMS[0]),), limit=1
        ),
        ("UK", 1),
    ),
    (
        MetricQuery(
            CLAIMS, time_range=TimeRange(date(2026, 7, 1), date(2026, 11, 1)), grain="month"
        ),
        (date(2026, 10, 1), 862),
    ),
]


def test_a_named_day_is_offered_against_itself_a_year_before():
    black_friday = TimeRange(date(2025, 11, 28), date(2025, 11, 29))
    query = MetricQuery(CLAIMS, time_range=black_friday, naming="black_friday")
    offered = {q.query.compare_to for q in following(query, (3,))}
    assert offered == {TimeRange(date(2024, 11, 29), date(2024, 11, 30))}


@pytest.mark.parametrize("asked", ASKED)
def test_every_question_worth_asking_can_be_answered_and_is_a_new_one(asked):
    query, *rows = asked
    offered = following(query, *rows)
    assert offered
    for follow_up in offered:
        assert plan(follow_up.query, catalog(), as_of=THROUGH).outputs
        assert follow_up.query != query
        assert len(follow_up.short) <= 75


def test_a_value_is_split_by_what_is_not_used_yet():
    query = MetricQuery(CLAIMS, filters=(Filter("region", "in", ("UK",)),), time_range=OCTOBER)
    first = following(query, (862,))[0]
    assert first.query.dimensions == ("model",)
    assert first.query.filters == query.filters
    assert first.label == (
        "Claims reported for region UK by model in October 2026 against the period before"
    )


def test_a_state_on_one_day_is_split_against_the_day_a_month_before():
    day = TimeRange(date(2026, 10, 31), date(2026, 11, 1))
    first = following(MetricQuery(("open_claims",), time_range=day), (862,))[0]
    assert first.query.compare_to == TimeRange(date(2026, 9, 30), date(2026, 10, 1))
    assert first.label == ("Open claims by region on October 31, 2026 against September 30, 2026")


def test_a_split_leads_into_its_first_part():
    query = MetricQuery(CLAIMS, ("region",), time_range=OCTOBER)
    first = following(query, ("UK", 1), ("West", 2))[0]
    assert first.query.filters == (Filter("region", "in", ("West",)),)
    assert first.query.dimensions == ("model",)


def test_nothing_older_than_the_history_is_offered():
    first_month = TimeRange(date(2022, 7, 1), date(2022, 8, 1))
    offered = following(MetricQuery(CLAIMS, time_range=first_month), (5,))
    assert all(f.query.compare_to is None for f in offered)
    starts = [f.query.time_range.start for f in offered if f.query.time_range]
    assert min(starts) == date(2022, 7, 1)


def test_dimensions_with_too_many_values_are_no_candidates():
    many = tuple(str(i) for i in range(100))
    assert split_candidates(catalog(), {"region": many}) == ("model",)
    assert split_candidates(catalog(), {"region": tuple("abc")}) == ("model", "region")
