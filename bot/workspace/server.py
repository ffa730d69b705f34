"""The running workspace: a server in its own thread with its own loop, and a handle to it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import uvicorn
from starlette.applications import Starlette

from bot.workspace.actions import Value
from bot.workspace.api_routes import api_routes
from bot.workspace.config import WorkspaceConfig, WorkspaceError
from bot.workspace.delivery import Delivery
from bot.workspace.guard import LoopbackGuard
from bot.workspace.interactions import press_by_action, run_command
from bot.workspace.page import page_routes
from bot.workspace.records import Change, Message
from bot.workspace.workspace import Fault, Workspace, check_config

T = TypeVar("T")
_START_S: Final = 10.0
_CALL_S: Final = 10.0
_BACKLOG: Final = 128


def serve_workspace(config: WorkspaceConfig) -> RunningWorkspace:
    """Open the workspace on loopback and come back when it answers.

    Raises:
        WorkspaceError: the host is not this machine, an id is given twice, the port is taken.
    """
    check_config(config)
    return RunningWorkspace(config, _listen(config))


class RunningWorkspace:
    """A workspace that is being served. Close it, or use it as a context manager.

    Every method may be called from any thread; none from the workspace's own.

    Attributes:
        url: the page's address.
        api_url: what the app's ``WebClient`` takes as ``base_url``; ends with ``/api/``.
        bot_token: and the other secrets of this run, as Slack would give them to the app.
    """

    def __init__(self, config: WorkspaceConfig, listener: socket.socket) -> None:
        port = listener.getsockname()[1]
        host = f"[{config.host}]" if ":" in config.host else config.host
        self.url = f"http://{host}:{port}/"
        self.api_url = f"{self.url}api/"
        self._workspace = Workspace(config, self.url.rstrip("/"))
        self.bot_token = self._workspace.secrets.bot_token
        self.app_token = self._workspace.secrets.app_token
        self.signing_secret = self._workspace.secrets.signing_secret
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server = _server(self._workspace, port)
        self._thread = threading.Thread(target=self._run, name="local-workspace", daemon=True)
        self._thread.start()
        if not self._server.listening.wait(_START_S):
            raise WorkspaceError("The local workspace did not start.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all connections and the server; a second call does nothing."""
        if self._thread.is_alive():
            self._server.should_exit = True
            self._thread.join(_START_S)
        self._listener.close()

    def post_as(
        self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """Post as a person; ``@handle`` and ``#channel`` become references, as when typed.

        ``channel_id`` may be the person's own id: the direct message with the app.

        Raises:
            WorkspaceError: an unknown channel or thread, not a member, or an empty text.
        """
        return self._do(lambda: self._workspace.post_as(user_id, channel_id, text, thread_ts))

    def messages(self, channel_id: str, thread_ts: str | None = None) -> tuple[Message, ...]:
        """List a conversation's messages, or one thread's, oldest first."""

        def read() -> tuple[Message, ...]:
            state = self._workspace.state
            conversation = state.conversation(channel_id)
            if conversation is None:
                raise WorkspaceError(f"There is no conversation {channel_id!r}.")
            if thread_ts:
                return state.thread(conversation.id, thread_ts)
            return state.messages(conversation.id)

        return self._do(read)

    def wait_for_reply(
        self, channel_id: str, thread_ts: str, timeout: float = 10.0
    ) -> Message | None:
        """Wait for the app's first message in a thread; ``None`` when it is not there in time."""
        waiting = self._workspace.wait_for_reply(channel_id, thread_ts, timeout)
        return self._await(waiting, timeout + _CALL_S)

    def wait_for_app(self, timeout: float = 10.0) -> bool:
        """Wait until the app is connected; false when it is not within ``timeout`` seconds."""
        return self._await(self._workspace.wait_for_app(timeout), timeout + _CALL_S)

    def press(
        self, user_id: str, channel_id: str, ts: str, action_id: str, value: Value = ""
    ) -> bool:
        """Press a button, or choose ``value``, in a message; whether the app acknowledged it.

        Raises:
            WorkspaceError: the person does not see that message, or it has no such element.
        """

        async def run() -> bool:
            return await press_by_action(
                self._workspace, user_id, channel_id, ts, (action_id, value)
            )

        return self._await(run())

    def run_command(self, user_id: str, channel_id: str, line: str) -> bool:
        """Run a slash command as somebody types it; whether the app acknowledged it."""

        async def run() -> bool:
            receipt = await run_command(self._workspace, user_id, channel_id, line)
            return receipt.acked

        return self._await(run())

    def deliveries(self) -> tuple[Delivery, ...]:
        """List the events that were sent to the app, oldest first."""
        return self._do(lambda: self._workspace.dispatcher.deliveries)

    def redeliver(self, event_id: str) -> None:
        """Deliver an event once more, as Slack does when it lost an ack."""
        self._do(lambda: self._workspace.dispatcher.redeliver(event_id))

    @contextmanager
    def hold_acks(self) -> Iterator[None]:
        """Lose every ack of Socket Mode meanwhile, so that events come again."""
        carrier = self._workspace.socket_carrier
        carrier.holds_acks = True
        try:
            yield
        finally:
            carrier.holds_acks = False

    def fail_next(
        self, method: str, error: str, *, status: int = 200, retry_after: int | None = None
    ) -> None:
        """Refuse the next call of a Web API method with ``error``."""
        fault = Fault(error, status, retry_after)
        self._do(lambda: self._workspace.faults.setdefault(method, []).append(fault))

    def refresh_connections(self) -> None:
        """End the app's sockets politely, as Slack does every few hours."""
        self._await(self._workspace.socket_carrier.refresh())

    def drop_connections(self) -> None:
        """End the app's sockets without a word."""
        self._await(self._workspace.socket_carrier.drop())

    def _do(self, work: Callable[[], T]) -> T:
        async def run() -> T:
            return work()

        return self._await(run())

    def _await(self, work: Coroutine[Any, Any, T], timeout: float = _CALL_S) -> T:
        if self._loop is None or not self._thread.is_alive():
            work.close()
            raise WorkspaceError("The local workspace is closed.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._server.serve(sockets=[self._listener]))


class _Server(uvicorn.Server):
    """A server that says when it listens, and ends what would otherwise hold it open."""

    def __init__(self, workspace: Workspace, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self._workspace = workspace

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._workspace.state.announce(Change("end", {}))
        await self._workspace.socket_carrier.drop()
        await self._workspace.dispatcher.close()
        await super().shutdown(sockets)


def _server(workspace: Workspace, port: int) -> _Server:
    app = Starlette(routes=[*api_routes(workspace), *page_routes(workspace)])
    config = uvicorn.Config(
        LoopbackGuard(app, port),
        loop="asyncio",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return _Server(workspace, config)


def _listen(config: WorkspaceConfig) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise WorkspaceError(
            f"Port {config.port} is taken on {config.host}; close what uses it, or give another."
        ) from error
    return listener
