from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from bot.answering import Answering, new_answer_id
from metrics.errors import QueryTimeoutError, WarehouseUnavailableError
from metrics.query import MetricQuery, TimeRange

QUERY = MetricQuery(("claims_paid",), time_range=TimeRange(date(2026, 10, 1), date(2026, 11, 1)))


class Failing:
    """The real layer, whose warehouse fails in a way that cannot be brought about here."""

    def __init__(self, layer, error):
        self._layer = layer
        self._error = error

    def __getattr__(self, name):
        return getattr(self._layer, name)

    def ask(self, *_args, **_kwargs):
        raise self._error


def failing(layer, store, error, ids):
    return Answering(Failing(layer, error), store, new_id=ids)


def test_an_answer_is_on_record_with_the_definitions_it_was_made_with(answering, requested, store):
    reply = answering.answer(requested("claim cost in October 2026"))
    (entry,) = store.audit.find(reply.answer_id)
    assert (entry.user_id, entry.channel_id, entry.surface) == ("U0ARI", "C0ASKDATA", "mention")
    assert entry.question == "claim cost in October 2026"
    assert entry.query == reply.query
    assert [(v.metric, v.version) for v in entry.versions] == [("claim_cost", 1)]
    assert (entry.outcome, entry.reason) == ("answer", "")
    assert entry.latency_ms > 0


def test_questions_without_a_number_are_on_record_too(answering, requested, store):
    asked = ["weather in Paris", "failure rate of the warranty", "help", ""]
    for text in asked:
        answering.answer(requested(text))
    answering.answer(requested("claims", "U0NOBODY"))
    answering.continue_with(MetricQuery(("claim_cost",)), requested(user="U0MARCO"))
    recorded = [(e.outcome, e.reason) for e in reversed(store.audit.latest())]
    assert recorded == [
        ("refusal", "out_of_scope"),
        ("clarification", "ambiguous"),
        ("answer", ""),
        ("answer", ""),
        ("refusal", "not_permitted"),
        ("refusal", "not_permitted"),
    ]


def test_a_refused_reading_is_on_record(answering, requested, store):
    reply = answering.continue_with(MetricQuery(("claim_cost",)), requested(user="U0MARCO"))
    (entry,) = store.audit.find(reply.answer_id)
    assert entry.query == MetricQuery(("claim_cost",))
    assert entry.read_as


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (QueryTimeoutError("Stopped after 20 s: SELECT secret"), "took too long"),
        (WarehouseUnavailableError("/data/x.duckdb is gone"), "cannot be read just now"),
    ],
)
def test_a_failing_warehouse_is_a_kind_sentence_and_on_record(
    layer, store, ids, requested, error, words
):
    reply = failing(layer, store, error, ids).answer(requested("claims paid in October 2026"))
    assert (reply.kind, reply.reason) == ("refusal", "error")
    assert words in reply.message
    assert str(error) not in reply.message
    (entry,) = store.audit.find(reply.answer_id)
    assert entry.reason == "error"
    assert entry.query == QUERY


def test_a_fault_of_ours_is_on_record_before_it_is_raised(layer, store, ids, requested):
    broken = failing(layer, store, ZeroDivisionError("a bug"), ids)
    with pytest.raises(ZeroDivisionError):
        broken.continue_with(QUERY, requested(), answer_id="A-GIVEN")
    (entry,) = store.audit.find("A-GIVEN")
    assert (entry.outcome, entry.reason) == ("refusal", "broken")


def test_a_clock_without_a_zone_is_company_time(answering, requested, store):
    naive = datetime(2026, 11, 1, 9)  # noqa: DTZ001 - what is tested
    reply = answering.answer(requested("help", now=naive))
    (entry,) = store.audit.find(reply.answer_id)
    assert entry.at == datetime(2026, 11, 1, 14, tzinfo=UTC)


def test_an_id_given_out_before_is_kept(answering, requested):
    assert answering.answer(requested("help"), answer_id="A-MINE").answer_id == "A-MINE"


def test_answer_ids_are_short_plain_and_differ():
    made = {new_answer_id() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(re.fullmatch(r"A-[2-9A-HJ-NP-Z]{8}", i) for i in made)


def test_a_conversation_about_a_metric_that_is_gone_is_forgotten(answering, requested, store):
    from bot.conversation import conversation_key  # noqa: PLC0415 - the one test that needs it

    key = conversation_key("C0ASKDATA", "1.1", "U0ARI")
    store.conversations.remember(key, MetricQuery(("gone",)), datetime(2026, 11, 1, tzinfo=UTC))
    assert getattr(answering.answer(requested("and by region?")), "query", None) is None
