"""Messages that only answer a question back, or end the conversation."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language import Clarification, Interpretation, OtherIntent
from metrics.query import MetricQuery, TimeRange

NOW = datetime(2026, 11, 2, 10, tzinfo=ZoneInfo("America/New_York"))
OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))
CLAIMS = MetricQuery(("claims_reported",), time_range=OCTOBER)
ORDERS = MetricQuery(("orders",), time_range=OCTOBER)


@pytest.fixture
def answer(interpreter):
    return lambda text, *offered: interpreter.interpret(text, now=NOW, offered=offered)


@pytest.mark.parametrize("text", ["yes", "Yes!", "yep", "yes please", "Sure.", "that one"])
def test_yes_takes_the_one_reading_that_was_offered(answer, text):
    outcome = answer(text, CLAIMS)
    assert isinstance(outcome, Interpretation)
    assert outcome.query == CLAIMS


def test_yes_to_several_readings_asks_which(answer):
    outcome = answer("yes", CLAIMS, ORDERS)
    assert isinstance(outcome, Clarification)
    assert [o.query for o in outcome.options] == [CLAIMS, ORDERS]


@pytest.mark.parametrize("text", ["the second one", "second", "2", "the 2 option", "the second"])
def test_one_of_several_readings_is_chosen_by_its_place(answer, text):
    assert answer(text, CLAIMS, ORDERS).query == ORDERS


def test_a_place_that_was_not_offered_chooses_nothing(answer):
    assert not isinstance(answer("the third one", CLAIMS, ORDERS), Interpretation)


@pytest.mark.parametrize("text", ["yes", "no"])
def test_an_answer_to_nothing_says_that_nothing_is_open(answer, text):
    outcome = answer(text)
    assert isinstance(outcome, Clarification)
    assert outcome.question.startswith("I have no question open")
    assert outcome.options == ()


def test_no_asks_for_other_words(answer):
    assert "other words" in answer("neither", CLAIMS, ORDERS).question


@pytest.mark.parametrize("text", ["start over", "Never mind.", "let's start over", "reset"])
def test_starting_over_is_an_intent(answer, text):
    outcome = answer(text, CLAIMS)
    assert isinstance(outcome, OtherIntent)
    assert outcome.intent == "restart"


def test_yes_and_no_set_apart_by_a_comma_only_open_a_question(answer):
    assert answer("no, claims by model last month", CLAIMS).query.dimensions == ("model",)


@pytest.mark.parametrize("text", ["yes claims by model last month", "no claims last month"])
def test_within_a_question_they_are_content(answer, text):
    assert isinstance(answer(text, CLAIMS), Clarification)
