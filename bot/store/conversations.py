"""What was asked last in a thread, by whom: what a follow-up refers to."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select

from bot.store.database import Database
from bot.store.records import ConversationKey
from bot.store.schema import conversations
from metrics.query import MetricQuery


class Conversations:
    """One last query for each person in each thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_query(self, key: ConversationKey) -> MetricQuery | None:
        """What this person asked last in this thread.

        Raises:
            metrics.errors.UnsafeQueryError: the row holds no query.
        """
        with self._database.transaction() as connection:
            text = connection.scalars(select(conversations.c.query).where(_is(key))).one_or_none()
        return None if text is None else MetricQuery.from_json(json.loads(text))

    def remember(self, key: ConversationKey, query: MetricQuery, at: datetime) -> None:
        """Put ``query`` in the place of the one before it."""
        row: dict[str, Any] = {
            "team": key.team,
            "channel_id": key.channel_id,
            "thread": key.thread,
            "user_id": key.user_id,
            "query": json.dumps(query.to_json()),
            "updated_at": at,
        }
        with self._database.transaction() as connection:
            connection.execute(delete(conversations).where(_is(key)))
            connection.execute(insert(conversations).values(row))


def _is(key: ConversationKey) -> ColumnElement[bool]:
    return and_(
        conversations.c.team == key.team,
        conversations.c.channel_id == key.channel_id,
        conversations.c.thread == key.thread,
        conversations.c.user_id == key.user_id,
    )
