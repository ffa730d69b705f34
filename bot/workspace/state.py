"""The workspace in memory: conversations, messages, files, views. Lives on the server's loop."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from bot.workspace.config import WorkspaceConfig, WorkspaceError
from bot.workspace.records import Change, Conversation, File, Json, Message, Reaction, View

Listener = Callable[[Change], None]


class State:
    """All that the workspace knows. Not thread-safe: only the server's event loop touches it."""

    def __init__(self, config: WorkspaceConfig) -> None:
        self.config = config
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.suggestions: dict[str, Json] = {}
        self._conversations = {c.id: c for c in _channels(config)}
        self._messages: dict[str, dict[str, Message]] = {}
        self._replies: dict[tuple[str, str], dict[str, None]] = {}
        self._last_us = 0
        self._numbers = itertools.count(1)
        self._listeners: set[Listener] = set()

    # -- ids and time

    def next_ts(self) -> str:
        """Give the clock's time as a Slack timestamp, always later than the last one."""
        self._last_us = max(int(self.config.clock() * 1_000_000), self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """Make an id that looks like Slack's, unique in this run."""
        return f"{prefix}0{next(self._numbers):04d}{secrets.token_hex(3).upper()}"

    def now(self) -> int:
        """Whole seconds since the epoch, by the clock that was passed in."""
        return int(self.config.clock())

    # -- listening

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` of every change from now on; returns how to stop."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def announce(self, change: Change) -> None:
        """Tell everybody who listens."""
        for listener in tuple(self._listeners):
            listener(change)

    # -- conversations

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        """Channels first, then the direct messages that were opened."""
        return tuple(self._conversations.values())

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Find a conversation; an id of a person stands for the direct message with them."""
        if conversation_id in self.config.user_ids:
            return self.open_dm(conversation_id)
        return self._conversations.get(conversation_id)

    def open_dm(self, user_id: str) -> Conversation:
        """Give the direct message between the app and a person, made when it is first needed."""
        found = next((c for c in self.conversations if c.is_im and user_id in c.members), None)
        if found:
            return found
        members = (user_id, self.config.bot_user_id)
        dm = Conversation(f"D0{user_id[1:]}", "im", "", "", members, self.now())
        self._conversations[dm.id] = dm
        return dm

    def audience(self, conversation: Conversation) -> frozenset[str] | None:
        """Who may see what is in it; ``None`` for a public channel."""
        return None if conversation.kind == "channel" else frozenset(conversation.members)

    # -- messages

    def messages(self, conversation_id: str) -> tuple[Message, ...]:
        """Return all messages of a conversation, replies among them, oldest first."""
        return tuple(self._messages.get(conversation_id, {}).values())

    def message(self, conversation_id: str, ts: str) -> Message | None:
        """Find one message."""
        return self._messages.get(conversation_id, {}).get(ts)

    def thread(self, conversation_id: str, thread_ts: str) -> tuple[Message, ...]:
        """Return a thread: its first message and the replies, oldest first."""
        wanted = (thread_ts, *self._replies.get((conversation_id, thread_ts), ()))
        box = self._messages.get(conversation_id, {})
        return tuple(box[ts] for ts in wanted if ts in box)

    def put(self, message: Message) -> Message:
        """Keep a new message, or a new state of a known one, and tell the page."""
        box = self._messages.setdefault(message.channel, {})
        kind = "message_changed" if message.ts in box else "message"
        box[message.ts] = message
        if message.is_reply:
            self._replies.setdefault((message.channel, str(message.thread_ts)), {})[message.ts] = (
                None
            )
        self._announce_message(kind, message)
        return message

    def remove(self, message: Message) -> None:
        """Forget a message."""
        self._messages[message.channel].pop(message.ts, None)
        self._announce_message("message_deleted", message)

    def react(self, message: Message, name: str, user: str, *, add: bool) -> Message | None:
        """Add or take away a reaction; ``None`` when that changes nothing."""
        users = {r.name: r.users for r in message.reactions}
        before = users.get(name, ())
        if (user in before) is add:
            return None
        users[name] = (*before, user) if add else tuple(u for u in before if u != user)
        reactions = tuple(Reaction(n, us) for n, us in users.items() if us)
        return self.put(replace(message, reactions=reactions))

    # -- views

    def views_of(self, root: str) -> Iterator[View]:
        """Go through the modals that were opened from ``root``, itself first."""
        return (view for view in self.views.values() if view.root == root)

    def _announce_message(self, kind: str, message: Message) -> None:
        conversation = self._conversations.get(message.channel)
        if conversation is None:
            raise WorkspaceError(f"There is no conversation {message.channel!r}.")
        audience = self.audience(conversation)
        if message.only_for:
            audience = frozenset({message.only_for})
        self.announce(Change(kind, {"channel": message.channel, "ts": message.ts}, audience))


def _channels(config: WorkspaceConfig) -> Iterator[Conversation]:
    created = int(config.clock())
    everybody = tuple(user.id for user in config.users)
    for channel in config.channels:
        people = channel.members or everybody
        members = (*people, config.bot_user_id) if channel.with_bot else people
        kind: Literal["channel", "group"] = "group" if channel.is_private else "channel"
        yield Conversation(channel.id, kind, channel.name, channel.topic, members, created)
