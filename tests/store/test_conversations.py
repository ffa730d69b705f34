from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.store import ConversationKey
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange

NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)
ANNA = ConversationKey("C1", "1.0", "U1", "T1")
CLAIMS = MetricQuery(
    metrics=("claims_reported",),
    dimensions=("region",),
    filters=(
        Filter("region", "in", ("North", "Zürich")),
        Filter("reported_on", ">=", (date(2026, 1, 1),)),
    ),
    time_range=TimeRange(None, date(2026, 7, 1)),
    grain="month",
    compare_to="previous_year",
    order_by=(OrderBy("region", "asc"),),
    limit=5,
)


def test_a_follow_up_finds_what_its_asker_asked_last_in_the_thread(store):
    store.conversations.remember(ANNA, MetricQuery(("orders",)), NOON)
    store.conversations.remember(ANNA, CLAIMS, NOON)
    assert store.conversations.last_query(ANNA) == CLAIMS


def test_another_person_another_thread_and_another_team_have_nothing(store):
    store.conversations.remember(ANNA, CLAIMS, NOON)
    for key in (
        ConversationKey("C1", "1.0", "U2", "T1"),
        ConversationKey("C1", "2.0", "U1", "T1"),
        ConversationKey("C2", "1.0", "U1", "T1"),
        ConversationKey("C1", "1.0", "U1", "T2"),
    ):
        assert store.conversations.last_query(key) is None


def test_what_was_asked_before_a_moment_is_no_longer_found_from_then_on(store):
    store.conversations.remember(ANNA, CLAIMS, NOON)
    assert store.conversations.last_query(ANNA, since=NOON) == CLAIMS
    assert store.conversations.last_query(ANNA, since=NOON + timedelta(seconds=1)) is None


def test_an_offer_takes_the_place_of_the_one_before_until_none_is_left(store):
    store.conversations.offer(ANNA, (CLAIMS,), NOON)
    store.conversations.offer(ANNA, (CLAIMS, MetricQuery(("orders",))), NOON)
    assert len(store.conversations.offered(ANNA)) == 2
    store.conversations.offer(ANNA, (), NOON)
    assert store.conversations.offered(ANNA) == ()


def test_what_is_forgotten_is_gone_for_that_person_in_that_thread_only(store):
    other = ConversationKey("C1", "2.0", "U1", "T1")
    for key in (ANNA, other):
        store.conversations.remember(key, CLAIMS, NOON)
        store.conversations.offer(key, (CLAIMS,), NOON)
    store.conversations.forget(ANNA)
    assert store.conversations.last_query(ANNA) is None
    assert store.conversations.offered(ANNA) == ()
    assert store.conversations.last_query(other) == CLAIMS
