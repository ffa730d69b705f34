"""What "it" and "and by region?" refer to: the last query of one person in one thread.

Owns: which question a follow-up follows. May import: ``bot.store`` and below, ``metrics``.
Start reading at :func:`previous_query`.
"""

from __future__ import annotations

from datetime import datetime

from bot.store import ConversationKey, Store
from metrics.catalog import Catalog
from metrics.errors import QueryError
from metrics.query import MetricQuery


def conversation_key(channel_id: str, thread: str, user_id: str) -> ConversationKey:
    """A conversation is one person's: what others ask in the thread is not theirs to follow."""
    return ConversationKey(channel_id=channel_id, thread=thread, user_id=user_id)


def previous_query(store: Store, key: ConversationKey, catalog: Catalog) -> MetricQuery | None:
    """What this person asked last in the thread, if the catalogue still has all its names."""
    try:
        query = store.conversations.last_query(key)
    except QueryError:
        return None
    return query if query is not None and _still_known(query, catalog) else None


def remember_query(store: Store, key: ConversationKey, query: MetricQuery, at: datetime) -> None:
    """Let the next question of this person in the thread follow ``query``."""
    store.conversations.remember(key, query, at)


def _still_known(query: MetricQuery, catalog: Catalog) -> bool:
    dimensions = {*query.dimensions, *(f.dimension for f in query.filters)}
    return set(query.metrics) <= set(catalog.metrics) and dimensions <= set(catalog.dimensions)
