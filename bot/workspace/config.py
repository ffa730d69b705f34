"""What the workspace is told at its start: team, people, channels, the app's scopes and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class WorkspaceError(Exception):
    """The workspace cannot do what it was asked to; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace's own name; ``id`` as Slack writes it (``T…``), ``domain`` for its address."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody to act as: ``id`` (``U…``), the full name, and the handle behind the ``@``."""

    id: str
    name: str
    handle: str
    email: str = ""
    tz: str = "Etc/UTC"


@dataclass(frozen=True, slots=True)
class Usergroup:
    """A user group (``S…``) with the ids of its members."""

    id: str
    name: str
    handle: str
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel (``C…``). Empty ``members`` means everybody; the bot is in unless told."""

    id: str
    name: str
    topic: str = ""
    members: tuple[str, ...] = ()
    is_private: bool = False
    with_bot: bool = True


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command of the app, with its leading ``/``."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the app, on a message (``message``) or anywhere (``global``)."""

    name: str
    callback_id: str
    kind: Literal["message", "global"] = "message"


@dataclass(frozen=True, slots=True)
class WorkspaceConfig:
    """All that :func:`bot.workspace.serve_workspace` needs.

    Attributes:
        bot_events: the manifest's ``bot_events`` (``app_mention``, ``message.im``, …).
        scopes: the bot token's scopes; a method without its scope answers ``missing_scope``.
        examples: questions that the page offers to a newcomer.
        events_url: where events are POSTed, signed; ``None`` means Socket Mode.
        ack_timeout_s: seconds that the app has to acknowledge a request.
        retry_delays_s: seconds before the first, second and third delivery of an unacked event.
        trigger_ttl_s: seconds for which a trigger id opens a modal.
        clock: seconds since the epoch; stamps messages and events.
        port: TCP port on loopback; 0 takes a free one.
        bot_token: and the other secrets: made at random when empty.
    """

    team: Team
    app_name: str
    bot_user_id: str
    users: tuple[User, ...]
    channels: tuple[Channel, ...]
    clock: Callable[[], float] = field(repr=False)
    usergroups: tuple[Usergroup, ...] = ()
    bot_events: frozenset[str] = frozenset({"app_mention", "message.im"})
    scopes: frozenset[str] = frozenset({"app_mentions:read", "chat:write", "im:history"})
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    examples: tuple[str, ...] = ()
    app_description: str = ""
    app_id: str = "A0LOCAL"
    bot_id: str = "B0LOCAL"
    host: str = "127.0.0.1"
    port: int = 0
    events_url: str | None = None
    ack_timeout_s: float = 3.0
    retry_delays_s: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger_ttl_s: float = 3.0
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)

    @property
    def user_ids(self) -> frozenset[str]:
        """The ids of all people, without the bot."""
        return frozenset(user.id for user in self.users)
