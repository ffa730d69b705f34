from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.narrative import context_query, tell
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange, Transform
from tests.narrative.fixed import FOURTH_QUARTER, OCTOBER, THROUGH, catalog, result_of

CLAIMS = ("claims_reported",)


def headline(query, *rows, **kwargs):
    return tell(result_of(query, *rows, **kwargs), catalog()).headline


def october(metric, *values, compare_to=None, **kwargs):
    query = MetricQuery((metric,), time_range=OCTOBER, compare_to=compare_to, **kwargs)
    return headline(query, values)


def compared(metric, now, before, **kwargs):
    change = None if now is None or before is None else now - before
    return october(metric, now, before, change, None, compare_to="previous_period", **kwargs)


def test_a_count_is_said_as_a_sentence():
    assert october("claims_reported", 862) == "862 claims were reported in October 2026."
    assert october("open_claims", 1234) == (
        "There were 1,234 open claims at the end of October 2026."
    )


def test_none_and_one_are_said_in_good_english():
    assert october("claims_reported", 0) == "No claims were reported in October 2026."
    assert october("open_claims", 0) == "There were no open claims at the end of October 2026."
    assert october("claims_reported", 1) == "1 claim was reported in October 2026."
    assert october("open_claims", 1) == "There was 1 open claim at the end of October 2026."


def test_fewer_of_what_should_be_low_gets_better():
    assert compared("claims_reported", 862, 927) == (
        "862 claims were reported in October 2026, 7 % fewer than in September 2026: "
        "getting better."
    )


def test_a_fiscal_question_is_answered_in_fiscal_terms():
    quarter = TimeRange(date(2026, 7, 1), date(2026, 10, 1))
    query = MetricQuery(CLAIMS, time_range=quarter, compare_to="previous_period", naming="fiscal")
    assert headline(query, (862, 927, -65, None)) == (
        "862 claims were reported in Q1 FY27, 7 % fewer than in Q4 FY26: getting better."
    )


def test_a_named_day_is_held_against_itself_a_year_before():
    black_friday = TimeRange(date(2025, 11, 28), date(2025, 11, 29))
    query = MetricQuery(CLAIMS, time_range=black_friday, naming="black_friday")
    beside = context_query(query, catalog())
    assert beside.compare_to == TimeRange(date(2024, 11, 29), date(2024, 11, 30))
    assert headline(beside, (3, 4, -1, None)) == (
        "3 claims were reported on Black Friday 2025 (November 28, 2025), 25 % fewer than "
        "on Black Friday 2024 (November 29, 2024): getting better."
    )


def test_a_season_that_is_not_over_is_told_so_far():
    season = TimeRange(date(2026, 11, 1), date(2027, 1, 1))
    query = MetricQuery(CLAIMS, time_range=season, naming="holiday_season")
    assert headline(query, (40,)) == (
        "40 claims were reported in holiday season 2026 (November to December 2026) so far "
        "(through December 15, 2026)."
    )


def test_the_same_fall_of_what_should_be_high_gets_worse():
    assert "getting worse" in compared("fix_rate", 0.7, 0.9)


def test_a_neutral_metric_is_only_higher_or_lower():
    said = compared("open_claims", 120, 100)
    assert said.endswith("20 % more than at the end of September 2026.")
    assert "better" not in said
    assert "worse" not in said


def test_rates_change_by_percentage_points():
    assert compared("approval_rate", 0.823, 0.81) == (
        "Claim approval rate in October 2026 was 82.3 %, "
        "1.3 percentage points higher than in September 2026."
    )


def test_what_looks_the_same_is_not_called_a_change():
    assert compared("approval_rate", 0.82301, 0.82299).endswith("the same as in September 2026.")


def test_a_change_from_nothing_has_no_percentage():
    assert "up from 0 in September 2026" in compared("claims_reported", 12, 0)


def test_a_manifold_is_said_in_times():
    assert "3.5 times as many as in September" in compared("claims_reported", 350, 100)


def test_a_period_that_is_not_over_says_through_which_day_and_is_better_only_so_far():
    query = MetricQuery(("claims_paid",), time_range=FOURTH_QUARTER, compare_to="previous_period")
    said = headline(query, (862, 927, -65, -0.07), through=date(2026, 10, 20))
    assert said == (
        "862 claims were paid in Q4 2026 so far (through October 20, 2026), "
        "7 % fewer than from July 1 to 20, 2026: getting better so far."
    )


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (241.2, "above the goal of $230: worse than planned."),
        (212.0, "below the goal of $230: better than planned."),
        (230.0, "exactly the goal of $230."),
        (230.001, "about the goal of $230."),
    ],
)
def test_a_goal_gives_a_verdict(now, words):
    assert october("average_claim_cost", now).endswith(words)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (241.2, 236.0, "getting worse, and worse than the goal of $230."),
        (241.2, 260.0, "getting better, but still worse than the goal of $230."),
        (220.0, 210.0, "getting worse, but still better than the goal of $230."),
    ],
)
def test_change_and_goal_are_told_apart(now, before, words):
    assert compared("average_claim_cost", now, before).endswith(words)


def test_a_monthly_goal_is_not_held_against_a_quarter():
    query = MetricQuery(("claim_cost",), time_range=FOURTH_QUARTER)
    assert "goal" not in headline(query, (900_000,), through=date(2027, 1, 31))
    assert "goal of $400,000" in october("claim_cost", Decimal("412310.55"))


def test_the_goal_of_the_whole_is_not_held_against_a_part():
    bikes = (Filter("model", "in", ("Bike",)),)
    assert "goal" not in october("claim_cost", 90_000, filters=bikes)
    assert "goal of $230" in october("average_claim_cost", 250.0, filters=bikes)


@pytest.mark.parametrize("metric", ["models_claimed_for", "steps_taken"])
def test_nor_against_a_part_of_what_counts_each_thing_once_or_is_a_sum(metric):
    bikes = (Filter("model", "in", ("Bike",)),)
    assert "goal of 100" in october(metric, 90)
    assert "goal" not in october(metric, 90, filters=bikes)


def test_nor_against_the_part_that_is_open_to_a_viewer():
    for metric, told in (("claim_cost", False), ("average_claim_cost", True)):
        query = MetricQuery((metric,), time_range=OCTOBER)
        story = tell(result_of(query, (250.0,), narrowed=True), catalog())
        assert ("goal" in story.headline) is told


def test_a_monthly_goal_is_not_held_against_the_months_before_it_as_well():
    rolling = (Transform("rolling", "month", 3),)
    assert "goal" not in october("claim_cost", 900_000, transforms=rolling)


def test_money_in_a_sentence_is_short_and_small_money_has_cents():
    assert "was $1.23 million" in october("claim_cost", Decimal("1234567.89"))
    assert "was $412,311," in october("claim_cost", Decimal("412310.55"))
    assert "was $241.20," in october("average_claim_cost", 241.2)


def test_conditions_are_part_of_the_sentence():
    filters = (Filter("model", "in", ("Bike", "Bike+")), Filter("region", "not_in", ("UK",)))
    assert october("claims_reported", 862, filters=filters) == (
        "862 claims were reported for model Bike or Bike+ and all regions but UK in October 2026."
    )


def test_a_ratio_without_a_denominator_says_what_is_missing():
    assert october("average_claim_cost", None) == (
        "There is no average claim cost in October 2026: there are no claims paid to divide by."
    )


def test_a_window_that_has_not_closed_is_too_early_to_tell():
    query = MetricQuery(("fix_rate",), time_range=OCTOBER)
    said = headline(query, (None,), through=date(2026, 10, 31))
    assert "it is too early to tell. A repair may be followed by another for 30 days." in said
    november = TimeRange(date(2026, 11, 1), date(2026, 12, 1))
    split = MetricQuery(("fix_rate",), ("model",), time_range=november)
    assert headline(split, through=date(2026, 11, 20)).startswith(
        "It is too early to tell the fir"
    )


def test_a_withheld_number_is_not_given_away():
    query = MetricQuery(("members_claiming",), time_range=OCTOBER)
    assert headline(query, (None,), suppressed=1) == (
        "Members with a claim in October 2026 are not shown: fewer than 11 people are counted."
    )


def test_no_rows_are_said_plainly():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER)
    assert headline(query) == "Nothing is recorded for claims reported in October 2026."


def test_a_split_names_the_leader_and_its_share():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER)
    assert headline(query, ("Bike", 301), ("Row", 61), (None, 2)) == (
        "By model, Bike has the most claims reported in October 2026: 301 of 364 (83 %)."
    )


def test_a_share_of_rows_that_were_cut_is_not_claimed():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER, limit=2)
    assert " of " not in headline(query, ("Bike", 301), ("Row", 61)).split(":")[1]


def test_shares_are_not_claimed_while_cells_are_withheld():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER)
    assert "%" not in headline(query, ("Bike", 301), ("Row", None), suppressed=1)


def test_rates_of_a_split_are_never_added_up():
    query = MetricQuery(("approval_rate",), ("model",), time_range=OCTOBER)
    assert headline(query, ("Bike", 0.9), ("Row", 0.8)) == (
        "By model, Bike has the highest claim approval rate in October 2026: 90.0 %; "
        "the lowest is Row with 80.0 %."
    )


def test_leaders_that_tie_are_all_named():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER)
    said = headline(query, ("Bike", 5), ("Row", 5), ("Tread", 1))
    assert said.startswith("By model, Bike and Row have the most claims reported")


def test_a_compared_split_names_the_largest_change():
    query = MetricQuery(CLAIMS, ("model",), time_range=OCTOBER, compare_to="previous_period")
    said = headline(query, ("Bike", 300, 280, 20, 0.07), ("Row", 60, 100, -40, -0.4))
    assert said.endswith(
        "the largest change is Row, 40 % fewer than in September 2026 (getting better)."
    )


def test_a_top_list_says_what_it_is_a_list_of():
    query = MetricQuery(
        CLAIMS, ("model",), time_range=OCTOBER, order_by=(OrderBy(CLAIMS[0]),), limit=2
    )
    assert headline(query, ("Bike", 301), ("Row", 61)) == (
        "The 2 models with the most claims reported in October 2026: "
        "Bike with 301, then Row with 61."
    )


def test_the_top_one_is_named():
    query = MetricQuery(
        CLAIMS, ("model",), time_range=OCTOBER, order_by=(OrderBy(CLAIMS[0], "asc"),), limit=1
    )
    assert headline(query, ("Row", 61)) == (
        "The model with the fewest claims reported (of those with any) in October 2026 is Row, "
        "with 61."
    )


def months(*values, **kwargs):
    days = TimeRange(date(2026, 7, 1), date(2027, 1, 1))
    query = MetricQuery(CLAIMS, time_range=days, grain="month", **kwargs)
    return query, [(date(2026, 7 + i, 1), *v) for i, v in enumerate(values)]


def test_a_series_tells_its_latest_whole_period_and_its_peak():
    query, rows = months((900,), (950,), (870,), (862,), (210,))
    story = tell(result_of(query, *rows, through=date(2026, 11, 9)), catalog())
    assert story.headline.startswith("862 claims were reported in October 2026, 0.9 % fewer than")
    assert story.headline.endswith("; the highest is August 2026 with 950.")
    assert "November 2026 is not complete: 210 through November 9, 2026." in story.details
    assert story.table.rows[-1][0] == "November 2026 (so far)"


def test_a_week_that_the_question_cuts_is_a_part_and_not_so_far():
    september = TimeRange(date(2026, 9, 1), date(2026, 10, 1))
    query = MetricQuery(CLAIMS, time_range=september, grain="week")
    mondays = [date(2026, 8, 31), *(date(2026, 9, d) for d in (7, 14, 21, 28))]
    rows = [(day, count) for day, count in zip(mondays, (50, 70, 60, 63, 30), strict=True)]
    story = tell(result_of(query, *rows), catalog())
    assert story.headline.startswith("63 claims were reported in the week of September 21, 2026")
    labels = [row[0] for row in story.table.rows]
    assert labels[0] == "the week of August 31, 2026 (part)"
    assert labels[-1] == "the week of September 28, 2026 (part)"
    assert labels[1] == "the week of September 7, 2026"


def test_a_series_of_one_part_period_says_which_days_and_holds_no_goal_against_them():
    query = MetricQuery(
        ("claim_cost",), time_range=OCTOBER, grain="month", compare_to="previous_period"
    )
    row = (date(2026, 10, 1), 90_000, 80_000, 10_000, 0.125)
    said = headline(query, row, through=date(2026, 10, 9))
    assert said == (
        "Claim cost from October 1 to 9, 2026 was $90,000, "
        "13 % higher than from September 1 to 9, 2026: getting worse."
    )


def test_a_compared_series_holds_each_period_against_its_own():
    query, rows = months((862, 700, 162, 0.23), compare_to="previous_year")
    said = tell(result_of(query, *rows, through=date(2026, 7, 31)), catalog()).headline
    assert "23 % more than in July 2025" in said


def test_a_split_series_tells_who_leads_in_the_latest_whole_period():
    query = MetricQuery(CLAIMS, ("model",), time_range=FOURTH_QUARTER, grain="month")
    rows = [
        ("Bike", date(2026, 10, 1), 300),
        ("Row", date(2026, 10, 1), 100),
        ("Row", date(2026, 11, 1), 50),
    ]
    said = headline(query, *rows, through=date(2026, 11, 9))
    assert said == (
        "By model, Bike has the most claims reported in October 2026: 300 of 400 (75 %)."
    )


def test_several_metrics_stand_in_one_sentence():
    query = MetricQuery(("claims_reported", "claim_cost"), time_range=OCTOBER)
    assert headline(query, (862, Decimal("412310.55"))) == (
        "In October 2026: claims reported 862 and claim cost $412,311."
    )


def test_context_tells_better_or_worse_of_a_value_that_was_asked_alone():
    query = MetricQuery(CLAIMS, time_range=OCTOBER)
    beside = MetricQuery(CLAIMS, time_range=OCTOBER, compare_to="previous_period")
    story = tell(
        result_of(query, (862,)), catalog(), context=result_of(beside, (862, 927, -65, -0.07))
    )
    assert story.direction == "better"
    assert "7 % fewer than in September 2026: getting better" in story.headline
    assert len(story.table.headings) == 1


def test_a_state_on_one_day_is_held_against_the_day_a_month_before():
    query = MetricQuery(("open_claims",), time_range=TimeRange(THROUGH, date(2026, 12, 16)))
    beside = context_query(query, catalog())
    assert beside is not None
    told = tell(
        result_of(query, (90,)), catalog(), context=result_of(beside, (90, 100, -10, -0.1))
    )
    assert told.headline == (
        "There were 90 open claims on December 15, 2026, 10 % fewer than on November 15, 2026."
    )


@pytest.mark.parametrize(
    "more",
    [{"dimensions": ("model",)}, {"grain": "month"}, {"compare_to": "previous_year"}],
)
def test_what_is_split_or_compared_already_needs_no_context(more):
    assert context_query(MetricQuery(CLAIMS, time_range=OCTOBER, **more), catalog()) is None
    assert context_query(MetricQuery(CLAIMS, **more), catalog()) is None


SAMPLE = load_catalog(DEFAULT_DEFINITIONS)
VALUES = {
    "percent": 0.123,
    "integer": 862,
    "decimal": 12.3,
    "currency": 412310.55,
    "per_thousand": 4.25,
    "days": 23.5,
}


@pytest.mark.parametrize("metric", SAMPLE.askable, ids=lambda m: m.name)
def test_every_metric_of_the_sample_reads_as_a_sentence(metric):
    told_late = metric.maturity is not None and metric.maturity.immature == "refuse"
    year = 2024 if told_late else 2026
    october = TimeRange(date(year, 10, 1), date(year, 11, 1))
    query = MetricQuery((metric.name,), time_range=october)
    late = date(2028, 12, 31)  # when all that has to be waited for has come
    told = tell(result_of(query, (VALUES[metric.format],), cat=SAMPLE, through=late), SAMPLE)
    said = told.headline
    assert any(number in said for number in ("12.3", "862", "412,311", "4.25", "23.5"))
    assert f"October {year}" in said
    assert said[0].isupper() or said[0].isdigit()
    assert said.endswith(".")
    assert "  " not in said
    assert told.next
