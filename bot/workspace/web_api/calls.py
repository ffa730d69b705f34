"""One call of a Web API method: its arguments, and what every method checks in the same way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.workspace.config import User, WorkspaceConfig, WorkspaceError
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.records import Conversation, Json, Message
from bot.workspace.state import State
from bot.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method: what it does, and any one of which scopes it needs (none: no scope)."""

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    used_with: Literal["bot", "app"] = "bot"


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call, with the workspace that it is about."""

    workspace: Workspace
    args: Mapping[str, Any]

    @property
    def state(self) -> State:
        """The workspace's memory."""
        return self.workspace.state

    @property
    def config(self) -> WorkspaceConfig:
        """What the workspace was told at its start."""
        return self.workspace.config

    def text(self, name: str) -> str:
        """Read an argument as text; empty when it is not there."""
        value = self.args.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """Read an argument that must be there."""
        if not (value := self.text(name)):
            raise with_messages("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read a yes or no, as JSON or as a form writes it."""
        value = self.args.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true"}

    def count(self, name: str, default: int, most: int) -> int:
        """Read a whole number from 1 to ``most``."""
        try:
            value = int(self.args.get(name) or default)
        except ValueError:
            raise with_messages("invalid_arguments", [f"must be an integer: {name}"]) from None
        return min(max(value, 1), most)

    def structure(self, name: str, error: str = "invalid_json") -> Any:
        """Read JSON that may come as such or, in a form, as text."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise ApiError(error) from None

    def require(self, *scopes: str) -> None:
        """Refuse unless the token has one of ``scopes``."""
        if scopes and not self.config.scopes & set(scopes):
            provided = ",".join(sorted(self.config.scopes))
            raise ApiError("missing_scope", needed=",".join(scopes), provided=provided)

    def conversation(self, name: str = "channel") -> Conversation:
        """Find the conversation that an argument names."""
        found = self.state.conversation(self.needed(name))
        if found is None:
            raise ApiError("channel_not_found")
        hidden = found.kind == "group" and self.config.bot_user_id not in found.members
        if hidden:
            raise ApiError("channel_not_found")
        return found

    def joined(self, name: str = "channel") -> Conversation:
        """Find a conversation that the bot is a member of."""
        found = self.conversation(name)
        if self.config.bot_user_id not in found.members:
            raise ApiError("not_in_channel")
        return found

    def user(self, user_id: str) -> User:
        """Find a person."""
        found = next((u for u in self.config.users if u.id == user_id), None)
        if found is None:
            raise ApiError("user_not_found")
        return found

    def message(self, conversation: Conversation, name: str = "ts") -> Message:
        """Find the message that an argument names; ephemeral ones cannot be found."""
        found = self.state.message(conversation.id, self.needed(name))
        if found is None or found.only_for:
            raise ApiError("message_not_found")
        return found

    def thread_root(self, conversation: Conversation) -> str | None:
        """Read ``thread_ts`` as the root of a thread that exists."""
        try:
            return self.workspace.thread_root(conversation.id, self.text("thread_ts") or None)
        except WorkspaceError:
            raise ApiError("thread_not_found") from None


def page(call: Call, items: Sequence[Json], key: str, default: int = 100) -> Json:
    """Answer with one page of a list; ``next_cursor`` is where the next one starts."""
    size = call.count("limit", default, 1_000)
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("at:").isdecimal():
        raise ApiError("invalid_cursor")
    start = int(cursor.removeprefix("at:")) if cursor else 0
    rest = start + size < len(items)
    return {
        key: list(items[start : start + size]),
        "response_metadata": {"next_cursor": f"at:{start + size}" if rest else ""},
    }
