"""The door of the room: one state database, its parts by name."""

from __future__ import annotations

from typing import Self

from bot.store.audit import Audit
from bot.store.conversations import Conversations
from bot.store.database import Database, open_database
from bot.store.inbox import Inbox


class Store:
    """The state database. All parts may be used from several threads.

    Attributes:
        inbox: accepted events, not yet answered and answered.
        conversations: the last query of each person in each thread, and what was offered.
        audit: every question.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.inbox = Inbox(database)
        self.conversations = Conversations(database)
        self.audit = Audit(database)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open ``sqlite:///path`` (made if missing), ``sqlite://`` (in memory) or another.

        Raises:
            StoreError: it cannot be opened, or another version of Paceline wrote it.
        """
        return cls(open_database(url))

    def close(self) -> None:
        """Let go of the database; one in memory is gone."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()
