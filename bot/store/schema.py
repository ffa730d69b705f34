"""The tables. A change of shape raises ``SCHEMA_VERSION`` and adds a step to ``database.py``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

SCHEMA_VERSION: Final = 1


class Instant(TypeDecorator[datetime]):
    """An instant, kept as naive UTC, which every database can compare; read back aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC; a naive instant is taken as local time, as everywhere."""
        del dialect
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to an aware one."""
        del dialect
        return value and value.replace(tzinfo=UTC)


metadata: Final = MetaData()

versions: Final = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

inbox: Final = Table(
    "inbox",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("event_id", String(255), nullable=False, unique=True),
    Column("question_key", String(255), nullable=False, unique=True),
    Column("lane", String(255), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Instant),
    Column("posting_at", Instant),
    Column("answer_ts", String(40), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Index("inbox_open", "state", "lane"),
    sqlite_autoincrement=True,
)

conversations: Final = Table(
    "conversations",
    metadata,
    Column("team", String(40), primary_key=True),
    Column("channel_id", String(80), primary_key=True),
    Column("thread", String(80), primary_key=True),
    Column("user_id", String(80), primary_key=True),
    Column("query", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

offers: Final = Table(
    "offers",
    metadata,
    Column("team", String(40), primary_key=True),
    Column("channel_id", String(80), primary_key=True),
    Column("thread", String(80), primary_key=True),
    Column("user_id", String(80), primary_key=True),
    Column("queries", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

audit: Final = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("answer_id", String(80), nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
    Column("user_id", String(80), nullable=False),
    Column("channel_id", String(80), nullable=False),
    Column("thread", String(80), nullable=False),
    Column("surface", String(40), nullable=False),
    Column("question", Text, nullable=False),
    Column("read_as", Text, nullable=False),
    Column("query", Text),
    Column("versions", Text, nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("latency_ms", Float, nullable=False),
    sqlite_autoincrement=True,
)
