"""Better or worse is told only where it can be; where it cannot, why is said instead."""

from __future__ import annotations

from datetime import date

import pytest

from bot.narrative import context_query, tell
from metrics.query import Filter, MetricQuery, TimeRange
from tests.narrative.fixed import FOURTH_QUARTER, OCTOBER, catalog, result_of

CLAIMS = ("claims_reported",)
EARLY = "too early to tell whether that is better or worse"
MISSING = "some data are missing, so it cannot be told whether that is better or worse"


def told(query, *rows, **kwargs):
    return tell(result_of(query, *rows, **kwargs), catalog())


def beside(metric, now, before, *, time_range=OCTOBER, **kwargs):
    query = MetricQuery((metric,), time_range=time_range, compare_to="previous_period")
    return told(query, (now, before, now - before, None), **kwargs)


def test_claims_that_are_still_arriving_are_neither_better_nor_worse():
    story = beside("claims_reported", 862, 927, through=date(2026, 10, 31))
    assert story.headline == (
        f"862 claims were reported in October 2026, 7 % fewer than in September 2026: {EARLY}."
    )
    assert story.direction == ""
    assert story.table.rows[0][-1] == "▼ 7 %"


def test_once_they_have_arrived_it_is_told():
    story = beside("claims_reported", 862, 927, through=date(2026, 11, 30))
    assert story.headline.endswith(": getting better.")
    assert story.direction == "better"
    assert story.table.rows[0][-1] == "▼ 7 % better"


def test_a_metric_made_of_what_is_still_arriving_waits_too():
    assert EARLY in beside("failure_rate", 4.2, 5.1, through=date(2026, 10, 31)).headline


def test_a_neutral_metric_needs_no_excuse():
    said = beside("open_claims", 90, 120, through=date(2026, 10, 31), gaps=(date(2026, 10, 9),))
    assert said.headline.endswith("25 % fewer than at the end of September 2026.")


def test_a_series_tells_it_of_the_periods_that_are_old_enough():
    weeks = [date(2026, 9, 7), date(2026, 9, 14), date(2026, 10, 12), date(2026, 10, 19)]
    days = TimeRange(date(2026, 9, 7), date(2026, 10, 26))
    query = MetricQuery(CLAIMS, time_range=days, grain="week", compare_to="previous_period")
    story = told(query, *[(week, 13, 20, -7, -0.35) for week in weeks], through=date(2026, 10, 31))
    assert EARLY in story.headline
    assert [row[-1] for row in story.table.rows] == ["▼ 35 % better"] * 2 + ["▼ 35 %"] * 2


def test_the_largest_change_of_a_split_waits_too():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER, compare_to="previous_period")
    rows = ("Bike", 300, 280, 20, 0.07), ("Row", 60, 100, -40, -0.4)
    story = told(query, *rows, through=date(2026, 10, 31))
    assert story.headline.endswith(f"Row, 40 % fewer than in September 2026 ({EARLY}).")
    assert [row[-1] for row in story.table.rows] == ["▲ 7.1 %", "▼ 40 %"]


def test_a_sliver_of_a_period_is_no_ground_for_a_verdict():
    query = MetricQuery(("fix_rate",), time_range=OCTOBER, compare_to="previous_period")
    story = told(query, (0.9, 0.7, 0.2, None), through=date(2026, 10, 31))
    assert "in October 2026 (through October 1, 2026) was 90.0 %" in story.headline
    assert story.headline.endswith(f": {EARLY}; the goal is 80 %.")


def test_a_fiscal_year_whose_latest_rows_are_too_young_names_the_last_day_that_counts():
    year = TimeRange(date(2026, 7, 1), date(2027, 7, 1))
    query = MetricQuery(("fix_rate",), time_range=year, compare_to="previous_year")
    result = result_of(query, (0.9, 0.7, 0.2, None), through=date(2026, 11, 25))
    said = " ".join([tell(result, catalog()).headline, *result.caveats])
    assert "in FY27 so far (through October 26, 2026)" in said
    assert "November 25" not in said
    assert "compared with the same number of days: July 1, 2025 to October 26, 2025" in said


@pytest.mark.parametrize("day", [date(2026, 9, 9), date(2026, 10, 9)])
def test_a_load_that_never_came_takes_the_verdict_with_it(day):
    story = beside("claim_cost", 90_000, 80_000, gaps=(day,))
    held = f"13 % higher than in September 2026: {MISSING}; the goal is $400,000."
    assert story.headline.endswith(held)
    assert story.direction == ""
    assert story.table.rows[0][-1] == "▲ 13 %"


def test_a_load_that_never_came_on_other_days_changes_nothing():
    for day in (date(2026, 8, 31), date(2026, 11, 1)):
        assert "getting worse" in beside("claim_cost", 90_000, 80_000, gaps=(day,)).headline


def test_rows_that_come_late_may_have_been_in_the_load_of_a_later_day():
    assert MISSING in beside("claims_reported", 862, 927, gaps=(date(2026, 11, 20),)).headline
    assert "better" in beside("claims_paid", 862, 927, gaps=(date(2026, 11, 20),)).headline


def test_what_the_value_is_held_against_brings_its_gap_along():
    query = MetricQuery(("claim_cost",), time_range=OCTOBER)
    held = MetricQuery(("claim_cost",), time_range=OCTOBER, compare_to="previous_period")
    context = result_of(held, (90_000, 80_000, 10_000, None), gaps=(date(2026, 9, 9),))
    story = tell(result_of(query, (90_000,)), catalog(), context=context)
    assert MISSING in story.headline
    assert story.caveats == (
        "The claim data of September 9, 2026 never came: what they held is missing here.",
    )


def test_a_goal_is_named_and_not_held_against_data_that_are_missing():
    query = MetricQuery(("average_claim_cost",), time_range=OCTOBER)
    story = told(query, (241.2,), gaps=(date(2026, 10, 9),))
    assert (
        story.headline
        == f"Average claim cost in October 2026 was $241.20: {MISSING}; the goal is $230."
    )
    assert not any("goal" in detail for detail in story.details)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (0.01164, 0.0150, "getting better, and better than the goal of 1.2 % (at 1.16 %)."),
        (0.01240, 0.0100, "getting worse, and worse than the goal of 1.2 % (at 1.24 %)."),
        (0.012001, 0.0150, "getting better, and about the goal of 1.2 %."),
        (0.01164, 0.01148, ", about the same as in September 2026, and better than the goal"),
    ],
)
def test_a_goal_is_compared_closer_than_the_value_is_shown(now, before, words):
    assert words in beside("churn_rate", now, before).headline


def test_a_change_below_what_is_shown_is_no_change():
    story = beside("churn_rate", 0.01164, 0.01148)
    assert "getting" not in story.headline
    assert story.direction == "unchanged"
    assert story.table.rows[0][-1] == "unchanged"
    assert "about the same as" in beside("claims_paid", 1_000_300, 1_000_000).headline


def test_a_mix_of_campaigns_is_neither_better_nor_worse_and_one_campaign_is():
    def asked(*filters, dimensions=(), rows=((0.51, 0.47, 0.04, None),)):
        query = MetricQuery(
            ("campaign_completion_rate",),
            dimensions,
            filters=filters,
            time_range=OCTOBER,
            compare_to="previous_period",
        )
        result = result_of(query, *rows)
        return tell(result, catalog()), result.caveats

    mixed, caveats = asked()
    assert "goal" not in mixed.headline
    assert "getting" not in mixed.headline
    assert any("All campaigns are counted together here" in caveat for caveat in caveats)
    one, caveats = asked(Filter("campaign", "in", ("Seat-post recall",)))
    assert one.headline.endswith("getting better, and better than the goal of 50 %.")
    assert caveats == ()
    split, _ = asked(dimensions=("campaign",), rows=(("A", 0.51, 0.47, 0.04, None),) * 2)
    assert split.table.rows[0][-1] == "▲ 4 points better"


def test_what_is_judged_within_one_value_is_offered_split_by_it_first():
    query = MetricQuery(("campaign_completion_rate",), time_range=OCTOBER)
    offered = tell(result_of(query, (0.5,)), catalog(), split_by=("region", "model")).next
    assert offered[0].query.dimensions == ("campaign",)


@pytest.mark.parametrize(
    ("first", "end", "before"),
    [
        (date(2026, 10, 31), date(2026, 11, 2), TimeRange(date(2026, 10, 24), date(2026, 10, 26))),
        (
            date(2026, 10, 26),
            date(2026, 10, 27),
            TimeRange(date(2026, 10, 19), date(2026, 10, 20)),
        ),
    ],
)
def test_a_weekend_or_a_day_is_held_against_the_same_weekdays_a_week_before(first, end, before):
    query = MetricQuery(CLAIMS, time_range=TimeRange(first, end))
    beside = context_query(query, catalog())
    assert beside is not None
    assert beside.compare_to == before


def test_a_quarter_is_still_held_against_the_quarter_before():
    beside = context_query(MetricQuery(CLAIMS, time_range=FOURTH_QUARTER), catalog())
    assert beside is not None
    assert beside.compare_to == "previous_period"


def test_a_gap_between_a_period_and_its_year_before_spoils_neither():
    days = TimeRange(date(2026, 9, 1), date(2026, 11, 1))
    query = MetricQuery(
        ("claims_paid",), time_range=days, grain="month", compare_to="previous_year"
    )
    rows = [(date(2026, month, 1), 90, 80, 10, 0.125) for month in (9, 10)]
    story = told(query, *rows, gaps=(date(2026, 9, 9),))
    assert story.headline.endswith("in October 2025: getting worse.")
    assert [row[-1] for row in story.table.rows] == ["▲ 13 %", "▲ 13 % worse"]


def test_a_state_is_judged_by_what_lies_between_its_two_days():
    days = TimeRange(date(2026, 10, 1), date(2026, 11, 1))

    def said(gap):
        query = MetricQuery(("backlog",), time_range=days, compare_to="previous_period")
        return told(query, (90, 80, 10, 0.125), gaps=(gap,)).headline

    assert said(date(2026, 8, 9)).endswith("September 2026: getting worse.")
    assert said(date(2026, 10, 9)).endswith(f": {MISSING}.")
