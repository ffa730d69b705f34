from __future__ import annotations

from datetime import UTC, date, datetime

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
