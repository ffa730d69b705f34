"""The workspace as one object: state, secrets, tickets and the way to the app."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from bot.workspace.config import LOOPBACK, WorkspaceConfig, WorkspaceError
from bot.workspace.delivery import Dispatcher
from bot.workspace.events import message_events
from bot.workspace.http_mode import HttpCarrier, checked_url
from bot.workspace.records import Change, File, Json, Message
from bot.workspace.socket_mode import SocketCarrier
from bot.workspace.state import State
from bot.workspace.tickets import Tickets
from bot.workspace.typed import typed

T = TypeVar("T")
_RESPONSE_TTL_S: Final = 30 * 60
_RESPONSE_USES: Final = 5
_SOCKET_TTL_S: Final = 30
_UPLOAD_TTL_S: Final = 600


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one run."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    page_token: str = field(repr=False)

    def kind_of(self, token: str) -> Literal["bot", "app"] | None:
        """Say whose token this is, compared in constant time."""
        given = token.encode()
        if hmac.compare_digest(given, self.bot_token.encode()):
            return "bot"
        return "app" if hmac.compare_digest(given, self.app_token.encode()) else None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a response address leads: who pressed, where, and the message with the button."""

    user: str
    channel: str
    message_ts: str | None
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal that a test asked for: the next call of a method answers this."""

    error: str
    status: int = 200
    retry_after: int | None = None


class Workspace:
    """Everything that the Web API, Socket Mode and the page share."""

    def __init__(self, config: WorkspaceConfig, base_url: str) -> None:
        self.config = config
        self.base_url = base_url
        self.secrets = _secrets(config)
        self.state = State(config)
        self.triggers: Tickets[str] = Tickets(config.clock, ttl_s=config.trigger_ttl_s)
        self.responses: Tickets[Target] = Tickets(
            config.clock, ttl_s=_RESPONSE_TTL_S, uses=_RESPONSE_USES
        )
        self.sockets: Tickets[None] = Tickets(config.clock, ttl_s=_SOCKET_TTL_S)
        self.uploads: Tickets[File] = Tickets(config.clock, ttl_s=_UPLOAD_TTL_S)
        self.faults: dict[str, list[Fault]] = {}
        self.socket_carrier = SocketCarrier(config.app_id, self._connection_changed)
        self.dispatcher = Dispatcher(
            self._carrier(),
            ack_timeout_s=config.ack_timeout_s,
            retry_delays_s=config.retry_delays_s,
        )

    def post_as(
        self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """Post what a person typed and tell the app; raises :class:`WorkspaceError`."""
        conversation = self.state.conversation(channel_id)
        if conversation is None or user_id not in conversation.members:
            raise WorkspaceError(f"{user_id!r} is in no conversation {channel_id!r}.")
        if not text.strip():
            raise WorkspaceError("There is nothing to post: the text is empty.")
        message = self.state.put(
            Message(
                ts=self.state.next_ts(),
                channel=conversation.id,
                user=user_id,
                text=typed(self.state, text),
                thread_ts=self.thread_root(conversation.id, thread_ts),
                client_msg_id=secrets.token_hex(16),
            )
        )
        self.tell_app(message_events(self.state, message))
        return message

    def thread_root(self, channel_id: str, thread_ts: str | None) -> str | None:
        """Give the root of the thread that a message stands in; raises on an unknown one."""
        if not thread_ts:
            return None
        message = self.state.message(channel_id, thread_ts)
        if message is None:
            raise WorkspaceError(f"There is no message {thread_ts!r} in {channel_id!r}.")
        return message.thread_ts or message.ts

    def tell_app(self, events: Iterable[Json]) -> None:
        """Start to deliver events."""
        for event in events:
            self.dispatcher.send_event(event)

    def response_url(self, target: Target) -> str:
        """Make an address at which the app may answer five times in thirty minutes."""
        return f"{self.base_url}/response/{self.responses.issue(target)}"

    async def wait_for_app(self, timeout_s: float) -> bool:
        """Wait until the app can be reached; false when that takes too long."""
        return bool(await self._wait(lambda: self.dispatcher.carrier.connected, timeout_s))

    async def wait_for_reply(
        self, channel_id: str, thread_ts: str, timeout_s: float
    ) -> Message | None:
        """Wait for the app's first message in a thread; ``None`` when it does not come in time."""
        return await self._wait(lambda: self._reply(channel_id, thread_ts), timeout_s)

    async def _wait(self, look: Callable[[], T], timeout_s: float) -> T | None:
        """Look again after every change until there is something, or time is up."""
        came = asyncio.Event()
        stop = self.state.listen(lambda _change: came.set())
        try:
            async with asyncio.timeout(timeout_s):
                while not (found := look()):
                    came.clear()
                    await came.wait()
                return found
        except TimeoutError:
            return None
        finally:
            stop()

    def _reply(self, channel_id: str, thread_ts: str) -> Message | None:
        conversation = self.state.conversation(channel_id)
        thread = self.state.thread(conversation.id, thread_ts) if conversation else ()
        return next((m for m in thread if m.bot_id and m.ts > thread_ts), None)

    def _carrier(self) -> SocketCarrier | HttpCarrier:
        if self.config.events_url is None:
            return self.socket_carrier
        return HttpCarrier(self.config.events_url, self.secrets.signing_secret, self.config.clock)

    def _connection_changed(self) -> None:
        self.state.announce(Change("connection", {"connected": self.dispatcher.carrier.connected}))


def check_config(config: WorkspaceConfig) -> None:
    """Refuse what the workspace never does; raises :class:`WorkspaceError`."""
    if config.host not in LOOPBACK:
        raise WorkspaceError(
            f"The local workspace listens on this machine only, not on {config.host!r}; "
            "use 127.0.0.1."
        )
    if config.events_url is not None:
        checked_url(config.events_url)
    ids = [u.id for u in config.users] + [c.id for c in config.channels] + [config.bot_user_id]
    if twice := {each for each in ids if ids.count(each) > 1}:
        raise WorkspaceError(f"These ids are given twice: {', '.join(sorted(twice))}.")


def _secrets(config: WorkspaceConfig) -> Secrets:
    return Secrets(
        bot_token=config.bot_token or f"xoxb-local-{secrets.token_hex(16)}",
        app_token=config.app_token or f"xapp-1-{config.app_id}-{secrets.token_hex(16)}",
        signing_secret=config.signing_secret or secrets.token_hex(16),
        page_token=secrets.token_urlsafe(32),
    )
