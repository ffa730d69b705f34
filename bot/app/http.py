"""The HTTP door as a server of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL

import uvicorn
from starlette.applications import Starlette

from bot.app.parts import present
from bot.app.serving import Stop
from bot.slack import EVENTS_PATH, SlackAccess, SlackService, slack_routes

_REASONS = {
    EADDRINUSE: "Port {port} is taken on {host}: close what uses it, or give another with --port.",
    EADDRNOTAVAIL: "{host} is no address of this machine: give one of its own with --host.",
    EACCES: "Port {port} may not be opened by this user: give one above 1023 with --port.",
}


class HttpDoorError(Exception):
    """The HTTP door cannot be opened, or fell shut; the sentence says why and what to do."""


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that already waits for Slack: what is wrong with the address shows at once.

    Raises:
        HttpDoorError: the port is taken, or the address is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        opened = socket.create_server((host, port), family=family)
    except OSError as error:
        known = _REASONS.get(
            error.errno or 0, f"{{host}} cannot be listened at: {error.strerror}."
        )
        raise HttpDoorError(known.format(host=host, port=port)) from error
    with opened:
        yield opened


def serve_http(
    service: SlackService,
    access: SlackAccess,
    stop: Stop,
    door: socket.socket,
    ready: Callable[[str], None],
) -> None:
    """Take Slack's signed requests at ``/slack/events`` until asked to stop.

    ``ready`` is told the address once requests are taken.

    Raises:
        HttpDoorError: the server ended by itself.
    """
    routes = slack_routes(service.app, access.signing_secret, present)
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), log_level="warning", lifespan="off")
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [door]}, name="http-door", daemon=True
    )
    thread.start()
    told = False
    while thread.is_alive() and not stop.wait(0.05 if not told else 1.0):
        if server.started and not told:
            ready(_address(door))
            told = True
    ended = not thread.is_alive() and not stop.wait(0)
    server.should_exit = True
    thread.join(5.0)
    if ended:
        raise HttpDoorError("The HTTP door fell shut: see the log.")


def _address(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{EVENTS_PATH}"
