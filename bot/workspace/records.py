"""What the workspace keeps: conversations, messages, files, views. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
"""A JSON object as Slack sends or takes it; it lives only on the wire and in message blocks."""

Block = Mapping[str, Any]
"""One Block Kit block, as JSON."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel or a direct message; ``members`` are user ids, perhaps the bot's too."""

    id: str
    kind: Literal["channel", "group", "im"]
    name: str
    topic: str
    members: tuple[str, ...]
    created: int

    @property
    def is_im(self) -> bool:
        """Whether it is a direct message with the app."""
        return self.kind == "im"


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji under a message, with who put it there."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file. ``content`` is empty until its bytes have come."""

    id: str
    name: str
    title: str
    alt_text: str
    mimetype: str
    length: int
    user: str
    created: int
    content: bytes = b""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message in a channel, a thread or a direct message.

    Attributes:
        ts: its id within the channel: seconds with six decimals.
        user: who wrote it (the bot's user id for the app's messages).
        thread_ts: ``ts`` of the thread's first message; ``None`` outside threads.
        bot_id: set on the app's messages.
        only_for: a user id when the message is ephemeral.
        metadata: event type and payload that the app attached.
    """

    ts: str
    channel: str
    user: str
    text: str
    thread_ts: str | None = None
    blocks: tuple[Block, ...] = ()
    bot_id: str | None = None
    only_for: str | None = None
    edited_ts: str | None = None
    reactions: tuple[Reaction, ...] = ()
    files: tuple[File, ...] = ()
    metadata: Mapping[str, Any] | None = None
    client_msg_id: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands inside a thread, below its first message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a Home tab, as the app gave it, and who sees it."""

    id: str
    user: str
    body: Mapping[str, Any]
    hash: str
    root: str
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something the page should know of: its kind and whom it concerns (``None``: everybody)."""

    kind: str
    body: Json
    audience: frozenset[str] | None = None
