"""What was asked last in a thread, by whom, and what was offered in return."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, insert, select

from bot.store.database import Database
from bot.store.records import ConversationKey
from bot.store.schema import conversations, offers
from metrics.query import MetricQuery


class Conversations:
    """One last query, and what is offered now, for each person in each thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_query(
        self, key: ConversationKey, *, since: datetime | None = None
    ) -> MetricQuery | None:
        """What this person asked last in this thread, at or after ``since``.

        Raises:
            metrics.errors.UnsafeQueryError: the row holds no query.
        """
        text = self._text(conversations, "query", key, since)
        return None if text is None else MetricQuery.from_json(json.loads(text))

    def offered(
        self, key: ConversationKey, *, since: datetime | None = None
    ) -> tuple[MetricQuery, ...]:
        """What the last reply offered to this person in this thread, at or after ``since``.

        Raises:
            metrics.errors.UnsafeQueryError: the row holds something that is no query.
        """
        text = self._text(offers, "queries", key, since)
        return tuple(MetricQuery.from_json(data) for data in json.loads(text or "[]"))

    def remember(self, key: ConversationKey, query: MetricQuery, at: datetime) -> None:
        """Put ``query`` in the place of the one before it."""
        row = {**_columns(key), "query": json.dumps(query.to_json()), "updated_at": at}
        with self._database.transaction() as connection:
            connection.execute(delete(conversations).where(_is(conversations, key)))
            connection.execute(insert(conversations).values(row))

    def offer(self, key: ConversationKey, queries: tuple[MetricQuery, ...], at: datetime) -> None:
        """Put ``queries`` in the place of what was offered before; none takes it back."""
        texts = json.dumps([query.to_json() for query in queries])
        row = {**_columns(key), "queries": texts, "updated_at": at}
        with self._database.transaction() as connection:
            connection.execute(delete(offers).where(_is(offers, key)))
            if queries:
                connection.execute(insert(offers).values(row))

    def forget(self, key: ConversationKey) -> None:
        """Let nothing be followed any more in this thread by this person."""
        with self._database.transaction() as connection:
            for table in (conversations, offers):
                connection.execute(delete(table).where(_is(table, key)))

    def _text(
        self, table: Table, column: str, key: ConversationKey, since: datetime | None
    ) -> str | None:
        asked = select(table.c[column]).where(_is(table, key))
        if since is not None:
            asked = asked.where(table.c.updated_at >= since)
        with self._database.transaction() as connection:
            return connection.scalars(asked).one_or_none()


def _columns(key: ConversationKey) -> dict[str, Any]:
    return {
        "team": key.team,
        "channel_id": key.channel_id,
        "thread": key.thread,
        "user_id": key.user_id,
    }


def _is(table: Table, key: ConversationKey) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in _columns(key).items()))
