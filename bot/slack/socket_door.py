"""Socket Mode: Bolt's own handler, with what its built-in client needs to hold out."""

from __future__ import annotations

from typing import Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.slack.access import is_reached_directly

# The built-in client reads a frame by recursion, one call a buffer: its own 1,024 bytes break
# off at a frame of some 1.5 MB, and the lost frame comes again and again.
RECEIVE_BUFFER: Final = 65_536
CONCURRENCY: Final = 10


def open_socket(app: App, app_token: str) -> SocketModeHandler:
    """A handler that is ready to connect.

    It acknowledges an envelope with Bolt's response, once the listener's middleware has written
    the event to the inbox; on any other status than 200 it stays silent, and Slack sends again.
    """
    handler = SocketModeHandler(
        app, app_token, receive_buffer_size=RECEIVE_BUFFER, concurrency=CONCURRENCY
    )
    if is_reached_directly(app.client.base_url):
        handler.client.proxy = None
    return handler
