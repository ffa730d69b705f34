"""What "it", "and by region?" and "yes" refer to: what one person asked and was asked last.

Owns: which question a follow-up follows, in a thread or in the main box of a direct message.
May import: ``bot.store`` and below, ``metrics``. Start reading at :func:`previous_query`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.store import ConversationKey, Store
from metrics.catalog import Catalog
from metrics.errors import QueryError
from metrics.query import MetricQuery

# What is typed into the main box of a direct message goes on from what was said there just before.
STILL_MEANT: Final = timedelta(minutes=30)
_DIRECT: Final = "D"


def conversation_key(channel_id: str, thread: str, user_id: str) -> ConversationKey:
    """A conversation is one person's: what others ask in the thread is not theirs to follow."""
    return ConversationKey(channel_id=channel_id, thread=thread, user_id=user_id)


def previous_query(
    store: Store, key: ConversationKey, catalog: Catalog, now: datetime
) -> MetricQuery | None:
    """What this person asked last in the thread, if the catalogue still has all its names.

    In a direct message, where nothing was asked in the thread: what was asked in that channel
    within the last half hour.
    """
    for place, since in _places(key, now):
        try:
            query = store.conversations.last_query(place, since=since)
        except QueryError:
            return None
        if query is not None:
            return query if _still_known(query, catalog) else None
    return None


def offered_queries(
    store: Store, key: ConversationKey, catalog: Catalog, now: datetime
) -> tuple[MetricQuery, ...]:
    """What the last reply offered, where it was a question back; found like the last query."""
    for place, since in _places(key, now):
        try:
            queries = store.conversations.offered(place, since=since)
        except QueryError:
            return ()
        if queries:
            return tuple(query for query in queries if _still_known(query, catalog))
    return ()


def remember_query(store: Store, key: ConversationKey, query: MetricQuery, at: datetime) -> None:
    """Let the next question of this person in the thread follow ``query``."""
    for place, _ in _places(key, at):
        store.conversations.remember(place, query, at)


def remember_offers(
    store: Store, key: ConversationKey, queries: tuple[MetricQuery, ...], at: datetime
) -> None:
    """Let "yes" mean what was offered just now; nothing, where nothing was."""
    for place, _ in _places(key, at):
        store.conversations.offer(place, queries, at)


def forget(store: Store, key: ConversationKey, at: datetime) -> None:
    """Let the next question of this person stand on its own."""
    for place, _ in _places(key, at):
        store.conversations.forget(place)


def _places(
    key: ConversationKey, now: datetime
) -> Iterator[tuple[ConversationKey, datetime | None]]:
    """The thread, then the main box of a direct message with the time since when it counts."""
    yield key, None
    if key.channel_id.startswith(_DIRECT) and key.thread:
        yield replace(key, thread=""), now - STILL_MEANT


def _still_known(query: MetricQuery, catalog: Catalog) -> bool:
    dimensions = {*query.dimensions, *(f.dimension for f in query.filters)}
    return set(query.metrics) <= set(catalog.metrics) and dimensions <= set(catalog.dimensions)
