"""What comes with a reading: how it was read, how sure, what else it might mean."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.language import STAGES, Clarification, Interpretation, Interpreter, describe
from metrics.planner import plan

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)


def test_a_reading_is_one_line_with_its_dates(ask):
    outcome = ask("claims for Tread by region since June vs a year ago")
    dates = "Jun 1 \u2013 Nov 2, 2026"
    line = f"Claims reported · Tread · by region · {dates} · compared with a year before"
    assert outcome.read_as == line


def test_a_comparison_with_the_quarter_before_says_so(ask, catalog):
    line = describe(ask("claims this quarter vs last").query, catalog)
    assert line.endswith("Oct 1 \u2013 Dec 31, 2026 · compared with the previous quarter")


def test_a_state_is_described_at_its_day(ask):
    assert ask("open claims in October").read_as == "Open claims · at the end of Oct 31, 2026"


def test_an_order_and_a_bound_are_described(ask):
    ranked = ask("worst 2 regions by first-time fix rate in Q3").read_as
    bounded = ask("regions with more than 1,000 claims in Q3").read_as
    assert "by region · lowest 2" in ranked
    assert "claims reported more than 1,000" in bounded


def test_claims_alone_names_its_meaning_and_offers_the_others(ask):
    outcome = ask("claims last month")
    assert outcome.notes[0].startswith("Claims means claims reported (")
    assert [o.query.metrics[0] for o in outcome.alternatives] == ["claims_approved", "claims_paid"]
    assert ask("claims reported last month").alternatives == ()


def test_a_period_that_was_not_named_is_said(ask):
    outcome = ask("claim cost by region")
    assert outcome.notes == (
        "No period was named: read as the last complete month (Oct 1 \u2013 Oct 31, 2026).",
    )
    assert "no period was named" in outcome.read_as


def test_confidence_falls_with_synonyms_and_assumptions(ask):
    texts = ("claim cost last month", "warranty spend last month", "claim cost")
    assert [ask(text).confidence for text in texts] == [1.0, 0.9, 0.8]


def test_the_trace_names_each_rule_and_its_words(ask):
    steps = [(s.rule, s.words) for s in ask("claims by model last month").trace]
    assert ("last <grain>", "last month") in steps
    assert ("by <dimension>", "by model") in steps


def test_the_stages_are_listed_in_order():
    names = [stage.__name__ for stage in STAGES]
    assert names[0] == "clean"
    assert names[-1] == "decide"


def test_a_near_spelling_is_offered_and_never_assumed(ask):
    outcome = ask("claims by regoin last month")
    assert isinstance(outcome, Clarification)
    assert outcome.options[0].label.startswith('With "region"')
    assert outcome.options[0].query.dimensions == ("region",)


def test_labels_fit_a_button(ask):
    texts = (
        "claims by month this quarter vs last quarter",
        "how many serious, odd claims by model",
    )
    labels = [option.label for text in texts for option in ask(text).options]
    assert labels
    assert max(map(len, labels)) <= 75


def test_a_value_of_two_dimensions_is_asked_back_with_both(catalog, values):
    doubled = Interpreter.build(catalog, {**values, "plant": (*values["plant"], "Tread")})
    outcome = doubled.interpret("claims for Tread last month", now=NOW)
    assert isinstance(outcome, Clarification)
    dimensions = {f.dimension for option in outcome.options for f in option.query.filters}
    assert dimensions == {"model", "plant"}


def test_a_dimension_named_beside_such_a_value_settles_it(catalog, values):
    doubled = Interpreter.build(catalog, {**values, "plant": (*values["plant"], "Tread")})
    outcome = doubled.interpret("claims for model Tread last month", now=NOW)
    assert isinstance(outcome, Interpretation)
    assert outcome.query.filters[0].dimension == "model"


def test_a_value_that_only_one_dimension_within_reach_has_is_that_one(catalog, values):
    doubled = Interpreter.build(catalog, {**values, "campaign": ("Tread",)})
    outcome = doubled.interpret("claims for Tread last month", now=NOW)
    assert isinstance(outcome, Interpretation)
    assert outcome.query.filters[0].dimension == "model"


def test_every_option_can_be_planned(ask, catalog):
    outcome = ask("cost by region")
    plans = [plan(o.query, catalog, as_of=date(2026, 10, 31)) for o in outcome.options]
    assert len(plans) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("orders on Black Friday", "Orders · Black Friday 2025 (Nov 28, 2025)"),
        ("orders in holiday season 2025", "holiday season 2025 (Nov 1 \u2013 Dec 31, 2025)"),
        ("orders last winter", "winter 2025/26 (Dec 1, 2025 \u2013 Feb 28, 2026)"),
        ("claims Q1 FY27", "Claims reported · Q1 FY27 (Jul 1 \u2013 Sep 30, 2026)"),
        ("claims H2 FY26", "H2 FY26 (Jan 1 \u2013 Jun 30, 2026)"),
        ("claims FY25 to FY26", "FY25 to FY26 (Jul 1, 2024 \u2013 Jun 30, 2026)"),
        ("claims last 3 fiscal quarters", "Q3 FY26 to Q1 FY27 (Jan 1 \u2013 Sep 30, 2026)"),
        ("claims fiscal year to date", "FY27 to date (Jul 1 \u2013 Nov 2, 2026)"),
        ("units in service Q1 FY27", "at the end of Q1 FY27 (Sep 30, 2026)"),
        ("orders Black Friday vs 2024", "compared with Black Friday 2024 (Nov 29, 2024)"),
        ("claims fy26 vs fy25", "compared with FY25 (Jul 1, 2024 \u2013 Jun 30, 2025)"),
    ],
)
def test_what_was_said_by_name_is_shown_with_its_dates(ask, text, line):
    assert line in ask(text).read_as


def test_a_quarter_is_a_calendar_one_unless_fiscal_is_said(ask):
    assert "FY" not in ask("claims Q3 2026").read_as
    assert ask("claims Q3 2026").query.naming == ""


def test_a_named_day_that_is_misspelt_is_offered(ask):
    outcome = ask("orders since thanksgivng")
    assert isinstance(outcome, Clarification)
    assert outcome.not_understood == ("thanksgivng",)
    assert outcome.options[0].query.time_range.start == date(2025, 11, 27)


def test_of_two_dates_the_one_still_to_come_is_said(ask):
    outcome = ask("claims 10/12/2026")
    assert isinstance(outcome, Clarification)
    assert "Dec 10, 2026 is still to come" in outcome.question
