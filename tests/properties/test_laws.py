"""Laws that hold for every question, tried on random ones."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.compiler.statement import SIDE
from metrics.governance import Grant, Viewer
from metrics.model import RowPolicy
from metrics.query import Filter, MetricQuery
from tests.properties.asking import (
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
from tests.properties.leaves import passes
from tests.properties.meaning import METRICS
from tests.properties.questions import VALUES, Kind, conditions, questions
from tests.properties.refusals import BRIDGED, reach_of

PLAIN = Kind()
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
MEMBERS = RowPolicy("county_name", ("North", "South"))


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


@given(questions(ROLLED_UP))
def test_a_rollup_answers_with_the_same_rows(question):
    built = rollups(question.seed, question.calendar)
    statement = compiled(question, rollups=built)
    assume(not isinstance(statement, str))
    assume(SIDE in statement.sql)
    found = run(statement, database(question.seed))
    assert not difference(found, product(question)), in_words(question)


@given(questions(KINDS["compared"]))
def test_a_row_policy_is_one_more_filter_or_a_refusal(question):
    narrow = Viewer("U1", "x", frozenset(), (Grant(frozenset({"*"}), (MEMBERS,)),))
    filters = (*question.query.filters, Filter(MEMBERS.dimension, "in", MEMBERS.values))
    narrowed = asked_again(question, filters=filters)
    assume(question.query.compare_to != "goal" and not isinstance(product(question), str))
    found = product(question, narrow)
    if found == "not_permitted":
        cannot = any(MEMBERS.dimension not in reach_of(name) for name in question.query.metrics)
        named = [f for f in question.query.filters if f.dimension == MEMBERS.dimension]
        assert cannot or any(set(f.values).isdisjoint(MEMBERS.values) for f in named)
    else:
        assert not difference(found, product(narrowed)), in_words(question)
