"""The bot in a workspace: the listeners, the inbox, the workers and the doors, put together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.answering import Reply, new_answer_id
from bot.blocks import Message, Showing
from bot.slack.intake import Intake
from bot.slack.listeners import register
from bot.slack.responding import Answers, Responder
from bot.slack.socket_door import close_socket, open_socket
from bot.slack.usergroups import Usergroups
from bot.slack.workers import Workers
from bot.store import Store

_log = logging.getLogger(__name__)


class SlackService:
    """Answers what is asked of one Bolt app.

    The caller opens a door: :meth:`connect` for Socket Mode, or ``slack_routes`` in a server of
    its own for HTTP. Both lead to the same listeners.

    Args:
        app: from ``create_app``; its listeners are registered here.
        answers: the use case, called by several threads.
        render: a reply as a message.
        clock: the present instant, aware.
        workers: how many questions are worked on at a time.

    Attributes:
        app: the Bolt app, its listeners registered; for the HTTP door.
    """

    def __init__(
        self,
        app: App,
        store: Store,
        answers: Answers,
        *,
        render: Callable[[Reply, Showing], Message],
        clock: Callable[[], datetime],
        workers: int = 4,
    ) -> None:
        self.app = app
        self._socket: SocketModeHandler | None = None
        usergroups = Usergroups(app.client, clock)
        responder = Responder(answers, render, store.audit, new_answer_id, usergroups.of)
        self._workers = Workers(store.inbox, responder, app.client, clock, workers)
        register(app, Intake(store.inbox, self._workers.wake, clock))

    def start(self) -> None:
        """Take up what an earlier service left, then what comes in.

        Raises:
            bot.store.StoreError: the inbox cannot be read.
        """
        self._workers.start()

    def connect(self, app_token: str) -> None:
        """Open the Socket Mode door; it reconnects by itself.

        Raises:
            SlackError: the token is not accepted, or Slack cannot be reached.
        """
        self._socket = open_socket(self.app, app_token)

    @property
    def is_connected(self) -> bool:
        """Whether the Socket Mode door is open now."""
        return self._socket is not None and self._socket.client.is_connected()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Close the door, finish what is being answered, leave the rest in the inbox.

        True when all that was begun is finished. It takes ``timeout_s`` at most.
        """
        deadline = time.monotonic() + timeout_s
        closing = self._close_door()
        drained = self._workers.stop(timeout_s)
        if closing is not None:
            closing.join(max(0.0, deadline - time.monotonic()))
        executor: Executor = self.app.listener_runner.listener_executor
        executor.shutdown(wait=False)
        if not drained:
            _log.warning("stopped before all was answered: the rest stays in the inbox")
        return drained

    def _close_door(self) -> threading.Thread | None:
        """Close it in a thread: the client waits for its own threads."""
        if self._socket is None:
            return None
        closing = threading.Thread(target=close_socket, args=(self._socket,), daemon=True)
        closing.start()
        return closing
