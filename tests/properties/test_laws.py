"""Laws that hold for every question, tried on random ones."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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
)
from tests.properties.leaves import passes
from tests.properties.meaning import METRICS
from tests.properties.questions import Kind, Question, conditions, questions
from tests.properties.refusals import BRIDGED, reach_of
from tests.properties.questions import VALUES

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
MEMBERS = RowPolicy("county_name", ("North", "South"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_an_answer_is_what_a_slow_and_plain_reading_finds(kind, data):
    question = data.draw(questions(kind))
    found = difference(product(question), by_hand(question))
    assert not found, f"{found}\npython -m tests.properties.smallest '{in_words(question)}'"


@given(questions(ADDITIVE))
def test_the_parts_of_what_adds_up_are_the_total(question):
    query = question.query
    assume(query.dimensions)
    parts, whole = product(question), product(asked_again(question, dimensions=()))
    if isinstance(whole, str):
        assert parts == whole
        return
    first = len(query.dimensions)
    summed = defaultdict(list)
    for row in parts:
        summed[row[first:-1]].append(row[-1])
    for *period, total in whole:
        known = [value for value in summed[tuple(period)] if value is not None]
        nothing = 0 if METRICS[query.metrics[0]].zero and total is not None else None
        assert is_same(sum(known) if known else nothing, total), in_words(question)


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


@given(questions(KINDS["compared"]))
def test_a_row_policy_is_one_more_filter_or_a_refusal(question):
    narrow = Viewer("U1", "x", frozenset(), (Grant(frozenset({"*"}), (MEMBERS,)),))
    filters = (*question.query.filters, Filter(MEMBERS.dimension, "in", MEMBERS.values))
    narrowed = asked_again(question, filters=filters)
    if all(MEMBERS.dimension in reach_of(name) for name in question.query.metrics):
        if question.query.compare_to != "goal":
            assert not difference(product(question, narrow), product(narrowed)), in_words(question)
    elif not isinstance(product(question), str):
        assert product(question, narrow) == "not_permitted"
