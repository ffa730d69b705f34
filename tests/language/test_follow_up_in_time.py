"""A follow-up about time: the period before, a year ago, another one of the same calendar."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language import Clarification, Interpretation
from metrics.query import TimeRange


@pytest.fixture
def then(ask):
    """``then(question, follow-up)``: what the follow-up is read as."""

    def read(first, text):
        before = ask(first)
        assert isinstance(before, Interpretation), before
        return ask(text, previous=before.query)

    return read


def days(start, end):
    return TimeRange(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("first", "text", "start", "end"),
    [
        ("claims last month", "and the month before?", "2026-09-01", "2026-10-01"),
        ("claims in March", "what about the month before?", "2026-02-01", "2026-03-01"),
        ("claims in January", "and the month before", "2025-12-01", "2026-01-01"),
        ("claims last quarter", "and the quarter before?", "2026-04-01", "2026-07-01"),
        ("claims last quarter", "and the period before?", "2026-04-01", "2026-07-01"),
        ("claims last week", "and the week before?", "2026-10-19", "2026-10-26"),
        ("claims yesterday", "and the day before?", "2026-10-31", "2026-11-01"),
        ("claims FY26", "and the year before?", "2024-07-01", "2025-07-01"),
        ("claims in 2025", "and the year before?", "2024-01-01", "2025-01-01"),
        ("claims in March", "and the year before?", "2025-03-01", "2025-04-01"),
        ("claims on Oct 15", "and a year ago?", "2025-10-15", "2025-10-16"),
        ("claims yesterday", "what about a year ago", "2025-11-01", "2025-11-02"),
        ("claims on Feb 29 2024", "and a year ago?", "2023-02-28", "2023-03-01"),
        ("claims on Oct 15", "and two years ago?", "2024-10-15", "2024-10-16"),
        ("claims on Oct 15", "same day last year", "2025-10-15", "2025-10-16"),
        ("claims in March", "and a year ago?", "2025-03-01", "2025-04-01"),
        ("claims in March", "and the same month last year?", "2025-03-01", "2025-04-01"),
        ("claims Q1 FY27", "same quarter last year", "2025-07-01", "2025-10-01"),
        ("orders on Black Friday", "and a year ago?", "2024-11-29", "2024-11-30"),
        ("orders on Black Friday", "and the year before?", "2024-11-29", "2024-11-30"),
        ("orders on Black Friday", "and the day before?", "2025-11-27", "2025-11-28"),
        ("orders on Black Friday", "and on Cyber Monday?", "2025-12-01", "2025-12-02"),
        ("claims last month", "from June to now", "2026-06-01", "2026-11-03"),
    ],
)
def test_a_period_is_told_from_the_one_that_was_asked_about(then, first, text, start, end):
    outcome = then(first, text)
    assert isinstance(outcome, Interpretation), outcome
    assert outcome.query.time_range == days(start, end)


@pytest.mark.parametrize(
    ("first", "text", "ranges"),
    [
        (
            "claims last quarter",
            "and the month before?",
            [("2026-06-01", "2026-07-01"), ("2026-04-01", "2026-07-01")],
        ),
        (
            "claims in March",
            "and the same week last year?",
            [("2025-11-03", "2025-11-10"), ("2025-03-01", "2025-04-01")],
        ),
        (
            "claims Q1 FY27",
            "and Q2?",
            [("2026-10-01", "2027-01-01"), ("2026-04-01", "2026-07-01")],
        ),
        (
            "claims last month",
            "and oct 26?",
            [("2026-10-26", "2026-10-27"), ("2026-10-01", "2026-11-01")],
        ),
        (
            "claims last month",
            "10/12/2025",
            [("2025-10-12", "2025-10-13"), ("2025-12-10", "2025-12-11")],
        ),
    ],
)
def test_a_period_of_two_meanings_is_asked_back_with_both(then, first, text, ranges):
    outcome = then(first, text)
    assert isinstance(outcome, Clarification)
    assert [o.query.time_range for o in outcome.options] == [days(*r) for r in ranges]


def test_two_changes_of_the_period_are_asked_back(then):
    outcome = then("claims last month", "in June and the month before")
    assert isinstance(outcome, Clarification)
    assert "two changes" in outcome.question


def test_a_named_day_is_compared_with_itself_a_year_before(then):
    outcome = then("orders on Black Friday", "vs last year")
    assert outcome.query.time_range == days("2025-11-28", "2025-11-29")
    assert outcome.query.compare_to == days("2024-11-29", "2024-11-30")


def test_a_comparison_with_a_later_period_asks_about_the_later_one(then):
    outcome = then("orders in September", "compared with October")
    assert outcome.query.time_range == days("2026-10-01", "2026-11-01")
    assert outcome.query.compare_to == days("2026-09-01", "2026-10-01")


def test_a_comparison_stays_when_the_period_moves(then):
    outcome = then("claims in March vs the month before", "and the month before?")
    assert outcome.query.time_range == days("2026-02-01", "2026-03-01")
    assert outcome.query.compare_to == "previous_period"


def test_a_fiscal_question_stays_fiscal(then):
    outcome = then("claims FY26 by region", "by quarter")
    assert (outcome.query.grain, outcome.query.naming) == ("fiscal_quarter", "fiscal")
    assert then("claims FY26 by region", "by calendar quarter").query.grain == "quarter"
    assert "Q4 FY26 (" in then("claims Q1 FY27", "and the quarter before?").read_as


def test_a_calendar_period_ends_the_fiscal_talk(then):
    outcome = then("claims FY26 by region", "by quarter in 2025")
    assert (outcome.query.grain, outcome.query.naming) == ("quarter", "")
    assert then("claims FY26", "orders by quarter in 2025").query.grain == "quarter"
