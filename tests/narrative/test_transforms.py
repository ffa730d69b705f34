"""Rolling, to date, share, goal and parameters: said where the number is."""

from __future__ import annotations

from datetime import date

import pytest

from bot.narrative import tell
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.query import MetricQuery, TimeRange, Transform
from tests.narrative.fixed import FOURTH_QUARTER, OCTOBER, catalog, result_of

PAID = ("claims_paid",)
MONTHS = TimeRange(date(2026, 8, 1), date(2026, 11, 1))


def series(transform):
    query = MetricQuery(PAID, time_range=MONTHS, grain="month", transforms=(transform,))
    rows = [(date(2026, month, 1), 100 * month) for month in (8, 9, 10)]
    return tell(result_of(query, *rows), catalog())


@pytest.mark.parametrize(
    ("transform", "words", "label"),
    [
        (
            Transform("rolling", "month", 3),
            "in the 3 months through October 2026",
            "last 3 months",
        ),
        (Transform("to_date", "year"), "in the year to date through October 2026", "year to date"),
        (Transform("cumulative"), "from August 1, 2026 through October 2026", "cumulative"),
    ],
)
def test_what_a_period_looks_back_on_is_part_of_its_name(transform, words, label):
    story = series(transform)
    assert f"1,000 claims were paid {words}, 11 % more than" in story.headline
    assert story.table.headings[1].label == f"Claims paid, {label}"


def test_a_share_and_a_rank_are_columns_of_the_table():
    transforms = (Transform("share"), Transform("rank"))
    query = MetricQuery(PAID, ("model",), time_range=OCTOBER, transforms=transforms)
    shown = tell(result_of(query, ("Bike", 30, 0.75, 1), ("Row", 10, 0.25, 2)), catalog()).table
    assert [h.label for h in shown.headings] == [
        "Model",
        "Claims paid",
        "Share of the total",
        "Rank",
    ]
    assert shown.rows[0] == ("Bike", "30", "75.0 %", "1")


def test_a_comparison_with_the_goal_is_told_of_the_goal_and_of_nothing_earlier():
    query = MetricQuery(("average_claim_cost",), time_range=OCTOBER, compare_to="goal")
    story = tell(result_of(query, (241.2, 230.0, 11.2, 0.05)), catalog())
    assert story.headline == (
        "Average claim cost in October 2026 was $241.20, above the goal of $230: "
        "worse than planned."
    )
    assert [h.label for h in story.table.headings[1:]] == ["Goal", "Beside the goal"]
    assert story.table.rows[0][1:] == ("$230", "▲ 4.9 % worse")


def test_a_value_on_its_goal_is_not_called_unchanged():
    query = MetricQuery(("average_claim_cost",), time_range=OCTOBER, compare_to="goal")
    story = tell(result_of(query, (230.0, 230.0, 0.0, 0.0)), catalog())
    assert story.table.rows[0][-1] == "on the goal"


@pytest.mark.parametrize(("chosen", "months"), [((), 12), ((("months_in_service", 6),), 6)])
def test_what_a_number_was_counted_at_is_said_chosen_or_not(chosen, months):
    sample = load_catalog(DEFAULT_DEFINITIONS)
    query = MetricQuery(("claims_per_1000_at_mis",), time_range=OCTOBER, parameters=chosen)
    story = tell(result_of(query, (78.0,), cat=sample, through=date(2028, 12, 31)), sample)
    assert any(f"at {months} months in service" in detail for detail in story.details)


def test_gaps_of_all_that_is_looked_back_on_take_the_verdict():
    rolling = Transform("rolling", "month", 3)
    query = MetricQuery(PAID, time_range=FOURTH_QUARTER, grain="month", transforms=(rolling,))
    rows = [(date(2026, month, 1), 100 * month) for month in (10, 11)]
    said = tell(result_of(query, *rows, gaps=(date(2026, 8, 9),)), catalog()).headline
    assert "some data are missing" in said
