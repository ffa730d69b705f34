"""A text without a metric edits the last question of the thread, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.language import Clarification, Interpretation, OutOfScope
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange

OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))
BY_MODEL = MetricQuery(("claims_reported",), dimensions=("model",), time_range=OCTOBER)
TREAD = MetricQuery(
    ("claims_reported",), filters=(Filter("model", "in", ("Tread",)),), time_range=OCTOBER
)


@pytest.fixture
def follow(ask):
    def read(text, previous=BY_MODEL):
        outcome = ask(text, previous=previous)
        assert isinstance(outcome, Interpretation), outcome
        assert "read on from the last question" in outcome.read_as
        return outcome.query

    return read


def test_and_by_adds_a_split(follow):
    assert follow("and by region?").dimensions == ("model", "region")


def test_by_replaces_the_split(follow):
    assert follow("by region").dimensions == ("region",)


def test_a_split_by_time_keeps_the_period(follow):
    query = follow("and by week")
    assert (query.grain, query.dimensions, query.time_range) == ("week", ("model",), OCTOBER)


@pytest.mark.parametrize("text", ["what about Row", "how about Row?", "only Row", "and for Row?"])
def test_a_filter_on_the_same_dimension_is_replaced(follow, text):
    assert follow(text, TREAD).filters == (Filter("model", "in", ("Row",)),)


def test_a_filter_on_another_dimension_is_added(follow):
    assert follow("only Canada", TREAD).filters == (
        Filter("model", "in", ("Tread",)),
        Filter("region", "in", ("Canada",)),
    )


def test_a_country_takes_the_place_of_a_region_and_the_other_way_round(follow):
    west = replace(TREAD, filters=(Filter("region", "in", ("West",)),))
    us = replace(TREAD, filters=(Filter("country", "in", ("US",)),))
    assert follow("and the US?", west).filters == us.filters
    assert follow("what about West?", us).filters == west.filters


@pytest.mark.parametrize("text", ["last quarter", "what about last quarter?", "same for Q3 2026"])
def test_the_period_is_replaced(follow, text):
    query = follow(text)
    assert query.time_range == TimeRange(date(2026, 7, 1), date(2026, 10, 1))
    assert query.dimensions == ("model",)


def test_same_for_last_year(follow):
    assert follow("same for last year").time_range == TimeRange(date(2025, 1, 1), date(2026, 1, 1))


def test_top_three_orders_by_the_metric_asked_before(follow):
    query = follow("top 3")
    assert (query.order_by, query.limit) == ((OrderBy("claims_reported", "desc"),), 3)


def test_a_comparison_is_added(follow):
    assert follow("compared with the previous month").compare_to == "previous_period"
    assert follow("vs the same month last year").compare_to == "previous_year"


def test_a_question_of_its_own_starts_afresh(ask):
    outcome = ask("orders last month", previous=BY_MODEL)
    assert outcome.query.metrics == ("orders",)
    assert outcome.query.dimensions == ()


def test_another_metric_alone_may_mean_the_same_question_or_a_new_one(ask):
    outcome = ask("and orders?", previous=BY_MODEL)
    assert isinstance(outcome, Clarification)
    assert [o.query.metrics for o in outcome.options] == [("orders",), ("orders",)]
    assert outcome.options[0].query == replace(BY_MODEL, metrics=("orders",))
    assert outcome.options[1].query.dimensions == ()


def test_a_filter_that_names_another_metric_is_asked_back(ask):
    outcome = ask("only paid", previous=BY_MODEL)
    assert isinstance(outcome, Clarification)
    assert [o.query.metrics for o in outcome.options] == [("claims_paid",), ("claims_reported",)]


def test_what_the_metric_cannot_be_split_by_is_asked_back(ask):
    outcome = ask("by distribution center", previous=BY_MODEL)
    assert isinstance(outcome, Clarification)
    assert "cannot be split" in outcome.question


def test_an_unknown_word_is_asked_back(ask):
    outcome = ask("and by flavour", previous=BY_MODEL)
    assert isinstance(outcome, Clarification)
    assert outcome.not_understood == ("flavour",)


def test_a_follow_up_into_the_future_is_refused(ask):
    outcome = ask("next month", previous=BY_MODEL)
    assert isinstance(outcome, OutOfScope)
    assert outcome.reason == "future"


@pytest.mark.parametrize("text", ["and by region?", "what about Tread", "top 3", "last quarter"])
def test_without_a_last_question_the_metric_is_asked_for(ask, text):
    outcome = ask(text)
    assert isinstance(outcome, Clarification)
    assert outcome.question.startswith("Which metric do you mean? There are ")


def test_a_last_question_of_a_metric_that_is_gone_is_forgotten(ask):
    assert isinstance(ask("by region", previous=MetricQuery(("gone",))), Clarification)
