"""What Paceline remembers: the state database.

Owns: the inbox of accepted events, the conversations (what "it" refers to), the audit of every
question; their tables, their version, their records.
May import: ``metrics`` and its own records. SQLAlchemy Core is used here only.
Start reading at :class:`Store`, then :class:`Inbox`.
"""

from __future__ import annotations

from bot.store.audit import Audit
from bot.store.conversations import Conversations
from bot.store.database import StoreError, StoreVersionError
from bot.store.inbox import Inbox
from bot.store.records import (
    AuditEntry,
    ConversationKey,
    DefinitionVersion,
    InboxEvent,
    InboxState,
    NewEvent,
)
from bot.store.store import Store

__all__ = [
    "Audit",
    "AuditEntry",
    "ConversationKey",
    "Conversations",
    "DefinitionVersion",
    "Inbox",
    "InboxEvent",
    "InboxState",
    "NewEvent",
    "Store",
    "StoreError",
    "StoreVersionError",
]
