"""Laws that hold for every question, tried on random ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.compiler.statement import SIDE
from metrics.governance import Grant, Viewer
from metrics.model import RowPolicy
from metrics.query import Filter, MetricQuery, TimeRange
from tests.properties.asking import (
    MANY_ROWS,
    asked_again,
    by_hand,
    compiled,
    database,
    difference,
    in_words,
    is_same,
    product,
    rollups,
    run,
)
from tests.properties.definitions import CALENDARS
from tests.properties.leaves import passes
from tests.properties.meaning import METRICS
from tests.properties.questions import VALUES, Kind, Question, conditions, questions
from tests.properties.refusals import BRIDGED, reach_of

PLAIN = Kind()
MAY = date(2024, 5, 31)
KINDS = {
    "a total, a split or a series": PLAIN,
    "compared": Kind(compares=True),
    "looked at in another way": Kind(transformed=True),
    "compared and looked at in another way": Kind(compares=True, transformed=True),
    "arranged": Kind(arranged=True),
    "all of it": Kind(compares=True, transformed=True, arranged=True),
}
ADDITIVE = Kind(
    metrics=tuple(
        name for name, metric in METRICS.items() if metric.adds_up and name != "rentals_known"
    ),
    most=1,
    dimensions=frozenset(VALUES) - BRIDGED,
)
ROLLED_UP = Kind(
    compares=True,
    transformed=True,
    metrics=(
        "rentals",
        "late_rentals",
        "fees",
        "lowest_fee",
        "repairs",
        "repair_cost",
        "net_fees",
    ),
    dimensions=frozenset(
        {"county_name", "segment", "maker", "rental_group", "is_long", "tool_weight"}
    ),
)
STATES = Kind(
    metrics=("members", "members_before", "rentals"),
    dimensions=frozenset({"county_name", "segment", "plan"}),
)
SPELLS = Kind(
    compares=True,
    metrics=("members", "members_before", "member_months", "gold_months"),
    dimensions=frozenset({"county_name", "segment", "plan", "hobby_name"}),
)
BY_KEY = Kind(
    compares=True,
    metrics=("rentals", "late_rentals", "fees", "average_fee", "lowest_fee", "highest_fee"),
    dimensions=frozenset(
        {"segment", "town_size", "county_zone", "maker", "tag_label", "tariff_name"}
    ),
)
POLICIES = {
    "members": (RowPolicy("county_name", ("North", "South")),),
    "tools, across a bridge": (RowPolicy("tag_label", ("heavy", "red")),),
    "both": (RowPolicy("segment", ("home",)), RowPolicy("tag_label", ("heavy",))),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_an_answer_is_what_a_slow_and_plain_reading_finds(kind, data):
    question = data.draw(questions(kind))
    found = difference(product(question), by_hand(question))
    assert not found, f"{found}\npython -m tests.properties.smallest '{in_words(question)}'"


@given(questions(ADDITIVE))
def test_the_parts_of_what_adds_up_are_the_total(question):
    assume(question.query.dimensions)
    parts, whole = product(question), product(asked_again(question, dimensions=()))
    assume(not isinstance(parts, str))
    first = len(question.query.dimensions)
    summed = defaultdict(list)
    for row in parts:
        summed[row[first:-1]].append(row[-1])
    for *period, total in whole:
        known = [value for value in summed[tuple(period)] if value is not None]
        assert is_same(sum(known), total) if known else not total, in_words(question)


@given(data=st.data())
def test_to_filter_and_then_to_group_is_to_group_and_then_to_filter(data):
    question = data.draw(questions(Kind(compares=data.draw(st.booleans()))))
    dimensions = question.query.dimensions
    assume(dimensions)
    condition = data.draw(conditions(data.draw(st.sampled_from(dimensions))))
    place = dimensions.index(condition.dimension)
    grouped = product(asked_again(question, filters=()))
    filtered = product(asked_again(question, filters=(condition,)))
    assume(not isinstance(filtered, str))
    kept = [row for row in grouped if passes(condition, row[place])]
    assert not difference(filtered, kept), in_words(question)


@given(questions(KINDS["compared and looked at in another way"]))
def test_the_sql_that_is_shown_runs_as_it_stands_and_gives_the_same_rows(question):
    statement = compiled(question)
    assume(not isinstance(statement, str))
    shown = database(question.seed).execute(statement.written_out()).fetchall()
    assert not difference(product(question), shown)
    assert compiled(question) == statement
    assert MetricQuery.from_json(question.query.to_json()) == question.query


@given(questions(SPELLS))
def test_spells_are_those_that_a_slow_and_plain_reading_finds(question):
    assert not difference(product(question), by_hand(question)), in_words(question)


@given(
    questions(STATES),
    st.sampled_from((None, "month")),
    st.sampled_from((None, "previous_period", "previous_year")),
)
def test_a_rollup_answers_with_the_same_spells(question, grain, before):
    months = TimeRange(date(2024, 1, 1), date(2024, 6, 1))
    changes = {"grain": grain, "compare_to": before, "time_range": months}
    question = asked_again(replace(question, as_of=MAY), **changes)
    statement = compiled(question, rollups=rollups(question.seed, question.calendar))
    assume(not isinstance(statement, str))
    assert "members_by_month" in statement.sql or question.query.metrics == ("rentals",)
    assert not difference(run(statement, database(question.seed)), product(question))


@given(questions(ROLLED_UP))
def test_a_rollup_answers_with_the_same_rows(question):
    built = rollups(question.seed, question.calendar)
    statement = compiled(question, rollups=built)
    assume(not isinstance(statement, str))
    assume(SIDE in statement.sql)
    found = run(statement, database(question.seed))
    assert not difference(found, product(question)), in_words(question)


@given(questions(BY_KEY))
def test_rows_added_up_by_their_key_first_give_the_same_rows(question):
    question = asked_again(question, grain=None, filters=())
    statement = compiled(question, data=MANY_ROWS)
    assume(not isinstance(statement, str) and statement != compiled(question))
    found = run(statement, database(question.seed))
    assert not difference(found, by_hand(question)), in_words(question)


def test_rows_with_a_key_of_two_columns_are_not_added_up_by_one_of_them():
    tariffs = Question(MetricQuery(("rentals",), ("tariff_name",)), next(iter(CALENDARS)), 7, MAY)
    assert compiled(tariffs, data=MANY_ROWS) == compiled(tariffs)
    segments = asked_again(tariffs, dimensions=("segment",))
    assert compiled(segments, data=MANY_ROWS) != compiled(segments)


def is_met(value, condition):
    """Whether a value of text meets a condition."""
    first, *others = condition.values or (None,)
    match condition.op:
        case "in" | "not_in" as op:
            return (value in condition.values) == (op == "in")
        case "is_null" | "not_null" as op:
            return op == "not_null"
        case "between":
            return first <= value <= others[0]
        case "<" | "<=" as op:
            return value < first or (op == "<=" and value == first)
        case op:
            return value > first or (op == ">=" and value == first)


@pytest.mark.parametrize("policies", POLICIES.values(), ids=POLICIES)
@given(data=st.data())
def test_a_row_policy_is_one_more_filter_or_a_refusal(policies, data):
    question = data.draw(questions(KINDS["all of it"]))
    narrow = Viewer("U1", "x", frozenset(), (Grant(frozenset({"*"}), policies),))
    more = (Filter(policy.dimension, "in", policy.values) for policy in policies)
    narrowed = asked_again(question, filters=(*question.query.filters, *more))
    assume(not isinstance(product(question), str))
    found = product(question, narrow)
    if found == "not_permitted":
        used = {policy.dimension for policy in policies}
        cannot = any(used - reach_of(name) for name in question.query.metrics)
        assert cannot or any(not left_by(policy, question.query) for policy in policies)
    else:
        assert not difference(found, product(narrowed)), in_words(question)


def left_by(policy, query):
    """The values of a policy that the query leaves; none where it names another one."""
    named = [f for f in query.filters if f.dimension == policy.dimension]
    if any(f.op == "in" and not set(f.values) <= set(policy.values) for f in named):
        return []  # a closed value is named
    return [v for v in policy.values if all(is_met(v, condition) for condition in named)]
