"""The HTTP door as a server of its own."""

from __future__ import annotations

import threading

import uvicorn
from starlette.applications import Starlette

from bot.app.parts import present
from bot.app.serving import Stop
from bot.slack import SlackAccess, SlackService, slack_routes


def serve_http(
    service: SlackService, access: SlackAccess, stop: Stop, *, host: str, port: int
) -> None:
    """Take Slack's signed requests at ``/slack/events`` until asked to stop."""
    routes = slack_routes(service.app, access.signing_secret, present)
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=routes), host=host, port=port, log_level="warning", lifespan="off"
        )
    )
    thread = threading.Thread(target=server.run, name="http-door", daemon=True)
    thread.start()
    stop.wait()
    server.should_exit = True
    thread.join(5.0)
