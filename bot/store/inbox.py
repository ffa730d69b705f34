"""The inbox: every accepted event, from its arrival to its posted answer.

received ──take──▶ working ──posting──▶ posting ──done──▶ done
    ▲                 │                    │
    └──── release ────┴── restore ─────────┘        failed: given up, with a note
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.database import Database
from bot.store.records import InboxEvent, NewEvent
from bot.store.schema import inbox


class Inbox:
    """The table of accepted events; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, new: NewEvent) -> bool:
        """Write the event; False when it, or another event about its message, is known.

        It is on the disk when this returns.
        """
        row = {
            "event_id": new.event_id,
            "question_key": new.question_key,
            "lane": new.lane,
            "kind": new.kind,
            "payload": new.payload,
            "received_at": new.received_at,
            "state": "received",
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(insert(inbox).values(row))
        except IntegrityError:
            return False
        return True

    def take(self, now: datetime) -> InboxEvent | None:
        """The oldest event that may be worked on, marked as being worked on.

        Left out are events put off beyond ``now`` and lanes in which an older one is open.
        """
        older = inbox.alias("older")
        blocked = select(older.c.sequence).where(
            older.c.lane == inbox.c.lane,
            older.c.sequence < inbox.c.sequence,
            older.c.state.in_(("received", "working", "posting")),
        )
        due = or_(inbox.c.not_before.is_(None), inbox.c.not_before <= now)
        oldest = (
            select(inbox)
            .where(inbox.c.state == "received", due, ~blocked.exists())
            .order_by(inbox.c.sequence)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._database.transaction() as connection:
            row = connection.execute(oldest).one_or_none()
            if row is None:
                return None
            begun = {"state": "working", "attempts": row.attempts + 1}
            connection.execute(update(inbox).where(inbox.c.sequence == row.sequence).values(begun))
            return _event(row, **begun)

    def posting(self, event_id: str, at: datetime) -> None:
        """The post of its answer begins: from here on it may have arrived."""
        self._set(event_id, state="posting", posting_at=at)

    def done(self, event_id: str, answer_ts: str, note: str = "") -> None:
        """Its answer is posted, or may be (no ``answer_ts``, and a note that says so)."""
        self._set(event_id, state="done", answer_ts=answer_ts, note=note)

    def fail(self, event_id: str, note: str) -> None:
        """No answer can be posted; the note says why."""
        self._set(event_id, state="failed", note=note)

    def release(self, event_id: str, not_before: datetime | None = None) -> None:
        """Put it back untried, as nothing was posted; not to be taken before ``not_before``."""
        self._set(
            event_id,
            state="received",
            posting_at=None,
            not_before=not_before,
            attempts=inbox.c.attempts - 1,
        )

    def put_off(self, event_id: str, not_before: datetime, *, tried: bool) -> None:
        """Put it back; whether its post had begun stays on record.

        ``tried`` counts the attempt; Slack being out of reach is none.
        """
        attempts = inbox.c.attempts - (0 if tried else 1)
        self._set(event_id, state="received", not_before=not_before, attempts=attempts)

    def restore(self) -> int:
        """After a stop: open what was being worked on again; how many events there are.

        One whose post had begun keeps its ``posting_at``. Only for the one running service.
        """
        interrupted = inbox.c.state.in_(("working", "posting"))
        with self._database.transaction() as connection:
            result = connection.execute(
                update(inbox).where(interrupted).values(state="received", not_before=None)
            )
            return result.rowcount

    def forget(self, before: datetime) -> int:
        """Delete finished events received before then; their ids can be accepted again."""
        finished = and_(inbox.c.state.in_(("done", "failed")), inbox.c.received_at < before)
        with self._database.transaction() as connection:
            return connection.execute(delete(inbox).where(finished)).rowcount

    def open_count(self) -> int:
        """How many events are not finished."""
        count = select(func.count()).where(inbox.c.state.in_(("received", "working", "posting")))
        with self._database.transaction() as connection:
            return connection.scalars(count).one()

    def find(self, event_id: str) -> InboxEvent | None:
        """The event of that id."""
        with self._database.transaction() as connection:
            row = connection.execute(
                select(inbox).where(inbox.c.event_id == event_id)
            ).one_or_none()
        return None if row is None else _event(row)

    def _set(self, event_id: str, **values: Any) -> None:
        with self._database.transaction() as connection:
            connection.execute(update(inbox).where(inbox.c.event_id == event_id).values(**values))


def _event(row: Row[Any], **changed: Any) -> InboxEvent:
    names = InboxEvent.__dataclass_fields__
    return InboxEvent(**{name: changed.get(name, getattr(row, name)) for name in names})
