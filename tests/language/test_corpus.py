"""The corpora: what must be read, what must be asked back, what must be refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.language import Clarification, Interpretation, OtherIntent, OutOfScope
from metrics.planner import plan
from metrics.query import Filter, Having, MetricQuery, OrderBy, TimeRange

CORPUS = Path(__file__).parents[1] / "corpus"


def load(name):
    return yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))


ANSWERS = [(text, group["query"]) for group in load("answers.yml") for text in group["ask"]]
CLARIFICATIONS = load("clarifications.yml")
REFUSALS = load("refusals.yml")
THREADS = load("threads.yml")
TIMES = [(str(phrase), said) for phrase, said in load("times.yml").items()]


def dates(said):
    start, end = said.split("..")
    return TimeRange(date.fromisoformat(start) if start else None, date.fromisoformat(end))


def expected(said):
    metric = said["metrics"][0]
    compare = said.get("compare")
    having = said.get("having")
    moved, ordered = said.get("moved"), said.get("ordered") or said.get("moved")
    change = f"{metric}__change"
    by = OrderBy(change, "desc" if ordered == "up" else "asc") if ordered else None
    only_moved = (Having(change, ">" if moved == "up" else "<", (0,)),) if moved else ()
    only = [Filter(d, "in", tuple(v)) for d, v in said.get("filters", {}).items()]
    without = [Filter(d, "not_in", tuple(v)) for d, v in said.get("not", {}).items()]
    return MetricQuery(
        metrics=tuple(said["metrics"]),
        dimensions=tuple(said.get("dimensions", ())),
        filters=(*only, *without),
        having=(Having(metric, having["op"], (having["value"],)),) if having else only_moved,
        time_range=dates(said["time"]),
        grain=said.get("grain"),
        compare_to=dates(compare) if compare and ".." in compare else compare,
        order_by=(by,) if by else (OrderBy(metric, said["order"]),) if "order" in said else (),
        limit=said.get("limit"),
        naming=said.get("naming", ""),
    )


def in_any_order(query):
    return {**query.to_json(), "filters": sorted(map(str, query.to_json()["filters"]))}


def test_the_corpora_are_large_enough():
    assert len(ANSWERS) + len(CLARIFICATIONS) + len(REFUSALS) >= 250
    assert len(TIMES) >= 100


@pytest.mark.parametrize(("text", "said"), ANSWERS, ids=[text for text, _ in ANSWERS])
def test_a_plain_question_is_read_as_its_group_says(ask, text, said):
    outcome = ask(text)
    assert isinstance(outcome, Interpretation), outcome
    assert in_any_order(outcome.query) == in_any_order(expected(said))


@pytest.mark.parametrize("case", CLARIFICATIONS, ids=[c["ask"] for c in CLARIFICATIONS])
def test_a_question_without_one_governed_reading_is_asked_back(ask, case):
    outcome = ask(case["ask"])
    assert isinstance(outcome, Clarification), outcome
    assert len(outcome.options) <= 4
    if "words" in case:
        assert list(outcome.not_understood) == case["words"]
    if "metrics" in case:
        offered = sorted(name for option in outcome.options for name in option.query.metrics)
        assert offered == sorted(case["metrics"])
    if "options" in case:
        shown = [in_any_order(option.query) for option in outcome.options]
        assert shown == [in_any_order(expected(said)) for said in case["options"]]


@pytest.mark.parametrize("case", CLARIFICATIONS, ids=[c["ask"] for c in CLARIFICATIONS])
def test_every_reading_that_is_offered_can_be_planned(ask, catalog, case):
    for option in ask(case["ask"]).options:
        assert plan(option.query, catalog, as_of=date(2026, 11, 2))


@pytest.mark.parametrize("case", CLARIFICATIONS, ids=[c["ask"] for c in CLARIFICATIONS])
def test_no_two_buttons_read_the_same(ask, case):
    labels = [option.label for option in ask(case["ask"]).options]
    assert len(set(labels)) == len(labels)
    assert all(len(label) <= 75 for label in labels)


@pytest.mark.parametrize("case", THREADS, ids=[" | ".join(c["ask"]) for c in THREADS])
def test_a_conversation_is_read_on_from_what_was_asked_last(ask, case):
    *before, last = case["ask"]
    previous = None
    for text in before:
        previous = ask(text, previous=previous).query
    outcome = ask(last, previous=previous)
    if "query" in case:
        assert isinstance(outcome, Interpretation), outcome
        assert in_any_order(outcome.query) == in_any_order(expected(case["query"]))
        return
    assert isinstance(outcome, Clarification), outcome
    shown = [in_any_order(option.query) for option in outcome.options]
    assert shown == [in_any_order(expected(said)) for said in case["options"]]


@pytest.mark.parametrize("case", REFUSALS, ids=[c["ask"] for c in REFUSALS])
def test_what_asks_for_no_number_gets_none(ask, case):
    outcome = ask(case["ask"])
    if "intent" in case:
        assert isinstance(outcome, OtherIntent), outcome
        assert (outcome.intent, outcome.metric) == (case["intent"], case["metric"])
        return
    assert isinstance(outcome, OutOfScope), outcome
    assert outcome.reason == case["reason"]
    if "words" in case:
        assert list(outcome.not_understood) == case["words"]


@pytest.mark.parametrize(("phrase", "said"), TIMES, ids=[phrase for phrase, _ in TIMES])
def test_a_time_phrase_is_read_as_these_days(ask, phrase, said):
    outcome = ask(f"claims {phrase}")
    if said == "ask":
        assert isinstance(outcome, Clarification), outcome
    elif said == "future":
        assert isinstance(outcome, OutOfScope), outcome
        assert outcome.reason == "future"
    else:
        assert isinstance(outcome, Interpretation), outcome
        assert outcome.query.time_range == dates(said)
        assert outcome.query.compare_to is None
