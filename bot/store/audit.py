"""The audit: every question, who asked it where, how it was read and how it ended."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select

from bot.store.database import Database
from bot.store.records import AuditEntry, DefinitionVersion
from bot.store.schema import audit
from metrics.query import MetricQuery


class Audit:
    """Entries are added and read, never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, entry: AuditEntry) -> None:
        """Add one entry; it is on the disk when this returns."""
        row = {name: getattr(entry, name) for name in AuditEntry.__dataclass_fields__}
        row["query"] = entry.query and json.dumps(entry.query.to_json())
        row["versions"] = json.dumps([asdict(v) for v in entry.versions])
        with self._database.transaction() as connection:
            connection.execute(insert(audit).values(row))

    def find(self, answer_id: str) -> tuple[AuditEntry, ...]:
        """The entries of an answer, oldest first: a replayed question has two."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(audit).where(audit.c.answer_id == answer_id).order_by(audit.c.sequence)
            ).all()
        return tuple(_entry(row) for row in rows)

    def latest(self, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The last entries, newest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(audit).order_by(audit.c.sequence.desc()).limit(limit)
            ).all()
        return tuple(_entry(row) for row in rows)


def _entry(row: Row[Any]) -> AuditEntry:
    values = {name: getattr(row, name) for name in AuditEntry.__dataclass_fields__}
    values["query"] = row.query and MetricQuery.from_json(json.loads(row.query))
    values["versions"] = tuple(DefinitionVersion(**v) for v in json.loads(row.versions))
    return AuditEntry(**values)
