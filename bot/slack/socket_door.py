"""Socket Mode: Bolt's own handler, with what its built-in client needs to hold out."""

from __future__ import annotations

import contextlib
import socket
from typing import Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackClientError

from bot.slack.access import SlackError, is_reached_directly
from bot.slack.failures import CALL_ERRORS

# The built-in client reads a frame by recursion, one call a buffer: its own 1,024 bytes break
# off at a frame of some 1.5 MB, and the lost frame comes again and again.
RECEIVE_BUFFER: Final = 65_536
CONCURRENCY: Final = 10


def open_socket(app: App, app_token: str) -> SocketModeHandler:
    """A connected handler.

    It acknowledges an envelope with Bolt's response, once the listener's middleware has written
    the event to the inbox; on any other status than 200 it stays silent, and Slack sends again.

    Raises:
        SlackError: the token is not accepted, or Slack cannot be reached.
    """
    handler = SocketModeHandler(
        app, app_token, receive_buffer_size=RECEIVE_BUFFER, concurrency=CONCURRENCY
    )
    if is_reached_directly(app.client.base_url):
        handler.client.proxy = None
    try:
        handler.client.connect()
    except (*CALL_ERRORS, SlackClientError) as error:
        handler.client.close()
        raise SlackError(
            f"Socket Mode cannot be opened: {error}. Check SLACK_APP_TOKEN: a token of the app "
            "itself (xapp-…), with the scope connections:write."
        ) from error
    return handler


def close_socket(handler: SocketModeHandler) -> None:
    """Read no more, acknowledge what was read, then close; Slack sends the rest again.

    The client's own ``close`` first waits for its reader, and then cannot acknowledge any more.
    """
    client = handler.client
    # A reconnection that is under way would turn the one on again to what the other says.
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
    client.closed = True
    client.current_session_state.terminated = True
    client.message_queue.put(None)
    connection = client.current_session
    if connection is not None and connection.sock is not None:
        with contextlib.suppress(OSError):
            # Not the TLS socket's own shutdown: it would send the last acks in plain text.
            socket.socket.shutdown(connection.sock, socket.SHUT_RD)
    client.message_workers.shutdown()
    client.close()
