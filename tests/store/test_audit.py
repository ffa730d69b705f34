from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.store import AuditEntry, DefinitionVersion
from metrics.query import MetricQuery

ENTRY = AuditEntry(
    answer_id="a1",
    at=datetime(2026, 7, 15, 12, tzinfo=UTC),
    user_id="U1",
    channel_id="C1",
    thread="1.0",
    surface="mention",
    question="How many claims? 'quoted'; DROP TABLE audit",
    read_as="Claims reported, all time",
    query=MetricQuery(("claims_reported",)),
    versions=(DefinitionVersion("claims_reported", 3),),
    outcome="answer",
    reason="",
    latency_ms=12.5,
)


def test_an_entry_is_read_back_whole(store):
    store.audit.record(ENTRY)
    assert store.audit.find("a1") == (ENTRY,)


def test_a_refusal_needs_no_query(store):
    refused = replace(ENTRY, query=None, versions=(), outcome="refusal", reason="out_of_scope")
    store.audit.record(refused)
    assert store.audit.latest() == (refused,)


def test_the_latest_entries_come_newest_first(store):
    for number in range(5):
        store.audit.record(replace(ENTRY, answer_id=f"a{number}"))
    assert [e.answer_id for e in store.audit.latest(2)] == ["a4", "a3"]


def test_a_question_answered_twice_after_a_kill_shows_both(store):
    store.audit.record(ENTRY)
    store.audit.record(replace(ENTRY, latency_ms=1.0))
    assert [e.latency_ms for e in store.audit.find("a1")] == [12.5, 1.0]
